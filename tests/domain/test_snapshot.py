# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The frozen snapshot: who belongs to it, how a row is written, and what the digest notices."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds.service_record import RecordProgress, ServiceRecord
from branchdesk.domain.kinds.visit import Visit
from branchdesk.domain.period import Period
from branchdesk.domain.snapshot import Entry, check_code, digest, document, is_member

PERIOD = Period(2026, 11)
AT = datetime(2026, 11, 3, 9, 30, 15, 123000, tzinfo=BRANCH_ZONE)

entries = st.lists(
    st.builds(Entry, st.just("service_record"), st.uuids(), st.binary(max_size=40)),
    unique_by=lambda entry: entry.uuid,
    max_size=8,
)


def record(state: str = "open", period: str = "2026-11", **values: object) -> ServiceRecord:
    return ServiceRecord(
        uuid=UUID(int=1),
        created_at=AT,
        number="FW-GZ-2611-D01-0001",
        branch_code="GZ",
        state=state,
        period=period,
        **values,  # type: ignore[arg-type]
    )


def visit(state: str, period: str = "2026-11") -> Visit:
    return Visit(
        uuid=UUID(int=2),
        created_at=AT,
        number="XC-GZ-2611-L01-0001",
        branch_code="GZ",
        state=state,
        period=period,
        charge=Decimal("300.00"),
    )


@pytest.mark.parametrize(
    ("state", "period", "belongs"),
    [
        ("open", "2026-11", True),
        ("closed", "2026-11", True),
        ("draft", "2026-11", False),
        ("waiting_hq", "2026-09", True),
        ("closed", "2026-10", False),
        ("transferred", "2026-10", False),
        ("draft", "2026-10", False),
        ("open", "2026-12", False),
        ("open", "2025-12", True),
    ],
)
def test_records_of_the_period_and_carried_over_ones_belong(
    state: str, period: str, belongs: bool
) -> None:
    assert is_member("service_record", record(state, period), PERIOD) is belongs


@pytest.mark.parametrize(
    ("state", "period", "belongs"),
    [
        ("signed", "2026-11", True),
        ("on_site", "2026-11", True),
        ("signature_pending", "2026-11", True),
        ("planned", "2026-11", False),
        ("on_the_way", "2026-11", False),
        ("cancelled", "2026-11", False),
        ("signature_pending", "2026-10", False),
    ],
)
def test_visits_belong_once_they_took_place(state: str, period: str, belongs: bool) -> None:
    assert is_member("visit", visit(state, period), PERIOD) is belongs


def test_deleted_rows_and_other_kinds_do_not_belong() -> None:
    assert not is_member("service_record", record(deleted=True), PERIOD)
    assert not is_member("customer", record(), PERIOD)


def test_a_row_is_written_canonically() -> None:
    progress = [
        RecordProgress(uuid=UUID(int=n), created_at=AT, record=UUID(int=1), text=text)
        for n, text in ((9, "二"), (8, "一"))
    ]
    content = document(
        "service_record",
        record(occurred_at=AT),
        {"record_progress": progress, "record_option": []},
    )
    plain = json.loads(content)
    assert plain["row"]["occurred_at"] == "2026-11-03T01:30:15.123Z"
    assert plain["row"]["uuid"] == "00000000-0000-0000-0000-000000000001"
    assert [row["text"] for row in plain["children"]["record_progress"]] == ["一", "二"]
    assert list(plain["children"]) == ["record_progress"]
    assert content == json.dumps(
        plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode("utf-8")
    assert json.loads(document("visit", visit("signed"), {}))["row"]["charge"] == "300.00"


def test_the_zone_of_a_moment_and_the_order_of_children_do_not_matter() -> None:
    here, there = record(occurred_at=AT), record(occurred_at=AT.astimezone(UTC))
    rows = [
        RecordProgress(uuid=UUID(int=n), created_at=AT, record=UUID(int=1), text="x")
        for n in (1, 2)
    ]
    assert document("service_record", here, {"record_progress": rows}) == document(
        "service_record", there, {"record_progress": rows[::-1]}
    )


def test_a_deleted_child_is_as_if_it_never_was() -> None:
    gone = RecordProgress(uuid=UUID(int=7), created_at=AT, record=UUID(int=1), deleted=True)
    assert document("service_record", record(), {"record_progress": [gone]}) == document(
        "service_record", record(), {}
    )


@given(st.sampled_from(ServiceRecord.__struct_fields__))
def test_every_field_counts(name: str) -> None:
    row = record(occurred_at=AT, satisfaction_score=8)
    old = getattr(row, name)
    new: object
    if isinstance(old, bool):
        new = not old
    elif isinstance(old, int):
        new = old + 1
    elif isinstance(old, datetime):
        new = old + timedelta(milliseconds=1)
    elif isinstance(old, UUID) or (old is None and name in {"customer", "handler"}):
        new = UUID(int=99)
    elif isinstance(old, str):
        new = old + "x"
    else:
        new = AT
    changed = msgspec.structs.replace(row, **{name: new})
    assert document("service_record", row, {}) != document("service_record", changed, {})


def test_the_digest_is_what_the_description_says() -> None:
    first, second = UUID(int=2), UUID(int=1)
    text = "".join(
        f"{uuid} {hashlib.sha256(content).hexdigest()}\n"
        for uuid, content in ((second, b"b"), (first, b"a"))
    )
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert digest([Entry("visit", first, b"a"), Entry("visit", second, b"b")]) == expected
    assert digest([]) == hashlib.sha256(b"").hexdigest()


@given(entries, st.randoms(use_true_random=False))
def test_the_digest_does_not_depend_on_the_order(original: list[Entry], random: Random) -> None:
    shuffled = list(original)
    random.shuffle(shuffled)
    assert digest(shuffled) == digest(original)


@given(entries.filter(bool), st.data())
def test_the_digest_changes_with_any_content_and_any_missing_row(
    original: list[Entry], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(original) - 1))
    entry = original[place]
    altered = Entry(entry.kind, entry.uuid, entry.content + b"!")
    changed = [*original[:place], altered, *original[place + 1 :]]
    assert digest(changed) != digest(original)
    assert digest([*original[:place], *original[place + 1 :]]) != digest(original)


def test_the_check_code_is_short_enough_to_read_aloud() -> None:
    assert check_code("7f3a91c2" + "0" * 56) == "7F3A-91C2"
