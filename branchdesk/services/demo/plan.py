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
from branchdesk.services.demo.months import summarise
from branchdesk.services.demo.organisation import (
    Office,
    calendar_rows,
    found_company,
    working_calendar,
)
from branchdesk.services.demo.plan_types import DemoBranch, DemoPeriod, DemoPlan, Freeze
from branchdesk.services.demo.recipe import Recipe, load_recipe
from branchdesk.services.demo.record_tales import RecordTeller
from branchdesk.services.demo.scenario import Scenario
from branchdesk.services.demo.stories import World
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
    offices = tuple(
        _Year(tables, seed, today, calendar, periods, office, files, taken_names).plan(
            records, freeze, with_scenes=office is company.offices[0]
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

    def plan(self, records: int, freeze: Freeze, *, with_scenes: bool) -> DemoBranch:
        """Tell the year and write it down."""
        world, office, first_day = self.world, self.office, self.periods[0].first_day
        registry = Registry(
            self.recipe,
            self.chance,
            Numbers(office.ordinal),
            self.taken_names,
            office.clerk.uuid,
            office.code,
            office.facts.provinces,
        )
        yearly = office.facts.monthly * PAST_PERIODS
        wanted = max(FEWEST_CUSTOMERS, round(office.facts.customers * records / yearly))
        units = registry.open_files(wanted, first_day, self.periods[-2].last_day)
        year, current = plan_slots(world, self.periods, self.today, records)
        if with_scenes:
            hard_units = harden_customers(self.recipe, units, first_day)
            harden_records(self.recipe, year, hard_units)
        clientele = Clientele(units, self.recipe.customers.zipf_exponent, self.chance)
        teller = RecordTeller(world, office, clientele, self.files)
        stories = [teller.tell(slot) for slot in (*year, *current)]
        if with_scenes:
            stories += Scenario(teller, self.today, self.periods[-1]).tell()
        ledger = Ledger(office.branch, self.chance, office.clerk.uuid, freeze)
        ledger.number(units, stories)
        customers = ledger.customer_entries(units)
        by_period: dict[str, list[int]] = {str(period): [] for period in self.periods}
        entries = ledger.entries(stories)
        for i, entry in enumerate(entries):
            by_period[str(period_of(entry.at))].append(i)
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
                    summary=summarise(world, period, stories, office.manager),
                )
                for period in self.periods
            ),
            last_numbers=ledger.last_numbers,
        )
