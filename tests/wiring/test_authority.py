# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a desk takes from another one, what it refuses, and what has to wait (architecture §4.3)."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from branchdesk.domain.exchange import Operation, Scope
from branchdesk.store.authority import Authority, Sender
from branchdesk.store.journal import verify_chain
from branchdesk.store.presence import AT_ONCE
from tests.companies import NOW, Company
from tests.wiring.operations import deliver, new_row, operation

CUSTOMER = {"number": "KH-GZ-2611-L01-0900", "state": "", "branch_code": "GZ", "name": "峦珀工程"}


def reasons(company: Company, receiver: str, sender: str, *lines: bytes) -> list[str]:
    return [r.reason for r in deliver(company, receiver, sender, *lines).rejected]


@pytest.mark.parametrize(
    ("kind", "values", "reason"),
    [
        ("customer", CUSTOMER | {"branch_code": "BJ"}, "another branch"),
        ("product", {"code": "ZJ", "name": "造价软件"}, "belongs to headquarters"),
        ("month_receipt", {"branch_code": "GZ", "period": "2026-11"}, "belongs to headquarters"),
        ("month_summary", {"branch_code": "GZ", "period": "2026-11"}, "the branch writes"),
        ("staff", {"name": "王二", "branch_code": "BJ"}, "another branch"),
    ],
)
def test_what_a_laptop_may_not_write(
    company: Company, kind: str, values: dict[str, Any], reason: str
) -> None:
    uuid, line = new_row(kind, **values)
    assert [reason in r for r in reasons(company, "GZ", "GZ-L01", line)] == [True]
    with company.branch.database.read() as reader:
        assert reader.get(kind, uuid) is None


def test_a_branch_reports_no_month_of_another_one(company: Company) -> None:
    close = {"number": "YB-BJ-2611-D01-0001", "state": "exported", "branch_code": "BJ"}
    _, line = new_row("month_close", **close, period="2026-11", digest="0" * 64, summary="—")
    assert reasons(company, "HQ", "GZ", line) == ["the row belongs to another branch"]


def test_a_row_is_not_moved_to_another_branch_or_owner(company: Company) -> None:
    customer = company.add_customer("GZ-L01")
    company.settle()
    moved = operation("customer", customer.uuid, "update", {"branch_code": "BJ"})
    assert reasons(company, "GZ", "GZ-L01", moved) == ["the row belongs to another branch"]


def test_a_laptop_gives_nobody_roles_and_no_rank_to_itself(company: Company) -> None:
    boss = company.branch.session.actor.staff
    roles = operation("staff", boss, "update", {"roles": "branch_manager"})
    ranked = operation("staff", boss, "update", {"phone": "1"}, versions={"phone": [2, 3, "x"]})
    assert reasons(company, "GZ", "GZ-L01", roles, ranked) == [
        "the branch gives roles",
        "written in the name of a higher desk",
    ]


def test_headquarters_overwrites_nothing_of_a_branch(company: Company) -> None:
    customer = company.add_customer("GZ")
    renamed = operation(
        "customer", customer.uuid, "update", {"name": "改名"}, versions={"name": [9, 3, "hq"]}
    )
    assert reasons(company, "GZ", "HQ", renamed) == ["the branch writes this kind"]
    assert company.rows("GZ", "customer")[0].name != "改名"  # type: ignore[attr-defined]


def test_a_refusal_is_told_to_the_desk_that_wrote_it(company: Company) -> None:
    company.add_customer("GZ-L01")
    with company.laptop.database.write(None, company.clock.now()) as writer:
        row = writer.find("customer")[0]
        writer.update("customer", row.uuid, {"branch_code": "BJ"})
    company.exchange("GZ-L01", "GZ")
    report = company.laptop.exchange.run()

    assert [str(p.title) for p in report.problems] == ["GZ did not take a change"]
    refusal = company.laptop.exchange.refusals()[0]
    assert (refusal.kind, refusal.row) == ("customer", row.uuid)
    company.settle()
    assert company.laptop.exchange.run().problems == ()


def test_a_child_row_waits_for_its_owner_and_then_goes_in(company: Company) -> None:
    owner, first = new_row("customer", **CUSTOMER)
    child, line = new_row("contact", customer=str(owner), name="何工")
    edit = operation("contact", child, "update", {"name": "何总工"})

    waiting = deliver(company, "GZ", "GZ-L01", edit, line)
    assert (waiting.taken, waiting.rejected) == (0, ())
    assert deliver(company, "GZ", "GZ-L01", first).taken == 3
    assert [c.name for c in company.rows("GZ", "contact")] == ["何总工"]  # type: ignore[attr-defined]


def test_a_child_row_of_a_foreign_owner_is_refused_when_the_owner_is_known(
    company: Company,
) -> None:
    owner, first = new_row("customer", **CUSTOMER | {"branch_code": "BJ"})
    _, child = new_row("contact", customer=str(owner), name="何工")
    assert deliver(company, "HQ", "GZ", child).taken == 0
    done = deliver(company, "HQ", "BJ", first)
    assert done.taken == 1
    assert company.rows("HQ", "contact") == []


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"\xff\xfe",
        operation("customer", uuid4(), "insert", {"name": 5}),
        operation("customer", uuid4(), "insert", {}),
        new_row("customer", **CUSTOMER | {"created_at": "gestern"})[1],
        new_row("visit_part", visit=str(uuid4()), quantity=10**30)[1],
        new_row("record_progress", record="keine")[1],
    ],
)
def test_nonsense_stops_nothing(company: Company, line: bytes) -> None:
    owner, good = new_row("customer", **CUSTOMER)
    assert deliver(company, "GZ", "GZ-L01", line, good).taken == 1
    with company.branch.database.read() as reader:
        assert reader.get("customer", owner) is not None


@pytest.fixture(params=["Asia/Shanghai", "America/New_York"])
def zone_of_the_computer(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("zone_of_the_computer")
def test_a_moment_without_a_zone_is_refused_by_name_on_every_computer(company: Company) -> None:
    uuid, line = new_row("customer", **CUSTOMER | {"created_at": "2026-11-20T09:30:00"})
    assert reasons(company, "GZ", "GZ-L01", line) == ["created_at has no time zone"]
    unsaid = operation("customer", uuid, "insert", CUSTOMER, at="2026-11-20T09:30:00")
    assert reasons(company, "GZ", "GZ-L01", unsaid) == ["unreadable"]
    with company.branch.database.read() as reader:
        assert reader.get("customer", uuid) is None


def test_a_number_in_use_is_refused_and_the_rest_goes_on(company: Company) -> None:
    one = new_row("customer", **CUSTOMER)[1]
    two = new_row("customer", **CUSTOMER)[1]
    done = deliver(company, "GZ", "GZ-L01", one, two)
    assert (done.taken, len(done.rejected)) == (1, 1)


def test_a_schema_no_cell_holds_is_refused_and_leaves_nothing(company: Company) -> None:
    uuid = uuid4()
    values = {"created_at": NOW.isoformat(), "deleted": False} | CUSTOMER
    line = operation("customer", uuid, "insert", values, schema=2**63)
    after, good = new_row("customer", **CUSTOMER)
    assert reasons(company, "GZ", "GZ-L01", line, good) == ["the schema version is out of range"]
    with company.branch.database.read() as reader:
        assert reader.get("customer", uuid) is None
        assert reader.get("customer", after) is not None


def test_a_moment_no_calendar_holds_is_refused_and_leaves_nothing(company: Company) -> None:
    uuid = uuid4()
    values = {"created_at": NOW.isoformat(), "deleted": False} | CUSTOMER
    line = operation("customer", uuid, "insert", values, at="0001-01-01T00:00:00")
    assert len(reasons(company, "GZ", "GZ-L01", line)) == 1
    with company.branch.database.read() as reader:
        assert reader.get("customer", uuid) is None


def test_a_refused_edit_leaves_no_conflict(company: Company) -> None:
    taken = new_row("customer", **CUSTOMER)[1]
    row, other = new_row("customer", **CUSTOMER | {"number": "KH-GZ-2611-L01-0002"})
    here = operation(
        "customer", row, "update", {"name": "峦珀工程"}, versions={"name": [5, 1, "a/1"]}
    )
    assert deliver(company, "GZ", "GZ-L01", taken, other, here).taken == 3
    unseen = operation(
        "customer", row, "update", {"name": "峦珀建设", "number": CUSTOMER["number"]}
    )
    done = deliver(company, "GZ", "GZ-L01", unseen)
    assert (len(done.rejected), done.conflicts) == (1, 0)
    assert company.branch.exchange.conflicts() == []
    # The same edit without the number in use does meet the other one.
    meeting = deliver(
        company, "GZ", "GZ-L01", operation("customer", row, "update", {"name": "峦珀"})
    )
    assert (meeting.taken, meeting.conflicts) == (1, 1)


def test_who_waits_for_one_row_is_not_tried_when_another_arrives(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, first = new_row("customer", **CUSTOMER)
    children = [new_row("contact", customer=str(owner), name="何工") for _ in range(AT_ONCE + 5)]
    edits = [operation("contact", child, "update", {"name": "何总工"}) for child, _ in children]
    strangers = [new_row("contact", customer=str(uuid4()), name="霍工")[1] for _ in range(20)]
    # Backwards: each edit before its contact, all before the owner.
    lines = [*edits, *(line for _, line in children), *strangers]
    assert deliver(company, "GZ", "GZ-L01", *lines).taken == 0

    tried: list[UUID] = []
    ask = Authority.refusal

    def counted(self: Authority, sender: Sender, asked: Operation, present: Any) -> str:
        tried.append(asked.row)
        return ask(self, sender, asked, present)

    monkeypatch.setattr(Authority, "refusal", counted)
    assert deliver(company, "GZ", "GZ-L01", first).taken == 1 + len(edits) + len(children)
    assert {c.name for c in company.rows("GZ", "contact")} == {"何总工"}  # type: ignore[attr-defined]
    assert len(tried) == 1 + 2 * len(edits) + len(children) + len(strangers)
    with company.branch.database.read() as reader:
        left = reader.connection.exec_driver_sql("SELECT count(*) FROM parked_operation").scalar()
        assert verify_chain(reader.connection) == []
    assert left == len(strangers)


def test_a_long_bundle_goes_in_operation_by_operation(company: Company) -> None:
    lines, rows = [], []
    for number in range(AT_ONCE + 5):
        uuid, line = new_row("customer", **CUSTOMER | {"number": f"KH-GZ-2611-L01-{number:04}"})
        renamed = operation("customer", uuid, "update", {"name": f"峦珀工程{number}"})
        rows.append(uuid)
        lines += [line, renamed, line]
    _, taken_number = new_row("customer", **CUSTOMER | {"number": "KH-GZ-2611-L01-0003"})
    applied = deliver(company, "GZ", "GZ-L01", *lines[:30], taken_number, *lines[30:])
    assert applied.taken == 2 * len(rows)
    assert [r.reason for r in applied.rejected] == ["number or identity is in use already"]
    with company.branch.database.read() as reader:
        names = [reader.get("customer", uuid).name for uuid in rows]
        found = {hit.uuid for hit in reader.search("峦珀工程", len(rows) + 1)}
        told = [entry.new for entry in reader.history("customer", rows[0]) if entry.field == "name"]
        assert verify_chain(reader.connection) == []
    assert names == [f"峦珀工程{number}" for number in range(len(rows))]
    assert found == {*rows}
    assert told == ["峦珀工程", "峦珀工程0"]


def test_unknown_fields_are_kept_and_told_on(company: Company) -> None:
    company.settle()
    uuid, line = new_row("customer", **CUSTOMER, mood="freundlich")
    deliver(company, "GZ", "GZ-L01", line)
    newer = operation("customer", uuid, "update", {"mood": "neutral", "remarks": "x"})
    older = operation(
        "customer", uuid, "update", {"mood": "alt"}, versions={"mood": [2, 1, "f00d/1"]}
    )
    deliver(company, "GZ", "GZ-L01", newer, older)
    with company.branch.exchange_store.write(None, company.clock.now()) as (writer, streams):
        extra = writer.connection.exec_driver_sql(
            "SELECT extra FROM customer WHERE uuid = ?", (uuid.bytes,)
        ).scalar()
        assert extra == '{"mood":"neutral"}'
        link = streams.parent()
        assert link is not None
        streams.release("HQ", Scope(kinds=frozenset({"customer"})))
        tail = streams.parent().out_tail  # type: ignore[union-attr]
        told = b"".join(streams.operations("HQ", 1, tail))
    assert b'"mood":"freundlich"' in told


def test_a_kind_of_a_newer_program_waits(company: Company) -> None:
    _, line = new_row("complaint", branch_code="GZ")
    assert deliver(company, "GZ", "GZ-L01", line) == deliver(company, "GZ", "GZ-L01", line)
    with company.branch.database.read() as reader:
        waiting = reader.connection.exec_driver_sql("SELECT reason FROM parked_operation").all()
    assert [row[0] for row in waiting] == ["unknown kind"]


def test_a_revoked_laptop_is_not_heard(company: Company) -> None:
    company.settle()
    company.branch.enrolment.revoke("GZ-L01")
    company.add_customer("GZ-L01")
    company.exchange("GZ-L01")
    report = company.branch.exchange.run()
    assert company.rows("GZ", "customer") == []
    assert report.problems
    assert [s.to for s in report.sent if s.to == "GZ-L01"] == []
