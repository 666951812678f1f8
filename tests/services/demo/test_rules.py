# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""No invented row breaks a rule of the business, and the last ended month can be closed."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from branchdesk.domain.kinds.description import Stage
from branchdesk.domain.kinds.month import MonthExplanation
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.kinds.validation import problems_of
from branchdesk.domain.kinds.visit import FROZEN
from branchdesk.domain.month_check import MonthFacts, check_month
from branchdesk.domain.period import parse_period
from branchdesk.domain.policy import Policy
from branchdesk.domain.signature import decode_ink
from branchdesk.services.compose_sheet import sheet_from_json
from branchdesk.services.demo.organisation import working_calendar
from branchdesk.services.demo.plan_types import DemoBranch, DemoPlan
from branchdesk.services.frozen_sheet import bind

SIGNED = {"signed", "submitted", "reviewed", "filed"}


def rows(office: DemoBranch, kind: str) -> list:
    return [entry.row for entry in office.entries() if entry.kind == kind]


def test_every_row_passes_the_stages_of_its_state(plan: DemoPlan, all_branches: DemoPlan) -> None:
    for told in (plan, all_branches):
        for office in told.offices:
            for entry in office.entries():
                kind, row = KINDS[entry.kind], entry.row
                assert problems_of(kind, row, Stage.SAVE) == []
                state = getattr(row, "state", "")
                if entry.kind == "service_record" and state == "closed":
                    assert problems_of(kind, row, Stage.CLOSE) == []
                if entry.kind == "visit" and state in FROZEN:
                    assert problems_of(kind, row, Stage.SIGN) == []


def test_the_organisation_is_valid(all_branches: DemoPlan) -> None:
    for name, told in (
        ("branch", all_branches.branches),
        ("staff", all_branches.staff),
        ("product", all_branches.products),
        ("calendar_day", all_branches.calendar_days),
    ):
        assert told
        for row in told:
            assert problems_of(KINDS[name], row, Stage.SAVE) == []


def test_no_record_is_solved_before_its_visits_are_settled(plan: DemoPlan) -> None:
    office = plan.offices[0]
    records = {record.uuid: record for record in rows(office, "service_record")}
    signatures = defaultdict(list)
    for signature in rows(office, "visit_signature"):
        if signature.addendum is None:
            signatures[signature.visit].append(signature.signed_at)
    for visit in rows(office, "visit"):
        record = records[visit.record]
        if record.state == "closed" and record.recurrence == 0:
            assert visit.arrived_at < visit.left_at <= record.confirmed_at
            if visit.state in SIGNED and not visit.waiver_at:
                assert max(signatures[visit.uuid]) <= record.confirmed_at


def test_frozen_sheets_verify_with_their_signatures(plan: DemoPlan) -> None:
    office = plan.offices[0]
    signatures = defaultdict(list)
    for signature in rows(office, "visit_signature"):
        assert signature.binding == bind(signature.content_hash, signature.ink)
        if signature.kind == "screen":
            decode_ink(signature.ink).require_signature()
        if signature.addendum is None:
            signatures[signature.visit].append(signature)
    frozen = [visit for visit in rows(office, "visit") if visit.state in FROZEN]
    assert frozen
    for visit in frozen:
        assert sheet_from_json(visit.sheet_content).content_hash() == visit.content_hash
        assert visit.qr.startswith(f"BD1 {visit.number} {visit.content_hash[:32]} ")
        given = {s.party: s for s in signatures[visit.uuid]}
        assert all(s.content_hash == visit.content_hash for s in given.values())
        assert given["engineer"].kind == "screen"
        if visit.state in SIGNED and visit.waiver_at is None:
            assert given["customer"].kind == visit.signature_kind
        else:
            assert set(given) == {"engineer"}
            assert visit.signature_statement


def test_strokes_carry_time_only_with_consent(plan: DemoPlan) -> None:
    office = plan.offices[0]
    visits = {visit.uuid: visit for visit in rows(office, "visit")}
    seen = set()
    for signature in rows(office, "visit_signature"):
        if not signature.ink:
            continue
        timed = any(p.time for s in decode_ink(signature.ink).strokes for p in s.points)
        asked = signature.party == "customer" and signature.addendum is None
        assert timed == (asked and visits[signature.visit].dynamics_consent)
        seen.add(timed)
    assert seen == {True, False}


def test_a_sheet_signed_on_paper_has_its_photo(plan: DemoPlan) -> None:
    office = plan.offices[0]
    scanned = {a.owner for a in rows(office, "attachment") if a.purpose == "signed_sheet"}
    on_paper = {v.uuid for v in rows(office, "visit") if v.signature_kind == "paper"}
    assert on_paper
    assert on_paper == scanned


@pytest.mark.parametrize(
    ("today", "records"),
    [
        (date(2026, 11, 25), 400),
        (date(2026, 10, 29), 400),
        (date(2026, 11, 29), 150),
        (date(2026, 2, 17), 150),
        (date(2026, 6, 1), 24),
    ],
)
def test_the_last_ended_month_has_no_block_and_every_explanation(
    planning: Callable[..., DemoPlan], today: date, records: int
) -> None:
    told = planning(today, records=records)
    office = told.offices[0]
    period = parse_period(told.period)
    progress = defaultdict(tuple)
    for entry in rows(office, "record_progress"):
        progress[entry.record] += (entry,)
    month = office.periods[-2]
    records_until = [r for r in rows(office, "service_record") if r.period <= told.period]
    known = {record.uuid for record in records_until}
    facts = MonthFacts(
        period=period,
        now=told.now,
        policy=Policy(),
        calendar=working_calendar(told.calendar_days),
        records=tuple(records_until),
        visits=tuple(v for v in rows(office, "visit") if v.record in known),
        progress=progress,
        summary=month.summary,
    )
    found = check_month(facts)
    assert found.block == ()
    asked = [f for f in found.explain if f.explainable]
    assert any(f.rule == "BR-020" for f in asked)
    explanations = tuple(
        MonthExplanation(
            uuid=month.summary.uuid,
            created_at=told.now,
            period=told.period,
            rule=f.rule.value,
            subject=f.subject,
            text=told.explanation(f.rule.value, f.subject),
        )
        for f in asked
    )
    assert (
        check_month(
            MonthFacts(
                **{
                    name: getattr(facts, name)
                    for name in facts.__struct_fields__
                    if name != "explanations"
                },
                explanations=explanations,
            )
        ).unexplained
        == ()
    )


def test_todays_scenes_stand_on_the_workbench(plan: DemoPlan) -> None:
    office, now = plan.offices[0], plan.now
    current = office.periods[-1].period
    records = [r for r in rows(office, "service_record") if r.period == current]
    people = {person.uuid: person.name for person in plan.staff}
    promised = {r.promised_answer_at: people[r.handler] for r in records if r.promised_answer_at}
    assert promised[now - timedelta(minutes=12)] == "陈亮"
    assert promised[now + timedelta(minutes=25)] == "林志强"
    confirming = [r for r in records if r.state == "resolved"]
    assert len(confirming) >= 3
    assert sum(r.open_ended for r in confirming) == 1
    visits = [v for v in rows(office, "visit") if v.period == current]
    states = Counter(v.state for v in visits)
    assert states["signature_pending"] == 1
    assert states["waiver_requested"] == 1
    assert states["confirmed"] >= 1
    pending = next(v for v in visits if v.state == "signature_pending")
    assert pending.signature_due == date(2026, 11, 27)
    today = [v for v in visits if v.arrived_at and v.arrived_at.date() == plan.today]
    assert {v.result for v in today} >= {"data_to_take", "solved"}
    photos = Counter(a.owner for a in rows(office, "attachment") if a.purpose == "photo")
    assert max(photos.values()) == 12
    found = Counter(r.state for r in records)
    for state in (
        "open",
        "in_progress",
        "waiting_customer",
        "waiting_hq",
        "visit_planned",
        "data_in_custody",
        "resolved",
        "closed",
        "reopened",
        "transferred",
    ):
        assert found[state] >= (1 if state == "visit_planned" else 2), state


def test_what_waits_for_headquarters_has_the_six_facts(plan: DemoPlan) -> None:
    waiting = [r for r in rows(plan.offices[0], "service_record") if r.state == "waiting_hq"]
    assert waiting
    for record in waiting:
        assert all(
            (
                record.operating_system,
                record.computer_brand,
                record.product_version,
                record.operation_steps,
                record.error_symptom,
                record.probable_cause,
            )
        )
