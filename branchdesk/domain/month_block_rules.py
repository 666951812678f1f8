# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What keeps a month from being reported, in the order of wording (R-105, R-106, R-108)."""

from collections.abc import Iterator
from uuid import UUID

from branchdesk.domain.clock import local_date
from branchdesk.domain.day_words import day_text
from branchdesk.domain.kinds.description import Stage
from branchdesk.domain.kinds.service_record import SERVICE_RECORD, ServiceRecord
from branchdesk.domain.kinds.validation import problems_of
from branchdesk.domain.kinds.values import CATEGORIES
from branchdesk.domain.kinds.visit import ON_SITE
from branchdesk.domain.month_findings import (
    Finding,
    Level,
    MonthFacts,
    MonthRule,
    about_record,
    about_visit,
    customer_name,
    days_between,
)
from branchdesk.domain.text import T

MANDATORY_RULES = frozenset({"required", "BR-022", "R-023"})
"""Which problems of a record keep a month from being reported; odd spellings do not."""


def unsigned(facts: MonthFacts) -> Iterator[Finding]:
    """Sheets of the period without the customer's signature and without a waiver (R-070, R-074)."""
    for visit in facts.visits:
        if visit.period != str(facts.period):
            continue
        day = local_date(visit.arrived_at or visit.appointment_at or visit.created_at)
        sheet = T(
            "{number} ({customer}, {day})",
            "sheet",
            number=visit.number,
            customer=customer_name(facts, visit.customer),
            day=day_text(day),
        )
        if visit.state == "signature_pending":
            message = T(
                "Visit sheet {sheet} has no signature of the customer yet. Get"
                " it signed, add the sheet signed on paper, or write the reason and ask the manager"
                " to approve.",
                sheet=sheet,
            )
            task = T("signature", "month.task")
        elif visit.state == "waiver_requested":
            message = T(
                "Visit sheet {sheet} was left unsigned and waits for the"
                " manager's approval. Approve it or get it signed.",
                sheet=sheet,
            )
            task = T("signature or approval", "month.task")
        elif visit.state in ON_SITE:
            message = T(
                "Visit sheet {sheet} is not finished and not signed. Complete"
                " it and let the customer sign.",
                sheet=sheet,
            )
            task = T("complete and get signed", "month.task")
        else:
            continue
        yield about_visit(
            Level.BLOCK,
            MonthRule.UNSIGNED,
            visit,
            message,
            field="signature_kind",
            task=task,
        )


def incomplete_records(facts: MonthFacts) -> Iterator[Finding]:
    """Mandatory fields that are missing, each field of a record once (R-105)."""
    for record in facts.records:
        if record.state == "draft":
            continue
        stages = [Stage.SAVE, Stage.MONTH]
        if record.state == "closed":
            stages.append(Stage.CLOSE)
        seen: set[str] = set()
        for stage in stages:
            for problem in problems_of(SERVICE_RECORD, record, stage):
                if problem.rule not in MANDATORY_RULES or problem.field in seen:
                    continue
                seen.add(problem.field)
                yield _incomplete(record, problem.rule, problem.field, stage)


def _incomplete(record: ServiceRecord, broken: str, field: str, stage: Stage) -> Finding:
    label = SERVICE_RECORD.fields[field].label
    category = CATEGORIES.label(record.category)
    if broken == MonthRule.DEFECT_VERSION:
        rule = MonthRule.DEFECT_VERSION
        message = T(
            "Service record {number} is a “{category}” without a product version; headquarters"
            " cannot reproduce it.",
            number=record.number,
            category=category,
        )
        task = T("enter the product version", "month.task")
    elif broken == MonthRule.SUGGESTION_CONTACT:
        rule = MonthRule.SUGGESTION_CONTACT
        message = T(
            "Service record {number} is a “{category}” without contact details of the person.",
            number=record.number,
            category=category,
        )
        task = T("enter the contact details", "month.task")
    elif stage is Stage.CLOSE:
        rule = MonthRule.INCOMPLETE_CLOSE
        message = T(
            "Service record {number} is closed, but “{field}” is missing. Reopen it or add it.",
            number=record.number,
            field=label,
        )
        task = T("enter “{field}”", "month.task", field=label)
    else:
        rule = MonthRule.MANDATORY
        message = T(
            "Service record {number}: “{field}” is missing. Please enter it.",
            number=record.number,
            field=label,
        )
        task = T("enter “{field}”", "month.task", field=label)
    return about_record(Level.BLOCK, rule, record, message, field=field, task=task)


def drafts(facts: MonthFacts) -> Iterator[Finding]:
    """Drafts of the period."""
    for record in facts.records:
        if record.state == "draft" and record.period == str(facts.period):
            yield about_record(
                Level.BLOCK,
                MonthRule.DRAFT,
                record,
                T(
                    "Service record {number} is still a draft. Complete and record it, or delete"
                    " the draft.",
                    number=record.number,
                ),
                field="state",
                task=T("complete the draft", "month.task"),
            )


def data_overdue(facts: MonthFacts) -> Iterator[Finding]:
    """Data not given back on its day; once the customer was contacted it needs a word (BR-036)."""
    records = {record.uuid: record for record in facts.records}
    for visit in facts.visits:
        due = visit.data_return_at
        record = records.get(visit.record) if visit.record else None
        if due is None or record is None or record.state != "data_in_custody":
            continue
        days = days_between(due, facts.now)
        if days < 1:
            continue
        overdue = T(
            "Data taken with {number} ({customer}) was promised back by {day} and is {days} days"
            " overdue",
            number=visit.number,
            customer=customer_name(facts, visit.customer),
            day=day_text(local_date(due)),
            days=days,
        )
        contacted = any(
            entry.kind == "contact" and entry.at is not None and entry.at > due
            for entry in facts.progress.get(record.uuid, ())
        )
        if contacted:
            message = T(
                "{overdue}; the customer was contacted. Say when it goes back.", overdue=overdue
            )
        else:
            message = T(
                "{overdue}, with no contact on record. Note the contact, or agree on a new time"
                " and say why.",
                overdue=overdue,
            )
        yield Finding(
            level=Level.EXPLAIN if contacted else Level.BLOCK,
            rule=MonthRule.DATA_OVERDUE,
            message=message,
            kind="service_record",
            number=record.number,
            uuid=record.uuid,
            field="state",
            person=record.handler,
            task=T("contact the customer", "month.task"),
            explainable=contacted,
        )


def laptops(facts: MonthFacts) -> Iterator[Finding]:
    """Laptops whose data may be missing (R-106); a written reason lifts the block."""
    reference = facts.reference
    for laptop in facts.laptops:
        last = laptop.last_received_at
        if last is None:
            message = T(
                "The laptop of {name} ({code}) has never delivered its data. Collect it first; if"
                " that is impossible, write why and report without it: what comes later goes into"
                " the supplement.",
                name=laptop.name,
                code=laptop.code,
            )
        elif days_between(last, reference) > facts.policy.laptop_overdue_days:
            message = T(
                "The laptop of {name} ({code}) has delivered no data since {day}. Collect it first;"
                " if that is impossible, write why and report without it: what comes later goes"
                " into the supplement.",
                name=laptop.name,
                code=laptop.code,
                day=day_text(local_date(last)),
            )
        else:
            continue
        yield Finding(
            level=Level.BLOCK,
            rule=MonthRule.LAPTOP,
            message=message,
            kind="device",
            number=laptop.code,
            person=laptop.staff or _carrier(facts, laptop.name),
            task=T("deliver the laptop's data", "month.task"),
            explainable=True,
        )


def _carrier(facts: MonthFacts, name: str) -> UUID | None:
    """A laptop may be known by its person's name only; two people of one name are nobody."""
    bearers = [uuid for uuid, known in facts.people.items() if known == name]
    return bearers[0] if len(bearers) == 1 else None


def branches(facts: MonthFacts) -> Iterator[Finding]:
    """Branches headquarters has no report of (R-120); they hold up the merge once it is due."""
    late = facts.now >= facts.period.end
    for branch in facts.branches or ():
        if branch.reported:
            continue
        yield Finding(
            level=Level.BLOCK if late else Level.INFO,
            rule=MonthRule.BRANCH,
            message=T(
                "The report of {branch} ({code}) has not come and was due on {day}. Send a"
                " reminder, then take in its bundle.",
                branch=branch.name,
                code=branch.code,
                day=day_text(facts.period.last_day),
            )
            if late
            else T(
                "{branch} ({code}) has not reported yet; the report is due on {day}.",
                branch=branch.name,
                code=branch.code,
                day=day_text(facts.period.last_day),
            ),
            kind="branch",
            number=branch.code,
        )


def summary(facts: MonthFacts) -> Iterator[Finding]:
    """The summary of a branch's month while nobody has confirmed it (R-108)."""
    if facts.branches is not None:
        return
    if facts.summary is None or not facts.summary.summary.strip():
        yield Finding(
            level=Level.BLOCK,
            rule=MonthRule.SUMMARY,
            message=T(
                "The month's summary is not confirmed yet. A draft was made from the data; please"
                " check it."
            ),
            kind="month_summary",
            field="summary",
        )
