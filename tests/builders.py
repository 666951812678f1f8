# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Valid rows of every kind for tests; each call makes a new row, what matters is named."""

import itertools
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.kinds.roles import Role
from branchdesk.domain.kinds.steps import Actor, Situation
from branchdesk.domain.policy import Policy
from branchdesk.domain.signature import Ink, Point, Stroke

NOW = datetime(2026, 11, 18, 9, 40, tzinfo=BRANCH_ZONE)
"""A Wednesday morning inside the period 2026-11."""

_running = itertools.count(1)


def build(kind: str, **values: Any) -> Any:
    """Make a row of the named kind that passes its checks for saving."""
    row: dict[str, Any] = {"uuid": uuid4(), "created_at": NOW}
    if KINDS[kind].numbered:
        letters = KINDS[kind].letters
        row |= {"number": f"{letters}-GZ-2611-D01-{next(_running):04d}", "branch_code": "GZ"}
    return KINDS[kind].struct(**(row | _defaults(kind) | values))


def signed_ink() -> Ink:
    """Make ink that counts as a signature: a stroke of 30 mm and one of 20 mm."""
    first = tuple(Point(5.0 + i, 10.0 + (i % 5), i * 12, 0.5) for i in range(31))
    second = tuple(Point(10.0, 5.0 + i, i * 12, 0.4) for i in range(21))
    return Ink(80.0, 30.0, (Stroke("pen", first), Stroke("pen", second)))


def actor(*roles: Role, staff: UUID | None = None) -> Actor:
    """Make a person with the roles; a field engineer when none are named."""
    held = frozenset(roles) or frozenset({Role.FIELD_ENGINEER})
    return Actor(staff or uuid4(), "韦一航", held)


def situation(row: Any, **values: Any) -> Situation:
    """Make what guards and effects look at, on NOW."""
    defaults: dict[str, Any] = {
        "now": NOW,
        "actor": actor(),
        "calendar": WorkingCalendar(known_years=frozenset({2026})),
        "policy": Policy(),
    }
    return Situation(row=row, **(defaults | values))


def signable_visit(**values: Any) -> Any:
    """Make a visit whose sheet is complete and may be signed."""
    filled = {
        "state": "form_filled",
        "departed_at": NOW,
        "arrived_at": NOW + timedelta(hours=1),
        "location": "人民南路 1 号",
        "diagnosis": "software",
        "work_done": "重装了打印驱动，打印测试页正常。",
        "result": "solved",
        "leave_consent": True,
        "opinion": "处理及时，没有意见。",
    }
    return build("visit", **(filled | values))


def _defaults(kind: str) -> dict[str, Any]:
    match kind:
        case "branch":
            return {"code": "GZ", "name": "广州分公司"}
        case "staff":
            return {"name": "韦一航", "branch_code": "GZ", "roles": "field_engineer"}
        case "product":
            return {"code": "ZJ", "name": "造价软件"}
        case "calendar_day":
            return {"day": date(2026, 10, 1), "working": False, "note": "国庆节"}
        case "customer":
            return {"name": "栩川路桥工程有限公司"}
        case "contact":
            return {"customer": uuid4(), "name": "张松", "mobile": "15400001234"}
        case "customer_product":
            return {"customer": uuid4(), "product": "造价软件"}
        case "service_record":
            return {
                "occurred_at": NOW,
                "recorded_at": NOW,
                "period": "2026-11",
                "device": "D01",
                "category": "usage",
                "customer": uuid4(),
                "contact_person": "张松",
                "contact_phone": "15400001234",
                "problem_description": "打印合同的时候最右边一列印不全",
            }
        case "visit":
            return {
                "record": uuid4(),
                "customer": uuid4(),
                "engineer": uuid4(),
                "purpose": "检查打印设置",
                "period": "2026-11",
            }
        case "month_close":
            return {
                "period": "2026-11",
                "closed_at": NOW,
                "digest": "0" * 64,
                "summary": "本月受理 12 条。",
            }
        case "month_summary":
            return {"branch_code": "GZ", "period": "2026-11", "summary": "本月受理 12 条。"}
        case "month_explanation":
            return {
                "branch_code": "GZ",
                "period": "2026-11",
                "rule": "late_entry",
                "subject": "FW-GZ-2611-D01-0001",
                "text": "当天停电，次日补录。",
            }
        case "month_receipt":
            return {
                "branch_code": "GZ",
                "period": "2026-11",
                "digest": "0" * 64,
                "decided_at": NOW,
            }
        case "attachment":
            return {
                "owner_kind": "visit",
                "owner": uuid4(),
                "file_name": "现场.jpg",
                "sha256": "0" * 64,
            }
        case "amendment":
            return {"owner_kind": "visit", "owner": uuid4(), "reason": "写错了型号", "at": NOW}
    return _child_defaults(kind)


def _child_defaults(kind: str) -> dict[str, Any]:
    match kind:
        case "record_progress":
            return {"record": uuid4(), "at": NOW, "text": "已指导客户调整页边距"}
        case "record_handover":
            return {"record": uuid4(), "at": NOW, "to_staff": uuid4(), "brief": "驱动已重装"}
        case "record_promise":
            return {"record": uuid4(), "at": NOW, "promised_for": NOW + timedelta(minutes=30)}
        case "record_option":
            return {"record": uuid4(), "text": "远程调整模板"}
        case "visit_work_line":
            return {"visit": uuid4(), "time": "13:45", "text": "检查打印设置"}
        case "visit_part":
            return {"visit": uuid4(), "name": "加密锁", "amount": Decimal("300.00")}
        case "visit_reschedule":
            return {"visit": uuid4(), "new_at": NOW, "reason": "客户出差"}
        case "visit_signature":
            return {"visit": uuid4(), "name": "张松", "signed_at": NOW}
        case "visit_addendum":
            return {"visit": uuid4(), "reason": "写错了型号", "text": "型号应为 A3。"}
    raise KeyError(kind)
