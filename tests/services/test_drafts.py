# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Unsaved editors survive a crash, each person's own."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.services.customers import Customers, DuplicateError
from branchdesk.services.drafts import Drafts, WaitingDraft
from branchdesk.services.records import Records
from branchdesk.services.rows import rows_of_steps
from branchdesk.services.session import Outcome, Session
from branchdesk.services.visits import Visits
from branchdesk.store.drafts import DraftStore
from tests.services.conftest import AGENT, ENGINEER, KEY, START, Desk, call

APPOINTMENT = {"appointment_at": (START + timedelta(days=1)).isoformat(), "agreed_with": "张工"}
CUSTOMERS = ("customer", "contact", "customer_product")


def test_drafts_are_there_after_a_crash(desk: Desk, tmp_path: Path) -> None:
    record = desk.record()
    drafts = Drafts(desk.use(ENGINEER), DraftStore(tmp_path / "drafts", KEY, desk.clock))
    drafts.save("record", {"problem_description": "锁 𠮷", "occurred_at": START})
    desk.clock.advance(timedelta(seconds=2))
    drafts.save("record", {"product_version": "8.4"}, record)
    again = Drafts(desk.use(ENGINEER), DraftStore(tmp_path / "drafts", KEY, desk.clock))
    assert again.waiting().drafts == (
        WaitingDraft("record", record, START + timedelta(seconds=2)),
        WaitingDraft("record", None, START),
    )
    assert again.load("record") == {
        "problem_description": "锁 𠮷",
        "occurred_at": START.isoformat(),
    }
    again.discard("record")
    assert again.load("record") is None
    assert len(again.waiting().drafts) == 1


def test_a_colleague_sees_none_of_them(desk: Desk, tmp_path: Path) -> None:
    store = DraftStore(tmp_path / "drafts", KEY, desk.clock)
    Drafts(desk.use(ENGINEER), store).save("customer", {"name": "甲"})
    colleague = Drafts(desk.use(AGENT), store)
    assert (colleague.load("customer"), colleague.waiting().drafts) == (None, ())


def test_a_damaged_draft_is_counted(desk: Desk, tmp_path: Path) -> None:
    drafts = Drafts(desk.use(ENGINEER), DraftStore(tmp_path / "drafts", KEY, desk.clock))
    drafts.save("customer", {"name": "甲"})
    (file,) = (tmp_path / "drafts").glob("*.draft")
    file.write_bytes(file.read_bytes()[:-5] + b"xxxxx")
    waiting = drafts.waiting()
    assert (waiting.drafts, waiting.damaged) == ((), 1)


def test_a_draft_that_was_saved_is_not_offered_again(desk: Desk, tmp_path: Path) -> None:
    session, store = desk.use(ENGINEER), DraftStore(tmp_path / "drafts", KEY, desk.clock)
    drafts, document = Drafts(session, store), call(customer=str(desk.customer()))
    drafts.save("record", document)
    records = Records(session)

    def enter(identity: UUID) -> Outcome:
        # Somebody types on while it is stored.
        drafts.save("record", document | {"product_version": "8.4"})
        assert Drafts(session, store).load("record") == document | {"product_version": "8.4"}
        assert len(Drafts(session, store).waiting().drafts) == 1
        return records.add(document, identity=identity)

    first = drafts.enter("record", enter, "service_record")
    assert Drafts(session, store).waiting().drafts == ()
    assert Drafts(session, store).load("record") is None
    # The same press of the button again, as after an error that came too late.
    assert records.add(document, identity=first.uuid).number == first.number
    with desk.database.read() as reader:
        assert reader.count("service_record") == 1


def test_a_form_keeps_its_identity_until_it_was_entered(desk: Desk, tmp_path: Path) -> None:
    drafts = Drafts(desk.use(ENGINEER), DraftStore(tmp_path / "drafts", KEY, desk.clock))
    given: list[UUID] = []

    def refuse(identity: UUID) -> None:
        given.append(identity)
        raise UserError(T("No"), T("No"), T("No"))

    for _ in range(2):
        with pytest.raises(UserError):
            drafts.enter("record", refuse, "service_record")
    drafts.enter("record", given.append, "service_record")
    assert len(set(given)) == 1
    # Entered, though the draft is not discarded yet: what follows is another row.
    drafts.enter("record", given.append, "service_record")
    drafts.discard("record")
    drafts.enter("record", given.append, "service_record")
    assert len(set(given)) == 3
    assert drafts.waiting().drafts == ()


def planned(desk: Desk) -> UUID:
    return Visits(desk.use(ENGINEER)).plan(desk.record(), APPOINTMENT).uuid


class Form(NamedTuple):
    """A form that can be repeated: what it is about, what it does, and the kind of row it adds."""

    page: str
    about: Callable[[Desk], UUID | None]
    enter: Callable[[Session, UUID | None, UUID], object]
    adds: str


FORMS = (
    Form(
        "record_step_note",
        lambda desk: desk.record(),
        lambda session, record, identity: Records(session).step(
            record, "note", {"kind": "feedback", "text": "已告知"}, identity=identity
        ),
        "record_progress",
    ),
    Form(
        "record_step_promise",
        lambda desk: desk.record(),
        lambda session, record, identity: Records(session).step(
            record,
            "promise",
            {"promised_answer_at": (START + timedelta(minutes=20)).isoformat()},
            identity=identity,
        ),
        "record_promise",
    ),
    Form(
        "record_step_plan_visit",
        lambda desk: desk.record(),
        lambda session, record, identity: Visits(session).plan(
            record, APPOINTMENT, identity=identity
        ),
        "visit",
    ),
    Form(
        "visit_step_reschedule",
        planned,
        lambda session, visit, identity: Visits(session).step(
            visit,
            "reschedule",
            {
                "new_at": (START + timedelta(days=2)).isoformat(),
                "reason": "客户开会",
                "customer_informed": True,
            },
            identity=identity,
        ),
        "visit_reschedule",
    ),
    Form(
        "customer",
        lambda desk: None,
        lambda session, _, identity: Customers(session).add(
            {"name": "甲公司"}, even_if_similar=True, identity=identity
        ),
        "customer",
    ),
    Form(
        "customer_contact",
        lambda desk: desk.customer(),
        lambda session, customer, identity: Customers(session).add_contact(
            customer, {"name": "何工"}, identity=identity
        ),
        "contact",
    ),
)


def test_a_row_added_from_within_a_form_is_known_after_a_kill(desk: Desk, tmp_path: Path) -> None:
    session, store = desk.use(ENGINEER), DraftStore(tmp_path / "drafts", KEY, desk.clock)
    drafts, name = Drafts(session, store), "岚江水利咨询"

    def add(identity: UUID) -> Outcome:
        return Customers(session).add({"name": name}, identity=identity)

    drafts.save("record", {"problem_description": "锁"})
    added = drafts.enter_within("record", name, add, "customer")
    # Killed here. What was typed meanwhile does not make the draft forget.
    drafts.save("record", {"problem_description": "锁打不开"})
    again = Drafts(session, store)
    assert again.load("record") == {"problem_description": "锁打不开"}
    assert again.entered_within("record") == added.uuid
    assert again.enter_within("record", name, add, "customer").uuid == added.uuid
    # Once the form has kept the row, the form has the last word.
    again.save("record", {"customer": str(added.uuid)})
    again.save("record", {"customer": None})
    assert again.load("record") == {"customer": None}
    assert again.entered_within("record") is None


def test_a_row_that_was_not_added_before_a_kill_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    session, store = desk.use(ENGINEER), DraftStore(tmp_path / "drafts", KEY, desk.clock)
    desk.customer(name="岚江水利咨询")
    given: list[UUID] = []

    def refused(identity: UUID) -> Outcome:
        given.append(identity)
        return Customers(session).add({"name": "岚江水利咨询"}, identity=identity)

    drafts = Drafts(session, store)
    for words in ("岚江水利咨询", "岚江水利咨询", "岚江水利"):
        with pytest.raises(DuplicateError):
            drafts.enter_within("record", words, refused, "customer")
    assert given[0] == given[1] != given[2]
    assert drafts.entered_within("record") is None
    assert Drafts(session, store).waiting().drafts == ()
    assert not store.list().lines


@pytest.mark.parametrize("form", FORMS, ids=[form.page for form in FORMS])
def test_what_was_entered_before_a_kill_is_neither_offered_nor_entered_again(
    desk: Desk, tmp_path: Path, form: Form
) -> None:
    session, store = desk.use(ENGINEER), DraftStore(tmp_path / "drafts", KEY, desk.clock)
    about = form.about(desk)
    kinds = (*rows_of_steps("service_record"), *rows_of_steps("visit"), "visit", *CUSTOMERS)
    with desk.database.read() as reader:
        before = reader.count(form.adds)
    drafts, given = Drafts(session, store), []
    drafts.save(form.page, {"text": "已告知"}, about)

    def enter(identity: UUID) -> object:
        given.append(identity)
        return form.enter(session, about, identity)

    drafts.enter(form.page, enter, *kinds, target=about)
    # Killed here: the draft still lies on the disk, and the program starts again.
    assert store.list().lines
    again = Drafts(session, store)
    assert again.waiting().drafts == ()
    assert again.load(form.page, about) is None
    form.enter(session, about, given[0])
    with desk.database.read() as reader:
        assert reader.count(form.adds) == before + 1
        assert reader.get(form.adds, given[0]) is not None
    # The same words on another day are another entry where that is possible at all.
    if form.adds in ("record_progress", "contact"):
        again.enter(form.page, partial(form.enter, session, about), *kinds, target=about)
        with desk.database.read() as reader:
            assert reader.count(form.adds) == before + 2
