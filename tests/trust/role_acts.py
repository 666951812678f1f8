# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Every act of the table of rights, done through the services' public door.

An act gets the session of the person who tries and the row it is about, made before by its
``scene`` for the owner of the row. It returns False when it went through without giving what was
asked for (a masked file, an empty history).
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from branchdesk.domain.kinds.roles import DeskRole, Role
from branchdesk.services.attachments import Attachments
from branchdesk.services.close_month import CloseMonth
from branchdesk.services.customers import Customers
from branchdesk.services.exchange import Exchange
from branchdesk.services.headquarters import Headquarters
from branchdesk.services.importing import Importing
from branchdesk.services.month import Month
from branchdesk.services.records import Records
from branchdesk.services.session import Session
from branchdesk.services.sign_visit import ScreenSigning, SignVisit
from branchdesk.services.staff import StaffDesk
from branchdesk.services.statements import SignedBy, Unsigned
from branchdesk.services.visits import Visits
from branchdesk.store.exchange_store import ExchangeStore
from tests.services.conftest import AGENT, START, Desk, call, signature

PERIOD = "2026-11"
Scene = Callable[[Desk, UUID], Any]
Act = Callable[[Desk, Session, Any], object]


def nothing(desk: Desk, owner: UUID) -> None:
    """Need no row."""


def record(desk: Desk, owner: UUID) -> UUID:
    return desk.record(owner)


def in_state(kind: Callable[[Desk, UUID], UUID], name: str, state: str) -> Scene:
    def made(desk: Desk, owner: UUID) -> UUID:
        row = kind(desk, owner)
        desk.change(name, row, state=state)
        return row

    return made


def draft(desk: Desk, owner: UUID) -> UUID:
    customer = str(desk.customer())
    return Records(desk.use(owner)).add(call(customer=customer), draft=True).uuid


def planned(desk: Desk, owner: UUID) -> UUID:
    return Visits(desk.use(owner)).plan(desk.record(owner), {"purpose": "检查"}).uuid


def filled(desk: Desk, owner: UUID) -> UUID:
    return desk.visit(owner)


def frozen(desk: Desk, owner: UUID) -> UUID:
    visit = desk.visit(owner)
    session = desk.use(owner)
    SignVisit(session, Visits(session)).sign(visit, _signing())
    return visit


def file(desk: Desk, owner: UUID) -> UUID:
    return Customers(desk.use(owner)).add({"name": "甲单位"}, even_if_similar=True).uuid


def graded(grade: str) -> Scene:
    return lambda desk, owner: desk.customer(confidentiality=grade)


def _signing() -> ScreenSigning:
    by = SignedBy(name="张工", ink=signature())
    return ScreenSigning(customer=by, engineer=by, privacy_consent=True)


def _sign(desk: Desk, session: Session, row: Any) -> object:
    return SignVisit(session, Visits(session)).sign(row, _signing())


def _leave(desk: Desk, session: Session, row: Any) -> object:
    by = SignedBy(name="陈亮", ink=signature())
    due = (START + timedelta(days=2)).date()
    unsigned = Unsigned(kind="later", reason="负责人不在", engineer=by, due=due)
    return SignVisit(session, Visits(session)).leave_unsigned(row, unsigned)


def _close(desk: Desk, session: Session, row: Any) -> object:
    Records(session).step(row, "resolve", {"solution": "重新关联数据"})
    return Records(session).step(row, "confirm_close", {"confirmed_by": "张工"})


def _attach(desk: Desk, session: Session, row: Any) -> object:
    attachments = Attachments(session, desk.blobs)
    return attachments.add("service_record", row, "来信.txt", [b"text"])


def _store(desk: Desk) -> ExchangeStore:
    return ExchangeStore(desk.database, desk.facts.code, desk.facts.role)


def _exchange(desk: Desk, session: Session) -> Exchange:
    return Exchange(session, _store(desk), None, desk.blobs)  # type: ignore[arg-type]


def _month(session: Session) -> Month:
    return Month(session, list, lambda: 0, lambda bundle: False)


def _close_month(desk: Desk, session: Session, row: Any) -> object:
    month = _month(session)
    return CloseMonth(session, _store(desk), _exchange(desk, session), month.check).close(PERIOD)


def _board(desk: Desk, session: Session) -> Headquarters:
    return Headquarters(session, _store(desk), None)  # type: ignore[arg-type]


def _step(event: str, **payload: object) -> Act:
    return lambda desk, session, row: Records(session).step(row, event, payload)


def _visit_step(event: str, **payload: object) -> Act:
    return lambda desk, session, row: Visits(session).step(row, event, payload)


ESCALATION = {
    "operating_system": "Windows 10",
    "computer_brand": "联想",
    "product_version": "8.2",
    "operation_steps": "打开文件",
    "error_symptom": "闪退",
    "probable_cause": "缓存损坏",
}
AGREED = {"appointment_at": START.isoformat(), "agreed_with": "张工"}

ACTS: dict[str, tuple[Scene, Act]] = {
    "take a record": (
        lambda desk, owner: str(desk.customer()),
        lambda desk, session, row: Records(session).add(call(customer=row)),
    ),
    "read a record": (record, lambda desk, session, row: Records(session).view(row)),
    "change a record": (
        record,
        lambda desk, session, row: Records(session).edit(row, {"region": "一区"}),
    ),
    "answer": (record, _step("answer", text="已告知")),
    "note progress": (record, _step("note", text="客户来电催问")),
    "hand over": (record, _step("hand_over", to_staff=str(AGENT), brief="请跟进")),
    "escalate": (record, _step("escalate", **ESCALATION)),
    "pass on a complaint": (record, _step("complain", reason="客户不满")),
    "close a record": (record, _close),
    "discard a draft": (draft, lambda desk, session, row: Records(session).discard_draft(row)),
    "attach a file": (record, _attach),
    "return the data": (
        in_state(record, "service_record", "data_in_custody"),
        _step("return_data", text="已归还"),
    ),
    "plan a visit": (
        record,
        lambda desk, session, row: Visits(session).plan(row, {"purpose": "检查"}),
    ),
    "agree on the time": (planned, _visit_step("confirm", **AGREED)),
    "read a visit": (planned, lambda desk, session, row: Visits(session).view(row)),
    "fill in a sheet": (
        filled,
        lambda desk, session, row: Visits(session).edit(row, {"opinion": "无"}),
    ),
    "sign a sheet": (filled, _sign),
    "leave it unsigned": (filled, _leave),
    "hand in a sheet": (in_state(planned, "visit", "signed"), _visit_step("submit")),
    "waive a signature": (
        in_state(planned, "visit", "waiver_requested"),
        _visit_step("waive", reason="客户已口头认可"),
    ),
    "review a sheet": (in_state(planned, "visit", "submitted"), _visit_step("review")),
    "file a sheet": (in_state(planned, "visit", "reviewed"), _visit_step("file")),
    "print a sheet": (
        frozen,
        lambda desk, session, row: SignVisit(session, Visits(session)).count_print(row),
    ),
    "open a file": (
        nothing,
        lambda desk, session, row: Customers(session).add({"name": "乙单位"}, even_if_similar=True),
    ),
    "import files": (
        nothing,
        lambda desk, session, row: Importing(session).customers("name\n丙单位\n".encode()),
    ),
    "read a file": (file, lambda desk, session, row: not Customers(session).view(row).masked),
    "change a file": (
        file,
        lambda desk, session, row: Customers(session).edit(row, {"city": "栩川"}),
    ),
    "add a contact": (
        file,
        lambda desk, session, row: Customers(session).add_contact(row, {"name": "李工"}),
    ),
    "mark as lost": (
        file,
        lambda desk, session, row: Customers(session).mark_lost(row, "改用别家", START.date()),
    ),
    "read a secret file": (
        graded("secret"),
        lambda desk, session, row: not Customers(session).view(row).masked,
    ),
    "read a top secret": (
        graded("top_secret"),
        lambda desk, session, row: not Customers(session).view(row).masked,
    ),
    "check the month": (nothing, lambda desk, session, row: bool(_month(session).check(PERIOD))),
    "write the summary": (
        nothing,
        lambda desk, session, row: _month(session).save_summary(PERIOD, "本月正常。"),
    ),
    "close the month": (nothing, _close_month),
    "exchange": (nothing, lambda desk, session, row: _exchange(desk, session).run()),
    "see the board": (nothing, lambda desk, session, row: _board(desk, session).board(PERIOD)),
    "accept a month": (
        nothing,
        lambda desk, session, row: _board(desk, session).accept(PERIOD, "GZ"),
    ),
    "return a month": (
        nothing,
        lambda desk, session, row: _board(desk, session).return_(PERIOD, "GZ", "缺附件"),
    ),
    "read the audit log": (
        record,
        lambda desk, session, row: bool(Records(session).view(row).history),
    ),
    "keep the people": (
        nothing,
        lambda desk, session, row: StaffDesk(session).add("新同事", frozenset({Role.TRAINER})),
    ),
}


def sit_down(desk: Desk, role: Role, headquarters: tuple[Role, ...]) -> None:
    """Make it the desk somebody with the role sits at."""
    if role in headquarters:
        desk.become(DeskRole.HQ, "HQ", "H01")
    else:
        desk.become(DeskRole.BRANCH, "GZ", "D01")
