# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""New rows that are written together behave as if each had come alone (decision 0164)."""

from pathlib import Path
from typing import Any
from uuid import UUID

from branchdesk.store.journal import verify_chain
from tests.companies import Company, copy_company
from tests.wiring.conftest import CODES
from tests.wiring.operations import deliver, new_row, operation

IN_USE = "number or identity is in use already"


def customer(number: int, **values: Any) -> tuple[UUID, bytes]:
    facts = {"number": f"KH-GZ-2611-L01-{number:04}", "state": "", "branch_code": "GZ"}
    return new_row("customer", **facts | {"name": f"峦珀工程{number}"} | values)


def names(company: Company) -> list[str]:
    return sorted(row.name for row in company.rows("GZ", "customer"))  # type: ignore[attr-defined]


def journal_of(company: Company) -> list[Any]:
    """Everything the journal says but for the salted hashes, which differ by chance."""
    with company.branch.database.read() as reader:
        assert verify_chain(reader.connection) == []
        return list(
            reader.connection.exec_driver_sql(
                "SELECT seq, op_id, entity, row_id, root, action, changes, old, base, versions,"
                " schema_version, actor, wall_time, origin FROM journal ORDER BY seq"
            )
        )


def test_rows_that_meet_a_constraint_are_refused_alone_and_in_order(company: Company) -> None:
    lines = [
        customer(1)[1],
        customer(1, name="第一个重号")[1],
        b"{}",
        customer(2)[1],
        customer(2, name="第二个重号")[1],
        customer(2, name="第三个重号")[1],
        customer(3)[1],
    ]
    done = deliver(company, "GZ", "GZ-L01", *lines)
    assert done.taken == 3
    assert [r.reason for r in done.rejected] == [IN_USE, "unreadable", IN_USE, IN_USE]
    assert len({r.op for r in done.rejected}) == 4
    company.reopen("GZ")
    assert names(company) == ["峦珀工程1", "峦珀工程2", "峦珀工程3"]
    with company.branch.database.read() as reader:
        assert verify_chain(reader.connection) == []
        assert reader.search("重号", 5) == []
    # What was refused may come again and is refused again; what was taken changes nothing.
    again = deliver(company, "GZ", "GZ-L01", *lines)
    assert (again.taken, len(again.rejected)) == (0, 4)


def test_the_last_row_of_a_bundle_is_refused_too(company: Company) -> None:
    done = deliver(company, "GZ", "GZ-L01", customer(1)[1], customer(1)[1])
    assert (done.taken, [r.reason for r in done.rejected]) == (1, [IN_USE])


def test_an_operation_and_a_row_that_come_twice_in_a_row_go_in_once(company: Company) -> None:
    row, line = customer(1)
    same_row = operation(
        "customer", row, "insert", {"name": "峦珀建设"}, versions={"*": [2, 1, "a/1"]}
    )
    done = deliver(company, "GZ", "GZ-L01", line, line, customer(2)[1], same_row)
    assert (done.taken, done.rejected) == (3, ())
    assert names(company) == ["峦珀工程2", "峦珀建设"]


def test_a_row_of_the_kind_it_hangs_on_may_stand_right_before_it(company: Company) -> None:
    owner, first = customer(1)
    refused_owner, refused = customer(1)
    contact = new_row("contact", customer=str(owner), name="何工")[1]
    orphan = new_row("contact", customer=str(refused_owner), name="霍工")[1]
    done = deliver(company, "GZ", "GZ-L01", first, refused, contact, orphan)
    assert (done.taken, [r.reason for r in done.rejected]) == (2, [IN_USE])
    assert [c.name for c in company.rows("GZ", "contact")] == ["何工"]  # type: ignore[attr-defined]
    assert [w.reason for w in company.branch.exchange.waiting()] == ["the row is not here yet"]


def test_together_or_one_by_one_desk_and_journal_are_the_same(
    company: Company, founded: Path, tmp_path: Path
) -> None:
    first, second, third = customer(1), customer(2), customer(3, aliases="峦珀")
    lines = [
        first[1],
        second[1],
        operation("customer", first[0], "update", {"name": "峦珀建设"}),
        customer(2, name="重号")[1],
        third[1],
        new_row("contact", customer=str(third[0]), name="霍工", phone="15400001111")[1],
        new_row("contact", customer=str(second[0]), name="何工")[1],
        customer(4, branch_code="BJ")[1],
        customer(5)[1],
        second[1],
    ]
    other = copy_company(founded, tmp_path / "one by one", CODES)
    try:
        whole = deliver(company, "GZ", "GZ-L01", *lines)
        parts = [deliver(other, "GZ", "GZ-L01", line) for line in lines]
        assert whole.taken == sum(part.taken for part in parts) == 7
        assert whole.rejected == tuple(r for part in parts for r in part.rejected)
        assert len(whole.rejected) == 2
        assert journal_of(company) == journal_of(other)
        assert company.everything("GZ") == other.everything("GZ")
    finally:
        other.close()
