# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Lives the demo's year on its desks: entering, exchanging, reporting one month after another."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta

from branchdesk.domain.clock import BRANCH_ZONE, FixedClock
from branchdesk.domain.day_words import period_words
from branchdesk.domain.kinds.description import Row
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.period import Period, parse_period, recommended_close
from branchdesk.domain.text import T, Text
from branchdesk.services.demo.plan_types import DemoBranch, DemoPeriod, DemoPlan, Entry, MonthTale
from branchdesk.wiring.desk import Desk

Report = Callable[[int, int, Text], None]

EVENING, MORNING = time(21, 30), time(9, 30)
"""Local times when a branch reports on the last evening and headquarters looks at it."""

CORRECTING = timedelta(hours=5)
"""A branch needs so long to correct a returned month."""


def insert_rows(desk: Desk, rows: Sequence[Row], clock: FixedClock) -> None:
    """Enter rows as the person the desk is unlocked for, now."""
    kinds = {kind.struct: name for name, kind in KINDS.items()}
    with desk.database.write(desk.session.actor.staff, clock.now()) as writer:
        for row in rows:
            writer.insert(kinds[type(row)], row)


class DemoYear:
    """The year of every branch of a plan."""

    def __init__(
        self, plan: DemoPlan, desks: Mapping[str, Desk], clock: FixedClock, report: Report
    ) -> None:
        """``desks`` are the enrolled desks by code; the clock is theirs and is moved along."""
        self._plan = plan
        self._desks = desks
        self._clock = clock
        self._report = report

    def live(self) -> None:
        """Live through all months; the last ended one stays open, clean and explained."""
        offices = self._plan.offices
        for number, office in enumerate(offices):
            year = _OfficeYear(self._plan, office, self._desks, self._clock)
            for index, period in enumerate(office.periods):
                share = (number + index / len(office.periods)) / len(offices)
                title = T(
                    "{branch}: {period}", branch=year.name, period=period_words(period.period)
                )
                self._report(10 + int(85 * share), 100, title)
                year.live(period)
            year.end()


class _OfficeYear:
    """The year of one branch with its laptops."""

    def __init__(
        self, plan: DemoPlan, office: DemoBranch, desks: Mapping[str, Desk], clock: FixedClock
    ) -> None:
        self._plan = plan
        self._clock = clock
        self._office = office
        self._branch = desks[office.code]
        self._headquarters = desks["HQ"]
        self._own = {
            code: desk for code, desk in desks.items() if code.partition("-")[0] == office.code
        }
        self._overdue: DemoPeriod | None = None
        first = parse_period(office.periods[0].period)
        clock.moment = _morning(first)
        self._enter(office.customers)
        self._exchange()

    @property
    def name(self) -> str:
        """What the branch is called."""
        return self._branch.stored.name

    def live(self, period: DemoPeriod) -> None:
        """Enter what happened, bring it together and report the month, if it is over by now."""
        month, tale = parse_period(period.period), period.tale
        entries: Sequence[Entry] = period.entries
        self._wait_until(_morning(month))
        if self._overdue is not None and self._overdue.tale is not None:
            entries = self._enter_until(self._overdue.tale.at, entries)
            self._report_month(self._overdue, self._overdue.tale)
            self._overdue = None
        away = "" if tale is None else tale.laptop
        if tale is not None and away:
            entries = self._enter_until(tale.at, entries)
            self._exchange()
        self._enter(entries)
        self._wait_until(self._closing_moment(month))
        self._exchange(without=away)
        if period.period > self._plan.period:
            return
        if period.period == self._plan.period:
            insert_rows(self._branch, [period.summary], self._clock)
        elif tale is not None and tale.kind == "late":
            self._overdue = period
        else:
            self._report_month(period, tale)

    def end(self) -> None:
        """Bring everything together today, explain what the last ended month asks about."""
        self._wait_until(self._plan.now)
        self._exchange()
        self._dispute()
        self._exchange()
        self._explain(self._plan.period)
        self._exchange()
        for code, prefixes in self._office.last_numbers.items():
            with self._own[code].database.write(None, self._clock.now()) as writer:
                for prefix, value in prefixes.items():
                    writer.set_counter(prefix, value)

    def _dispute(self) -> None:
        """Let two desks change the same phone before they hear of each other (§4.6)."""
        disputed = self._office.disputed
        if disputed is None:
            return
        laptop = self._own[disputed.laptop]
        laptop.records.edit(disputed.record, {"contact_phone": disputed.at_laptop})
        self._branch.records.edit(disputed.record, {"contact_phone": disputed.at_branch})

    # -- reporting ----------------------------------------------------------------------------

    def _report_month(self, period: DemoPeriod, tale: MonthTale | None) -> None:
        month, branch = period.period, self._branch
        insert_rows(branch, [period.summary], self._clock)
        if tale is not None and tale.kind == "supplemented":
            for finding in branch.month.check(month).block:
                branch.month.explain(month, finding.rule, [finding.subject], tale.text)
        self._deliver(month)
        headquarters = self._headquarters.headquarters
        if tale is not None and tale.kind == "returned":
            headquarters.return_(month, self._office.code, tale.text)
            self._answer()
            self._clock.advance(CORRECTING)
            written = period.summary
            corrected = written.summary.replace(written.support_text, tale.corrected)
            branch.month.save_summary(month, corrected, True, tale.corrected)
            self._deliver(month)
        headquarters.accept(month, self._office.code)
        self._answer()

    def _deliver(self, month: str) -> None:
        self._branch.close_month.close(month)
        self._branch.exchange.run()
        next_day = self._clock.now().astimezone(BRANCH_ZONE).date() + timedelta(days=1)
        self._wait_until(datetime.combine(next_day, MORNING, BRANCH_ZONE))
        self._headquarters.exchange.run()

    def _answer(self) -> None:
        self._headquarters.exchange.run()
        self._branch.exchange.run()

    def _explain(self, period: str) -> None:
        month = self._branch.month
        for finding in month.check(period).explain:
            if not finding.explained:
                sentence = self._plan.explanation(finding.rule, finding.subject)
                month.explain(period, finding.rule, [finding.subject], sentence)

    # -- entering and exchanging --------------------------------------------------------------

    def _enter_until(self, moment: datetime, entries: Sequence[Entry]) -> list[Entry]:
        """Enter what was made before a moment and wait until then; returns the rest."""
        self._enter([entry for entry in entries if entry.at < moment])
        self._wait_until(moment)
        return [entry for entry in entries if entry.at >= moment]

    def _enter(self, entries: Sequence[Entry]) -> None:
        for code, desk in self._own.items():
            mine = [entry for entry in entries if entry.desk_code == code]
            if not mine:
                continue
            with desk.database.write(mine[0].actor, mine[0].at) as writer:
                for entry in mine:
                    if entry.kind == "attachment":
                        content = self._plan.files[entry.row.sha256]  # type: ignore[attr-defined]
                        desk.blobs.put([content])
                    writer.act_as(entry.actor, entry.at)
                    writer.insert(entry.kind, entry.row)

    def _exchange(self, without: str = "") -> None:
        """Bring branch and laptops together; a laptop that is away stays out of it."""
        laptops = [
            desk for code, desk in self._own.items() if code not in {self._office.code, without}
        ]
        for laptop in laptops:
            laptop.exchange.run()
        self._branch.exchange.run()
        for laptop in laptops:
            laptop.exchange.run()

    # -- time ---------------------------------------------------------------------------------

    def _wait_until(self, moment: datetime) -> None:
        """Let time pass, but never beyond today nor backwards."""
        self._clock.moment = max(self._clock.moment, min(moment, self._plan.now))

    def _closing_moment(self, month: Period) -> datetime:
        day = recommended_close(month, self._branch.session.calendar())
        return datetime.combine(max(day, month.last_day), EVENING, BRANCH_ZONE)


def _morning(month: Period) -> datetime:
    return datetime.combine(month.first_day, time(8), BRANCH_ZONE)
