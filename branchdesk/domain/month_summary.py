# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A first draft of the month's written summary, made from the data (R-108, BR-027, BR-034)."""

from collections import Counter

from branchdesk.domain.kinds.service_record import ServiceRecord
from branchdesk.domain.month_findings import MonthFacts, unfinished
from branchdesk.domain.snapshot import is_member
from branchdesk.domain.text import T, Text

_FINISHED = frozenset({"closed", "transferred"})


def draft_summary(facts: MonthFacts) -> Text:
    """Return the draft: what came in, how it went, what is left.

    Problems are named as far as the data shows them; plan and support are left to the person who
    confirms the summary.
    """
    records = [r for r in facts.records if r.period == str(facts.period) and r.state != "draft"]
    defects = [r for r in records if r.category == "defect"]
    return T(
        "In this period {records} customer problems were taken, {phone} of them by phone, with"
        " {visits} visits; {first} % were solved in the first contact, {closed} % are closed.{top}"
        " Software defects: {defects}, of which {referred} were passed to headquarters. {open} open"
        " records are carried over. Problems: {problems}. Plan for next month: {plan}. Support"
        " needed of headquarters: {support}.",
        records=len(records),
        phone=sum(r.service_mode == "phone" for r in records),
        visits=sum(is_member("visit", v, facts.period) for v in facts.visits),
        first=_percent(
            sum(_first_contact(r, facts) for r in records),
            sum(r.state == "closed" for r in records),
        ),
        closed=_percent(sum(r.state in _FINISHED for r in records), len(records)),
        top=_usage(records),
        defects=len(defects),
        referred=sum(bool(r.error_symptom.strip()) for r in defects),
        open=sum(1 for _ in unfinished(facts)),
        problems=_problems(records),
        plan=T("(please add)", "month_summary"),
        support=T("none", "month_summary"),
    )


def _first_contact(record: ServiceRecord, facts: MonthFacts) -> bool:
    """Closed without hand-over, escalation, visit, custody or reopening (requirements §10.3)."""
    return (
        record.state == "closed"
        and record.handler == record.first_contact_owner
        and not record.error_symptom.strip()
        and record.recurrence == 0
        and all(visit.record != record.uuid for visit in facts.visits)
    )


def _usage(records: list[ServiceRecord]) -> Text:
    products = Counter(r.product for r in records if r.category == "usage" and r.product)
    # Equal counts are ordered by name, so that the draft is the same on every run.
    names = sorted(products, key=lambda name: (-products[name], name))[:2]
    if len(names) == 2:
        return T(
            " Usage questions were mainly about {first} and {second}.",
            first=names[0],
            second=names[1],
        )
    if names:
        return T(" Usage questions were mainly about {first}.", first=names[0])
    return Text("")


def _problems(records: list[ServiceRecord]) -> Text:
    late = sum(r.late_entry for r in records)
    reopened = sum(r.recurrence > 0 for r in records)
    if late and reopened:
        return T(
            "{late} records were entered late, {reopened} were reopened",
            "month_summary",
            late=late,
            reopened=reopened,
        )
    if late:
        return T("{late} records were entered late", "month_summary", late=late)
    if reopened:
        return T("{reopened} records were reopened", "month_summary", reopened=reopened)
    return T("none", "month_summary")


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 100
