# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Plans the demo: every row of every desk, from a seed and a date."""

from datetime import date, time, timedelta
from pathlib import Path

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.period import Period, last_ended_period, period_of
from branchdesk.services.demo.chance import Chance
from branchdesk.services.demo.customers import Clientele, Registry
from branchdesk.services.demo.hard_cases import harden_customers, harden_records
from branchdesk.services.demo.identities import Numbers
from branchdesk.services.demo.ledger import Ledger
from branchdesk.services.demo.moments import at
from branchdesk.services.demo.months import Reports
from branchdesk.services.demo.organisation import (
    Office,
    calendar_rows,
    found_company,
    working_calendar,
)
from branchdesk.services.demo.plan_types import (
    DemoBranch,
    DemoPeriod,
    DemoPlan,
    DisputedPhone,
    Freeze,
)
from branchdesk.services.demo.recipe import Recipe, load_recipe
from branchdesk.services.demo.record_tales import RecordTeller
from branchdesk.services.demo.scenario import Scenario
from branchdesk.services.demo.stories import RecordStory, World
from branchdesk.services.demo.volume import plan_slots

NOW = time(15, 20)
"""The local time of today that the scenes are told for."""

PAST_PERIODS = 12
FEWEST_CUSTOMERS = 24
FOUNDED_BEFORE = timedelta(days=4 * 365)


def plan_demo(
    recipe: Path,
    *,
    seed: int,
    today: date,
    branches: int,
    engineers: int,
    records: int,
    freeze: Freeze,
) -> DemoPlan:
    """Return the whole invented year of the first so many branches.

    ``recipe`` is the folder of the tables; ``records`` counts one branch's records of its twelve
    past periods (what the current period holds comes on top). At least one branch, one engineer
    and twelve records; more branches or engineers than the company has means all of them. Equal
    arguments give equal plans; another ``today`` moves the year and keeps its counts.
    """
    if min(branches, engineers) < 1 or records < PAST_PERIODS:
        raise ValueError("a demo needs a branch, an engineer and a record in every month")
    tables = load_recipe(recipe)
    periods = _periods(today)
    chance = Chance(f"{seed}/company")
    founded = at(periods[0].first_day, 9) - FOUNDED_BEFORE
    company = found_company(tables, chance, founded, branches, engineers)
    days = calendar_rows(tables.organisation, chance, founded)
    calendar = working_calendar(days)
    files: dict[str, bytes] = {}
    taken_names: set[str] = set()
    present = {office.code for office in company.offices}
    absent = {branch.code for branch in tables.organisation.branches} - present
    offices = tuple(
        _Year(tables, seed, today, calendar, periods, office, files, taken_names).plan(
            records, freeze, stands_for=absent if office is company.offices[0] else None
        )
        for office in company.offices
    )
    staff = company.headquarters_staff + tuple(
        person for office in company.offices for person in office.people()
    )
    return DemoPlan(
        seed=seed,
        today=today,
        now=at(today, NOW.hour, NOW.minute),
        period=str(last_ended_period(today)),
        desks=company.desks(),
        branches=(company.headquarters, *(office.branch for office in company.offices)),
        staff=staff,
        products=company.products,
        calendar_days=days,
        offices=offices,
        files=dict(sorted(files.items())),
        explanations={k: tuple(v) for k, v in tables.texts.explanations.items()},
        explanation_rules=tables.texts.explanation_rules,
    )


def _periods(today: date) -> tuple[Period, ...]:
    """Return twelve past periods and the current one, oldest first."""
    periods = [last_ended_period(today).next()]
    while len(periods) <= PAST_PERIODS:
        periods.append(periods[-1].previous())
    return tuple(reversed(periods))


class _Year:
    """One branch's year."""

    def __init__(
        self,
        recipe: Recipe,
        seed: int,
        today: date,
        calendar: WorkingCalendar,
        periods: tuple[Period, ...],
        office: Office,
        files: dict[str, bytes],
        taken_names: set[str],
    ) -> None:
        self.recipe = recipe
        self.today = today
        self.periods = periods
        self.office = office
        self.files = files
        self.taken_names = taken_names
        self.chance = Chance(f"{seed}/{office.code}")
        now = at(today, NOW.hour, NOW.minute)
        self.world = World(recipe, calendar, now, self.chance, office.branch)

    def plan(self, records: int, freeze: Freeze, *, stands_for: set[str] | None) -> DemoBranch:
        """Tell the year and write it down.

        ``stands_for`` is given to the first branch only, the one with the scenes of today: the
        branches this demo does not have, whose troubled months it tells as its own.
        """
        world, office, first_day = self.world, self.office, self.periods[0].first_day
        numbers = Numbers(office.ordinal)
        registry = Registry(
            self.recipe,
            self.chance,
            numbers,
            self.taken_names,
            office.clerk.uuid,
            office.code,
            office.facts.provinces,
        )
        yearly = office.facts.monthly * PAST_PERIODS
        wanted = max(FEWEST_CUSTOMERS, round(office.facts.customers * records / yearly))
        units = registry.open_files(wanted, first_day, self.periods[-2].last_day)
        year, current = plan_slots(world, self.periods, self.today, records)
        if stands_for is not None:
            hard_units = harden_customers(self.recipe, units, first_day)
            harden_records(self.recipe, year, hard_units)
        clientele = Clientele(units, self.recipe.customers.zipf_exponent, self.chance)
        teller = RecordTeller(world, office, clientele, self.files)
        stories = [teller.tell(slot) for slot in (*year, *current)]
        if stands_for is not None:
            stories += Scenario(teller, self.today, self.periods[-1]).tell()
        ledger = Ledger(office.branch, self.chance, office.clerk.uuid, freeze)
        ledger.number(units, stories)
        customers = ledger.customer_entries(units)
        by_period: dict[str, list[int]] = {str(period): [] for period in self.periods}
        entries = ledger.entries(stories)
        for i, entry in enumerate(entries):
            by_period[str(period_of(entry.at))].append(i)
        told_for = {office.code, *(stands_for or ())}
        reports = Reports(world, office, self.periods, stories, told_for)
        return DemoBranch(
            code=office.code,
            manager=office.manager,
            clerk=office.clerk,
            engineers=office.engineers,
            customers=customers,
            periods=tuple(
                DemoPeriod(
                    period=str(period),
                    records=sum(story.row.period == str(period) for story in stories),
                    entries=tuple(entries[i] for i in by_period[str(period)]),
                    summary=reports.summarise(period),
                    tale=reports.tales.get(str(period)),
                )
                for period in self.periods
            ),
            last_numbers=ledger.last_numbers,
            disputed=None if stands_for is None else self._dispute(stories, numbers),
        )

    def _dispute(self, stories: list[RecordStory], numbers: Numbers) -> DisputedPhone:
        """Let an engineer and the branch note two different phones for one of his records."""
        story = next(
            story
            for story in reversed(stories)
            if story.row.state == "waiting_hq"
            and story.place.desk_code != self.office.code
            and story.row.handler == story.place.person.uuid
        )
        return DisputedPhone(
            story.row.uuid, story.place.desk_code, numbers.mobile(), numbers.mobile()
        )
