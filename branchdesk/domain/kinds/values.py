# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The value lists of the spine: codes as in database and bundle, labels as people say them."""

from branchdesk.domain.kinds.description import ValueList
from branchdesk.domain.text import T

SERVICE_MODES = ValueList(
    "service_mode",
    {
        "phone": T("Phone", "service_mode"),
        "fax": T("Fax", "service_mode"),
        "chat": T("Chat", "service_mode"),
        "remote": T("Remote support", "service_mode"),
        "onsite": T("On site", "service_mode"),
        "walk_in": T("Walk-in", "service_mode"),
        "email": T("E-mail", "service_mode"),
        "other_mail": T("Private mailbox", "service_mode"),
        "forum": T("Web forum", "service_mode"),
        "social": T("Social media", "service_mode"),
        "callback": T("Callback", "service_mode"),
    },
)

SECONDARY_MODES = frozenset({"social", "other_mail"})
"""Channels whose first response is counted in working hours (BR-004)."""

CATEGORIES = ValueList(
    "category",
    {
        "usage": T("Usage question", "category"),
        "defect": T("Software defect", "category"),
        "business": T("Business question", "category"),
        "suggestion": T("Suggestion", "category"),
    },
)

REQUEST_TYPES = ValueList(
    "request_type",
    {
        "product_enquiry": T("Product enquiry", "request_type"),
        "technical_support": T("Technical support", "request_type"),
        "order_query": T("Order query", "request_type"),
        "after_sales": T("After-sales service", "request_type"),
        "complaint_suggestion": T("Complaint or suggestion", "request_type"),
    },
)

SERVICE_TYPES = ValueList(
    "service_type",
    {
        "repair": T("Repair", "service_type"),
        "installation": T("Installation", "service_type"),
        "software_support": T("Software support", "service_type"),
        "customer_service": T("Customer service", "service_type"),
        "complaint_handling": T("Complaint handling", "service_type"),
    },
)

SEVERITIES = ValueList(
    "severity",
    {
        "1": T("Level 1: cannot work", "severity"),
        "2": T("Level 2: work affected", "severity"),
        "3": T("Level 3: inconvenient", "severity"),
    },
)

COMPLEXITIES = ValueList(
    "complexity",
    {
        "general": T("General", "complexity"),
        "medium": T("Rather complex", "complexity"),
        "major": T("Major", "complexity"),
        "special": T("Special", "complexity"),
    },
)

RESPONSE_LEVELS = ValueList(
    "response_level",
    {
        "1": T("Level 1 response", "response_level"),
        "2": T("Level 2 response", "response_level"),
        "3": T("Level 3 response", "response_level"),
    },
)

DETAIL_LEVELS = ValueList(
    "detail_level",
    {
        "full": T("Full record", "detail_level"),
        "simple": T("Simple record", "detail_level"),
    },
)

RESULTS = ValueList(
    "result",
    {
        "solved": T("Solved", "result"),
        "unsolved": T("Not solved", "result"),
        "continue": T("Needs further handling", "result"),
    },
)

VERIFICATION_METHODS = ValueList(
    "verification_method",
    {
        "remote_demonstration": T("Remote demonstration", "verification_method"),
        "on_site_check": T("On-site check", "verification_method"),
        "customer_feedback": T("Customer feedback", "verification_method"),
    },
)

PROGRESS_KINDS = ValueList(
    "progress_kind",
    {
        "answer": T("Answer", "progress_kind"),
        "note": T("Progress", "progress_kind"),
        "contact": T("Contact with the customer", "progress_kind"),
        "feedback": T("Customer feedback", "progress_kind"),
        "headquarters": T("Answer of headquarters", "progress_kind"),
        "state": T("Step", "progress_kind"),
    },
)

CUSTOMER_TYPES = ValueList(
    "customer_type",
    {
        "corporate": T("Corporate customer", "customer_type"),
        "individual": T("Individual customer", "customer_type"),
        "institutional": T("Institutional customer", "customer_type"),
    },
)

VALUE_CLASSES = ValueList(
    "value_class",
    {
        "vip": T("VIP customer", "value_class"),
        "key": T("Key customer", "value_class"),
        "ordinary": T("Ordinary customer", "value_class"),
        "prospect": T("Prospect", "value_class"),
    },
)

LIFECYCLE_STAGES = ValueList(
    "lifecycle_stage",
    {
        "new": T("New customer", "lifecycle_stage"),
        "growth": T("Growing", "lifecycle_stage"),
        "mature": T("Mature", "lifecycle_stage"),
        "declining": T("At risk", "lifecycle_stage"),
    },
)

CONFIDENTIALITY_LEVELS = ValueList(
    "confidentiality",
    {
        "confidential": T("Internal", "confidentiality"),
        "secret": T("Business secret", "confidentiality"),
        "top_secret": T("Core business secret", "confidentiality"),
    },
)

AGREEMENT_CHANNELS = ValueList(
    "agreed_by",
    {
        "phone": T("Phone", "service_mode"),
        "chat": T("Chat", "service_mode"),
        "email": T("E-mail", "service_mode"),
        "in_person": T("In person", "agreed_by"),
    },
)

DIAGNOSES = ValueList(
    "diagnosis",
    {
        "operation": T("Operation problem", "diagnosis"),
        "software": T("Software problem", "diagnosis"),
        "other": T("Other", "diagnosis"),
    },
)

VISIT_RESULTS = ValueList(
    "visit_result",
    {
        "solved": T("Solved", "visit_result"),
        "partly": T("Partly solved", "visit_result"),
        "follow_up_needed": T("Another visit needed", "visit_result"),
        "data_to_take": T("Data taken away", "visit_result"),
        "referred_to_hq": T("Referred to headquarters", "visit_result"),
    },
)

WARRANTY_STATES = ValueList(
    "warranty_status",
    {
        "in_warranty": T("In warranty", "warranty_status"),
        "out_of_warranty": T("Out of warranty", "warranty_status"),
    },
)

OPINION_SOURCES = ValueList(
    "opinion_source",
    {
        "written": T("Written by the customer", "opinion_source"),
        "phrase": T("Chosen phrase", "opinion_source"),
        "recorded": T("Written down by the engineer", "opinion_source"),
    },
)

SATISFACTIONS = ValueList(
    "satisfaction",
    {
        "very_satisfied": T("Very satisfied", "satisfaction"),
        "satisfied": T("Satisfied", "satisfaction"),
        "fair": T("Fair", "satisfaction"),
        "dissatisfied": T("Dissatisfied", "satisfaction"),
        "very_dissatisfied": T("Very dissatisfied", "satisfaction"),
    },
)

SIGNATURE_KINDS = ValueList(
    "signature_kind",
    {
        "screen": T("Signed on screen", "signature_kind"),
        "paper": T("Signed on paper", "signature_kind"),
        "phone": T("Confirmed by phone", "signature_kind"),
        "later": T("To be signed later", "signature_kind"),
        "refused": T("Customer does not sign", "signature_kind"),
        "absent": T("Customer absent", "signature_kind"),
    },
)

SIGNATURE_PARTIES = ValueList(
    "signature_party",
    {
        "customer": T("Customer", "signature_party"),
        "engineer": T("Service engineer", "signature_party"),
        "acceptance": T("Head of department", "signature_party"),
    },
)

COPY_WAYS = ValueList(
    "copy_way",
    {
        "paper": T("Printed copy handed over", "copy_way"),
        "message": T("PDF sent by message", "copy_way"),
        "stick": T("Copied to a USB stick", "copy_way"),
        "declined": T("Customer wants none", "copy_way"),
    },
)
