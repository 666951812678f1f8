# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What is stored comes back exactly, whatever it is."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.queries import Filter
from branchdesk.store.database import Database
from branchdesk.store.rows import canonical_row, canonical_value, cell_readers, raw_value
from branchdesk.store.tables import SYNCED
from tests.builders import NOW, build, signed_ink
from tests.store.desks import ACTOR, insert

WEIRD = {
    "control characters": "".join(map(chr, range(1, 32))) + "\x7f",
    "a zero byte": "前\x00后",
    "an astral character": "𠮷野家 𪚥",
    "emoji": "张工👍🏽 👨‍👩‍👧 ❤️",
    "both directions": "abc \u202eשלום\u202c 汉字",
    "combining marks": "e\u0301 Å",
    "quotes": '\' " ; -- %_\\ {name} $."x"',
    "json": '{"a": null}',
    "twenty thousand characters": "栩" * 20_000,
    "separators": "一\u2028二\u2029三\x85四",
    "blanks": "  　 \n\t ",
    "nothing": "",
}


@pytest.mark.parametrize("name", KINDS)
def test_a_row_of_every_kind_comes_back_equal(desk_database: Database, name: str) -> None:
    row = build(name)
    insert(desk_database, name, row)
    with desk_database.read() as reader:
        assert reader.get(name, row.uuid) == row
        assert reader.find(name) == [row]
        assert reader.count(name) == 1
        if KINDS[name].numbered:
            assert reader.by_number(name, row.number) == row


@pytest.mark.parametrize("typed", WEIRD.values(), ids=WEIRD)
def test_texts_come_back_as_they_were_written(desk_database: Database, typed: str) -> None:
    row = build("service_record", problem_description=typed, contact_person=typed[:500])
    insert(desk_database, "service_record", row)
    with desk_database.write(ACTOR, NOW) as writer:
        writer.update("service_record", row.uuid, {"solution": typed})
    with desk_database.read() as reader:
        stored = reader.get("service_record", row.uuid)
        assert stored == msgspec.structs.replace(row, solution=typed)
        kept = {e.field: e.new for e in reader.history("service_record", row.uuid)}
        assert kept["problem_description"] == typed
        assert kept.get("solution", "") == typed
    assert all(f.ok for f in desk_database.doctor() if f.check != "references")


@pytest.mark.parametrize(
    "amount", ["0.00", "0.10", "300", "1680.32", "-0.01", "123456789012345678.90", "0.000001"]
)
def test_no_digit_of_an_amount_is_lost(desk_database: Database, amount: str) -> None:
    row = build("visit", charge=Decimal(amount), labour_hours=Decimal(amount))
    insert(desk_database, "visit", row)
    with desk_database.read() as reader:
        stored = reader.get("visit", row.uuid)
        assert str(stored.charge) == amount
        assert str(stored.labour_hours) == amount


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_amounts_are_written_without_exponent(amount: Decimal) -> None:
    stored = cell_readers("visit")["charge"](format(amount, "f"))
    assert "e" not in stored.lower()
    assert Decimal(stored) == amount


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 18, 9, 40, 0, 123_000, BRANCH_ZONE),
        datetime(2026, 12, 31, 23, 59, 59, 999_000, BRANCH_ZONE),
        datetime(2026, 3, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 1_000, tzinfo=UTC),
        datetime(2090, 1, 1, 12, tzinfo=timezone(timedelta(hours=-5))),
    ],
)
def test_moments_come_back_to_the_millisecond_in_the_zone_of_the_branch(
    desk_database: Database, moment: datetime
) -> None:
    row = build("service_record", occurred_at=moment)
    insert(desk_database, "service_record", row)
    with desk_database.read() as reader:
        stored = reader.get("service_record", row.uuid).occurred_at
        assert stored == moment
        assert stored.tzinfo is BRANCH_ZONE


def test_a_naive_moment_is_a_bug(desk_database: Database) -> None:
    row = build("service_record", occurred_at=datetime(2026, 11, 18))  # noqa: DTZ001 - the bug
    with pytest.raises(Exception, match="naive datetime"):
        insert(desk_database, "service_record", row)
    with desk_database.read() as reader:
        assert reader.count("service_record") == 0


@pytest.mark.parametrize("day", [date(2028, 2, 29), date(1949, 10, 1), date(9999, 12, 31)])
def test_dates_come_back(desk_database: Database, day: date) -> None:
    row = build("customer", last_verified_at=day)
    insert(desk_database, "customer", row)
    with desk_database.read() as reader:
        assert reader.get("customer", row.uuid).last_verified_at == day


def test_a_number_exists_once(desk_database: Database) -> None:
    row = build("service_record")
    twin = build("service_record", number=row.number)
    insert(desk_database, "service_record", row)
    with pytest.raises(Exception, match="UNIQUE"):
        insert(desk_database, "service_record", twin)


def test_children_are_found_by_their_parent_oldest_first(desk_database: Database) -> None:
    record = build("service_record")
    later = build("record_progress", record=record.uuid, created_at=NOW + timedelta(hours=1))
    first = build("record_progress", record=record.uuid)
    gone = build("record_progress", record=record.uuid, deleted=True)
    other = build("record_progress")
    insert(desk_database, "service_record", record)
    insert(desk_database, "record_progress", later, first, gone, other)
    with desk_database.read() as reader:
        assert reader.children("record_progress", record.uuid) == (first, later)
        with pytest.raises(ValueError, match="no parent"):
            reader.children("service_record", record.uuid)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ((), "abcd"),
        ((Filter("state", "=", "open"),), "ab"),
        ((Filter("state", "!=", "open"),), "cd"),
        ((Filter("handler", "=", None),), "bcd"),
        ((Filter("handler", "!=", None),), "a"),
        ((Filter("handler", "=", ACTOR),), "a"),
        ((Filter("occurred_at", "<", NOW + timedelta(hours=1)),), "a"),
        ((Filter("occurred_at", "<=", NOW + timedelta(hours=1)),), "ab"),
        ((Filter("occurred_at", ">", NOW + timedelta(hours=1)),), "cd"),
        ((Filter("occurred_at", ">=", NOW + timedelta(hours=1)),), "bcd"),
        ((Filter("state", "in", ["closed", "resolved"]),), "cd"),
        ((Filter("product", "like", "100%"),), "b"),
        ((Filter("product", "like", "a_b"),), "c"),
        ((Filter("state", "=", "open"), Filter("handler", "=", None)), "b"),
        ((Filter("late_entry", "=", True),), "d"),
    ],
)
def test_filters(desk_database: Database, filters: tuple[Filter, ...], found: str) -> None:
    values: dict[str, dict[str, Any]] = {
        "a": {"handler": ACTOR, "product": "axb"},
        "b": {"product": "100% 造价"},
        "c": {"state": "closed", "product": "a_b"},
        "d": {"state": "resolved", "late_entry": True, "product": "1000"},
    }
    rows = {
        name: build("service_record", occurred_at=NOW + timedelta(hours=i), **v)
        for i, (name, v) in enumerate(values.items())
    }
    gone = build("service_record", deleted=True)
    insert(desk_database, "service_record", *rows.values(), gone)
    with desk_database.read() as reader:
        by_uuid = {row.uuid: name for name, row in rows.items()}
        assert {by_uuid[r.uuid] for r in reader.find("service_record", filters)} == set(found)
        assert reader.count("service_record", filters) == len(found)
        ordered = reader.find("service_record", filters, order="occurred_at", descending=True)
        assert "".join(by_uuid[r.uuid] for r in ordered) == found[::-1]
        assert reader.find("service_record", filters, order="occurred_at", limit=1) == ordered[-1:]


def test_an_unknown_field_or_operator_is_a_bug(desk_database: Database) -> None:
    with desk_database.read() as reader:
        with pytest.raises(KeyError):
            reader.find("customer", (Filter("nonsense", "=", 1),))
        with pytest.raises(ValueError, match="operator"):
            reader.find("customer", (Filter("name", "~", "x"),))


@pytest.mark.parametrize("name", KINDS)
def test_the_form_of_bundles_leads_back_to_the_stored_cell(
    desk_database: Database, name: str
) -> None:
    row = build(name)
    insert(desk_database, name, row)
    table = SYNCED[name]
    document = canonical_row(name, row)
    with desk_database.read() as reader:
        query = text(f"SELECT * FROM {name}")  # noqa: S608 - the raw cells of a known table
        cells = reader.connection.execute(query).mappings().one()
        for field, value in document.items():
            if field != "uuid":
                assert cell_readers(name)[field](value) == cells[field], field
            raw = raw_value(table, field, cells[field])
            assert canonical_value(table, field, raw) == value, field
    assert msgspec.json.decode(msgspec.json.encode(document)) == document


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", None),
        ("number", 3),
        ("occurred_at", "yesterday"),
        ("occurred_at", 17),
        ("customer", "not-a-uuid"),
        ("late_entry", 1),
        ("recurrence", "1"),
        ("recurrence", True),
        ("recurrence", 1.5),
    ],
)
def test_values_of_the_wrong_kind_are_refused(column: str, value: object) -> None:
    with pytest.raises(ValueError, match="t"):
        cell_readers("service_record")[column](value)


def test_ink_is_stored_whole(desk_database: Database) -> None:
    from branchdesk.domain.signature import decode_ink, encode_ink

    row = build("visit_signature", ink=encode_ink(signed_ink()))
    insert(desk_database, "visit_signature", row)
    with desk_database.read() as reader:
        assert decode_ink(reader.get("visit_signature", row.uuid).ink) == decode_ink(row.ink)
