# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""From a visit and what hangs on it to the content the customer signs (R-070, R-076)."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from branchdesk.domain.day_words import day_text, moment_text
from branchdesk.domain.errors import UserError
from branchdesk.domain.identifiers import shown_phone
from branchdesk.domain.kinds import values
from branchdesk.domain.kinds.customer import Contact, Customer, CustomerProduct
from branchdesk.domain.kinds.description import ValueList
from branchdesk.domain.kinds.organisation import Branch, Staff
from branchdesk.domain.kinds.service_record import ServiceRecord
from branchdesk.domain.kinds.visit import Visit, VisitPart, VisitWorkLine
from branchdesk.domain.money import yuan
from branchdesk.domain.sheet import Choice, PartLine, SheetContent, WorkLine
from branchdesk.domain.text import T, Text, Translator

TEMPLATE_VERSION = "1"
"""The version of the fixed texts; it is printed in the foot of the sheet."""

CountPages = Callable[[SheetContent], int]
"""Tells how many pages the sheet of a content has; raises UserError when it cannot be printed."""

_MOST_COUNTS = 4
"""So often the pages are counted anew because the number in the statement moved a line."""


class SheetSources(msgspec.Struct, frozen=True, kw_only=True):
    """The rows a sheet is composed from."""

    visit: Visit
    record: ServiceRecord
    customer: Customer
    contact: Contact | None
    product: CustomerProduct | None
    branch: Branch
    engineer: Staff
    work: tuple[VisitWorkLine, ...]
    parts: tuple[VisitPart, ...]
    photos: tuple[str, ...] = ()
    demo: bool = False
    privacy_years: int = 5


def local_moment(moment: datetime | None, translator: Translator) -> str:
    """Return ``11月22日 13:40``, or an empty text."""
    if moment is None:
        return ""
    return translator.render(moment_text(moment))


def local_day(day: date, translator: Translator) -> str:
    """Return ``11月22日``."""
    return translator.render(day_text(day))


def compose_sheet(
    sources: SheetSources, translator: Translator, count_pages: CountPages
) -> SheetContent:
    """Compose the content in the paper's language; equal rows give equal content.

    The statement names the number of pages (wording §5.1). Without it stands the sheet that cannot
    be printed, and one whose number of pages would not be true as soon as it is written down.
    """
    without = _composed(sources, translator)
    pages = 1
    for _ in range(_MOST_COUNTS):
        words = statement(sources, translator, pages)
        content = msgspec.structs.replace(without, statement=words)
        try:
            counted = count_pages(content)
        except UserError:
            return without
        if counted == pages:
            return content
        pages = counted
    return without


def _composed(sources: SheetSources, translator: Translator) -> SheetContent:
    visit, record = sources.visit, sources.record
    return SheetContent(
        number=visit.number,
        record_number=record.number,
        company=_company(sources),
        branch=sources.branch.name,
        service_phone=sources.branch.service_phone,
        complaint_phone=sources.branch.complaint_phone,
        template_version=TEMPLATE_VERSION,
        demo=sources.demo,
        customer=sources.customer.name,
        contact=record.contact_person,
        contact_phone=shown_phone(record.contact_phone),
        address=record.address or sources.customer.address,
        product=" ".join(p for p in (record.product, record.product_version) if p),
        serial=_serial(sources),
        service_type=_label(values.SERVICE_TYPES, record.service_type, translator),
        warranty=_label(values.WARRANTY_STATES, visit.warranty_status, translator),
        problem=record.problem_description,
        category=_label(values.CATEGORIES, record.category, translator),
        appointment=local_moment(visit.appointment_at, translator),
        departed=local_moment(visit.departed_at, translator),
        arrived=local_moment(visit.arrived_at, translator),
        left=local_moment(visit.left_at, translator),
        labour_hours="" if visit.labour_hours is None else format(visit.labour_hours, "f"),
        engineers="、".join(n for n in (sources.engineer.name, visit.other_engineers) if n),
        badge_shown=visit.badge_shown,
        engineer_contact=shown_phone(sources.engineer.phone) if visit.engineer_contact_left else "",
        present_people=visit.present_people,
        location=visit.location,
        diagnosis=_choices(values.DIAGNOSES, visit.diagnosis, translator),
        diagnosis_text=visit.diagnosis_text,
        explained=visit.explained,
        work=_work(sources),
        parts=tuple(
            PartLine(p.name, p.old_serial, p.new_serial, str(p.quantity), p.amount)
            for p in sources.parts
        ),
        charge=visit.charge,
        invoice_number=visit.invoice_number,
        results=_choices(values.VISIT_RESULTS, visit.result, translator),
        result_text=visit.result_text,
        follow_up=local_moment(visit.follow_up_at, translator),
        new_requests=visit.new_requests,
        data_taken=visit.data_description,
        data_consent=visit.data_consent_by if visit.data_consent else "",
        data_return=local_moment(visit.data_return_at, translator),
        photos=sources.photos,
        opinion=visit.opinion,
        opinion_source=_label(values.OPINION_SOURCES, visit.opinion_source, translator),
        satisfaction=_label(values.SATISFACTIONS, visit.satisfaction, translator),
        leave_consent=visit.leave_consent,
        statement=statement(sources, translator),
        privacy_notice=privacy_notice(sources, translator),
    )


def statement(sources: SheetSources, translator: Translator, pages: int | None = None) -> str:
    """Return the words above the signature (wording §5.1); ``pages`` is None while unknown."""
    charge = sources.visit.charge
    matter = (
        T("service, result, charge of {amount} and opinion", "statement", amount=yuan(charge))
        if charge > Decimal(0)
        else T("service, result and opinion", "statement")
    )
    hotline: str | Text = ""
    if sources.branch.complaint_phone:
        hotline = T(" Complaint hotline: {phone}", phone=sources.branch.complaint_phone)
    extent = "" if pages is None else T(" ({pages} pages)", "statement", pages=pages)
    return translator.render(
        T(
            "I have read the whole sheet{extent}. The {matter} are as it happened. I agree with"
            " {company} to sign this sheet electronically. After signing the content is locked;"
            " changes go on a supplement page and are signed anew. My signature confirms this"
            " service only and does not affect later opinions and complaints.{hotline}",
            extent=extent,
            matter=matter,
            company=_company(sources),
            hotline=hotline,
        )
    )


def privacy_notice(sources: SheetSources, translator: Translator) -> str:
    """Return the notice in the foot (wording §5.2)."""
    phone = sources.branch.complaint_phone or sources.branch.service_phone
    way = T("Call {phone}", "privacy", phone=phone) if phone else T("Ask us", "privacy")
    return translator.render(
        T(
            "Privacy: {company} records your name, position, contact details and signature to"
            " carry out this service, callbacks and complaints, keeps them encrypted in the"
            " service system of branch and headquarters for {years} years, then deletes or"
            " anonymises them, and gives them to no unrelated third party. {way} to see, copy,"
            " correct or delete them or to withdraw consent; that does not affect what was done"
            " before.",
            company=_company(sources),
            years=sources.privacy_years,
            way=way,
        )
    )


def _company(sources: SheetSources) -> str:
    """Return the company, or the branch while nobody entered the company's name."""
    return sources.branch.company or sources.branch.name


def _serial(sources: SheetSources) -> str:
    if sources.record.serial:
        return sources.record.serial
    product = sources.product
    return "" if product is None else product.dongle or product.serial


def _label(value_list: ValueList, code: str, translator: Translator) -> str:
    return translator.render(value_list.label(code)) if code else ""


def _choices(value_list: ValueList, code: str, translator: Translator) -> tuple[Choice, ...]:
    return tuple(
        Choice(translator.render(label), ticked=key == code)
        for key, label in value_list.labels.items()
    )


def _work(sources: SheetSources) -> tuple[WorkLine, ...]:
    lines = sorted(sources.work, key=lambda line: line.ordinal)
    listed = tuple(WorkLine(line.time, line.text) for line in lines)
    whole = sources.visit.work_done.strip()
    return (*listed, WorkLine("", whole)) if whole else listed


def sheet_from_json(stored: str) -> SheetContent:
    """Read the content a visit froze."""
    return msgspec.json.decode(stored, type=SheetContent)


def sheet_to_json(content: SheetContent) -> str:
    """Return the content as it is kept with the visit."""
    encoded: bytes = msgspec.json.encode(content)
    return encoded.decode()


def ordered(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return child rows in the order they stand on the sheet."""
    return tuple(sorted(rows, key=lambda row: (row.ordinal, row.created_at)))
