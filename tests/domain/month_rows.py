# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Rows and facts of an invented month, for the tests of its check."""

from datetime import datetime
from typing import Any
from uuid import UUID

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds.month import MonthExplanation, MonthSummary
from branchdesk.domain.kinds.service_record import RecordProgress, ServiceRecord
from branchdesk.domain.kinds.visit import Visit
from branchdesk.domain.month_check import (
    Finding,
    MonthFacts,
    MonthFindings,
    MonthRule,
    check_month,
)
from branchdesk.domain.period import Period
from branchdesk.domain.policy import Policy

PERIOD = Period(2026, 11)
CUSTOMER, CHEN, ZHOU = UUID(int=50), UUID(int=60), UUID(int=61)
NUMBER = "FW-GZ-2611-D01-0217"
SHEET = "XC-GZ-2611-L03-0042"


def at(day: int, hour: int = 10, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=BRANCH_ZONE)


NOW = at(25, 15)
SUMMARY = MonthSummary(
    uuid=UUID(int=70), created_at=NOW, branch_code="GZ", period="2026-11", summary="平稳。"
)


def record(state: str = "in_progress", **changes: Any) -> ServiceRecord:
    values: dict[str, Any] = {
        "uuid": UUID(int=1),
        "created_at": at(24),
        "number": NUMBER,
        "branch_code": "GZ",
        "period": "2026-11",
        "occurred_at": at(24),
        "recorded_at": at(24),
        "category": "usage",
        "customer": CUSTOMER,
        "contact_person": "张工",
        "contact_phone": "15400000032",
        "problem_description": "合计不符",
        "handler": CHEN,
        "first_contact_owner": CHEN,
    }
    return ServiceRecord(state=state, **(values | changes))


def closed(**changes: Any) -> ServiceRecord:
    values: dict[str, Any] = {
        "solution": "重新关联第 7 期数据",
        "confirmed_by": "张工",
        "confirmed_at": at(24, 11),
        "verification_method": "customer_feedback",
    }
    return record("closed", **(values | changes))


def visit(state: str = "signature_pending", **changes: Any) -> Visit:
    values: dict[str, Any] = {
        "uuid": UUID(int=2),
        "created_at": at(18),
        "number": SHEET,
        "branch_code": "GZ",
        "period": "2026-11",
        "record": UUID(int=1),
        "customer": CUSTOMER,
        "engineer": CHEN,
        "purpose": "合计不符",
        "arrived_at": at(19),
    }
    return Visit(state=state, **(values | changes))


def progress(day: int, kind: str = "note") -> RecordProgress:
    return RecordProgress(
        uuid=UUID(int=100 + day),
        created_at=at(day),
        record=UUID(int=1),
        at=at(day),
        kind=kind,
        text="…",
    )


def explanation(rule: MonthRule, subject: str, text: str = "客户停电") -> MonthExplanation:
    return MonthExplanation(
        uuid=UUID(int=80),
        created_at=NOW,
        branch_code="GZ",
        period="2026-11",
        rule=rule.value,
        subject=subject,
        text=text,
    )


def check(**facts: Any) -> MonthFindings:
    return check_month(month_facts(**facts))


def month_facts(**facts: Any) -> MonthFacts:
    known: dict[str, Any] = {
        "period": PERIOD,
        "now": NOW,
        "policy": Policy(),
        "calendar": WorkingCalendar({}, frozenset({2026})),
        "summary": SUMMARY,
        "people": {CHEN: "陈亮", ZHOU: "周倩"},
        "customers": {CUSTOMER: "栩川路桥"},
    }
    return MonthFacts(**(known | facts))


def of(findings: MonthFindings, rule: MonthRule) -> list[Finding]:
    return [f for f in findings.all() if f.rule is rule]


def only(findings: MonthFindings, rule: MonthRule) -> Finding:
    (finding,) = of(findings, rule)
    return finding
