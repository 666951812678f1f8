# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The plan as a whole: repeatable, dated from today, numbered without gaps, in order."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from uuid import UUID

import msgspec
import pytest

from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.kinds.roles import DeskRole, Role, parse_roles
from branchdesk.domain.period import period_of
from branchdesk.domain.signature import sha256_hex
from branchdesk.services.demo.plan_types import DemoPlan, Entry

Planning = Callable[..., DemoPlan]


def entries(plan: DemoPlan, kind: str = "") -> list[Entry]:
    return [e for o in plan.offices for e in o.entries() if kind in {"", e.kind}]


def test_the_same_seed_and_day_give_the_same_bytes(planning: Planning, plan: DemoPlan) -> None:
    assert msgspec.json.encode(planning()) == msgspec.json.encode(plan)


def test_another_seed_tells_another_year(planning: Planning, plan: DemoPlan) -> None:
    assert msgspec.json.encode(planning(seed=8)) != msgspec.json.encode(plan)


@pytest.mark.parametrize(
    "today", [date(2026, 10, 29), date(2026, 2, 17), date(2026, 12, 28), date(2026, 11, 29)]
)
def test_another_day_keeps_the_counts_of_the_year(
    planning: Planning, plan: DemoPlan, today: date
) -> None:
    moved = planning(today)

    def counts(of: DemoPlan) -> tuple[int, Counter[str], Counter[str]]:
        past = {str(p.period) for p in of.offices[0].periods[:-1]}
        rows = [e.row for e in entries(of, "service_record") if e.row.period in past]
        return len(rows), Counter(r.category for r in rows), Counter(r.service_mode for r in rows)

    assert counts(moved) == counts(plan)
    assert moved.period == moved.offices[0].periods[-2].period
    assert all(entry.at <= moved.now for entry in entries(moved))


def test_as_many_records_as_asked_for_lie_in_the_twelve_past_periods(plan: DemoPlan) -> None:
    periods = plan.offices[0].periods
    assert len(periods) == 13
    assert sum(p.records for p in periods[:-1]) == 400
    assert all(p.records > 0 for p in periods)


def test_numbers_are_unique_gapless_and_told_to_the_desk(all_branches: DemoPlan) -> None:
    for office in all_branches.offices:
        used: dict[tuple[str, str], list[int]] = defaultdict(list)
        for entry in office.entries():
            if KINDS[entry.kind].numbered:
                prefix, running = entry.row.number[:-4], int(entry.row.number[-4:])
                used[entry.desk_code, prefix].append(running)
        told = {
            (desk, prefix): last
            for desk, prefixes in office.last_numbers.items()
            for prefix, last in prefixes.items()
        }
        assert {key: max(numbers) for key, numbers in used.items()} == told
        for (desk, prefix), numbers in used.items():
            assert sorted(numbers) == list(range(1, len(numbers) + 1))
            device = desk.partition("-")[2] or "D01"
            assert prefix.split("-")[1:] == [office.code, prefix.split("-")[2], device, ""]


def test_numbers_follow_the_order_in_which_rows_were_made(plan: DemoPlan) -> None:
    made = sorted(
        ((e.at, e.row.uuid, e.row.number) for e in entries(plan, "service_record")),
    )
    by_prefix = defaultdict(list)
    for _, _, number in made:
        by_prefix[number[:-4]].append(number)
    assert all(numbers == sorted(numbers) for numbers in by_prefix.values())


def test_identities_are_version_7_of_their_moment_and_never_doubled(plan: DemoPlan) -> None:
    rows = [e.row for e in entries(plan)] + [*plan.staff, *plan.products, *plan.calendar_days]
    assert len({row.uuid for row in rows}) == len(rows)
    for row in rows:
        assert row.uuid.version == 7
        assert row.uuid.int >> 80 == round(row.created_at.timestamp() * 1000)
        assert row.created_at.microsecond % 1000 == 0


def test_entries_come_in_order_and_refer_only_backwards(all_branches: DemoPlan) -> None:
    staff = {person.uuid for person in all_branches.staff}
    for office in all_branches.offices:
        seen: dict[UUID, str] = {}
        for period in office.periods:
            moments = [entry.at for entry in period.entries]
            assert moments == sorted(moments)
            assert {str(period_of(moment)) for moment in moments} <= {period.period}
        for entry in office.entries():
            assert entry.actor in staff
            for field in KINDS[entry.kind].fields.values():
                target = getattr(entry.row, field.name)
                if isinstance(target, UUID) and field.facts.refers != "staff":
                    assert seen[target] in {entry.desk_code, office.code}
            seen[entry.row.uuid] = entry.desk_code


def test_every_attachment_has_its_content(plan: DemoPlan) -> None:
    attachments = [e.row for e in entries(plan, "attachment")]
    assert {a.purpose for a in attachments} == {"original", "photo", "signed_sheet"}
    for attachment in attachments:
        content = plan.files[attachment.sha256]
        assert (len(content), sha256_hex(content)) == (attachment.size, attachment.sha256)


def test_one_engineer_is_the_one_the_scenes_speak_of(planning: Planning) -> None:
    small = planning(engineers=1, records=24)
    assert [desk.code for desk in small.desks] == ["HQ", "GZ", "GZ-L01"]
    assert [person.name for person in small.offices[0].engineers] == ["陈亮"]


def test_desks_have_parents_users_and_roles(all_branches: DemoPlan) -> None:
    people = {person.uuid: parse_roles(person.roles) for person in all_branches.staff}
    codes: set[str] = {""}
    for desk in all_branches.desks:
        assert desk.parent in codes
        codes.add(desk.code)
        held = frozenset().union(*(people[user] for user in desk.users))
        needed = {
            DeskRole.HQ: {Role.TECHNICAL_LEADER, Role.HQ_ENGINEER, Role.HQ_DIRECTOR},
            DeskRole.BRANCH: {Role.BRANCH_MANAGER, Role.SERVICE_AGENT},
            DeskRole.ENGINEER: {Role.FIELD_ENGINEER},
        }[desk.role]
        assert needed <= held
    shanghai = next(office for office in all_branches.offices if office.code == "SH")
    assert shanghai.manager is shanghai.clerk


def test_impossible_sizes_are_refused(planning: Planning) -> None:
    with pytest.raises(ValueError, match="a demo needs"):
        planning(records=3)
