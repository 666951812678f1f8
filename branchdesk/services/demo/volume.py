# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""How many records when, about what, and how each will end: the year before it is told."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import msgspec

from branchdesk.domain.kinds.customer import Contact
from branchdesk.domain.period import Period
from branchdesk.services.demo.chance import quotas
from branchdesk.services.demo.customers import Unit
from branchdesk.services.demo.moments import (
    at,
    days_of,
    weight_of_day,
    working_days_back,
    working_share,
)
from branchdesk.services.demo.recipe import ProblemCase
from branchdesk.services.demo.recipe_visits import Shares
from branchdesk.services.demo.stories import Place, World

UNFINISHED = frozenset(
    {"open", "in_progress", "waiting_customer", "waiting_hq", "visit_planned", "data_in_custody"}
)
YOUNG_PERIODS = 4
"""Old records that are still unfinished lie in the last so many past periods."""

LAST_MOMENT_TODAY = timedelta(hours=3, minutes=20)
"""Chance records of today are taken at least so long before now, to leave room for the answer."""


class Slot(msgspec.Struct, kw_only=True):
    """A record to be told.

    What is given from ``text`` on replaces what the problem and chance would say.
    """

    period: Period
    state: str
    problem: ProblemCase
    occurred: datetime
    channel: str
    complexity: str
    solve_time: str
    first_response: str
    satisfaction: int
    at_desk: bool
    visit: bool = False
    escalated: bool = False
    late_entry: bool = False
    handed_over: bool = False
    reopened: bool = False
    attachment: bool = False
    lead: bool = False
    promise_moved: bool = False
    version_missing: bool = False
    simple: bool = False
    text: str = ""
    fix: str = ""
    unit: Unit | None = None
    contact: Contact | None = None
    place: Place | None = None


def plan_slots(
    world: World, periods: tuple[Period, ...], today: date, records: int
) -> tuple[list[Slot], list[Slot]]:
    """Return the records of the past periods, exactly so many, and those of the current one.

    ``periods`` are twelve past ones and the current one, oldest first.
    """
    rhythm = world.recipe.rhythm
    branch_season = rhythm.branch_season.get(world.branch.code, {})

    def weight(period: Period) -> float:
        month = f"{period.month:02d}"
        return rhythm.season[month] * branch_season.get(month, 1.0)

    *past, current = periods
    counts = quotas({str(period): weight(period) for period in past}, records)
    calendar = [period for period in past for _ in range(counts[str(period)])]
    last = counts[str(past[-1])]
    states = world.chance.deck(rhythm.status_old, records - last)
    _keep_unfinished_young(world, states, sum(counts[str(p)] for p in past[:-YOUNG_PERIODS]))
    states += world.chance.deck(rhythm.status_last, last)
    year = _draw(world, calendar, states, today)
    average = records / sum(weight(period) for period in past)
    begun = round(average * weight(current) * working_share(world.calendar, current, today))
    now = _draw(world, [current] * begun, world.chance.deck(rhythm.status_current, begun), today)
    for slot in now:
        _freshen(world, slot, today)
    _mark_late_entries(world, year, past)
    return year, now


def _keep_unfinished_young(world: World, states: list[str], old: int) -> None:
    """Let nothing of the first ``old`` records stay unfinished: it would have been settled."""
    for i, state in enumerate(states[:old]):
        if state in UNFINISHED:
            young = [j for j in range(old, len(states)) if states[j] == "closed"]
            if young:
                j = world.chance.one(young)
                states[i], states[j] = states[j], state


def _draw(world: World, calendar: list[Period], states: list[str], today: date) -> list[Slot]:
    rhythm, chance = world.recipe.rhythm, world.chance
    size = len(calendar)
    problems = _problems(world, size)
    _ask_headquarters_what_it_knows(world, states, problems)
    channels = chance.deck(rhythm.channel, size)
    hours = chance.deck(rhythm.hour, size)
    complexities = chance.deck(rhythm.complexity, size)
    solve_times = chance.deck(rhythm.solve_time, size)
    responses = _responses(world, solve_times)
    scores = chance.deck(rhythm.satisfaction, size)
    desks = _flags(world, rhythm.desk_share_percent, size)
    flags = {
        name: _flags(world, rhythm.flags_percent[name], size)
        for name in (
            "handed_over",
            "reopened",
            "attachment",
            "lead",
            "promise_moved",
            "version_missing",
        )
    }
    code = world.branch.code
    extra = max(0.0, rhythm.branch_visit_percent.get(code, 0) - rhythm.channel["onsite"])
    more_visits = _flags(world, extra, size)
    simple = _flags(world, rhythm.simple_percent, size)
    percent = rhythm.branch_escalated_percent.get(code, rhythm.flags_percent["escalated"])
    escalated = _place(
        world, [i for i, p in enumerate(problems) if p.escalate], round(size * percent / 100)
    )
    days = _Days(world, today)
    slots = []
    for i, period in enumerate(calendar):
        slots.append(
            Slot(
                period=period,
                state=states[i],
                problem=problems[i],
                occurred=days.draw(period, problems[i].product, int(hours[i])),
                channel=channels[i],
                complexity=complexities[i],
                solve_time=solve_times[i],
                first_response=responses[i],
                satisfaction=int(scores[i]),
                at_desk=desks[i],
                visit=channels[i] == "onsite" or more_visits[i],
                escalated=i in escalated,
                simple=simple[i] and solve_times[i] == "same_call",
                handed_over=flags["handed_over"][i],
                reopened=flags["reopened"][i],
                attachment=flags["attachment"][i],
                lead=flags["lead"][i],
                promise_moved=flags["promise_moved"][i],
                version_missing=flags["version_missing"][i],
            )
        )
    return slots


def _ask_headquarters_what_it_knows(
    world: World, states: list[str], problems: list[ProblemCase]
) -> None:
    """Let what waits for headquarters be of the kind that is put to headquarters."""
    for i, state in enumerate(states):
        if state == "waiting_hq" and not problems[i].escalate:
            fitting = [
                j for j, p in enumerate(problems) if p.escalate and states[j] != "waiting_hq"
            ]
            if fitting:
                j = world.chance.one(fitting)
                problems[i], problems[j] = problems[j], problems[i]


def _flags(world: World, percent: float, size: int) -> list[bool]:
    return [card == "yes" for card in world.chance.deck({"yes": percent, "": 100 - percent}, size)]


def _place(world: World, eligible: list[int], count: int) -> set[int]:
    return set(world.chance.sample(eligible, count))


def _problems(world: World, size: int) -> list[ProblemCase]:
    """Draw the category first, then a problem of it by weight."""
    library = world.recipe.problems.problems
    by_id = {problem.id: problem for problem in library}
    categories = quotas(world.recipe.rhythm.category, size)
    drawn = []
    for category, count in categories.items():
        shares: Shares = {p.id: p.weight for p in library if p.category == category}
        drawn += [by_id[card] for card in world.chance.deck(shares, count)]
    world.chance.random.shuffle(drawn)
    return drawn


def _responses(world: World, solve_times: list[str]) -> list[str]:
    """Draw how soon each was first answered; what was solved in the call was answered at once."""
    shares: Mapping[str, float] = world.recipe.rhythm.first_response
    quick = next(iter(shares))
    slow = [
        value
        for value, count in quotas(shares, len(solve_times)).items()
        if value != quick
        for _ in range(count)
    ]
    places = world.chance.sample(
        [i for i, solve in enumerate(solve_times) if solve != "same_call"], len(slow)
    )
    drawn = [quick] * len(solve_times)
    for place, value in zip(places, slow, strict=False):
        drawn[place] = value
    return drawn


class _Days:
    """Draws days by weight; the weights of a period are computed once."""

    def __init__(self, world: World, today: date) -> None:
        self._world = world
        self._today = today
        self._weights: dict[tuple[Period, bool], tuple[list[date], list[float]]] = {}

    def draw(self, period: Period, product: str, hour: int) -> datetime:
        world = self._world
        rhythm = world.recipe.rhythm
        key = (period, product == rhythm.boost.product)
        if key not in self._weights:
            days = [day for day in days_of(period) if day <= self._today]
            self._weights[key] = (
                days,
                [weight_of_day(rhythm, world.calendar, day, product) for day in days],
            )
        days, weights = self._weights[key]
        day = world.chance.random.choices(days, weights)[0]
        moment = at(day, hour, world.chance.between(0, 59))
        latest = world.now - LAST_MOMENT_TODAY
        if moment > latest:
            moment = latest - timedelta(minutes=world.chance.between(0, 200))
        return moment


def _freshen(world: World, slot: Slot, today: date) -> None:
    """Move what is still unfinished close to today: nobody leaves a call open for weeks."""
    if slot.state not in UNFINISHED:
        return
    slot.first_response = next(iter(world.recipe.rhythm.first_response))
    back = 0 if slot.state == "open" else world.chance.between(0, 3)
    day = working_days_back(world.calendar, today, back, slot.period.first_day)
    if slot.state == "open":
        slot.occurred = world.now - timedelta(minutes=world.chance.between(12, 40))
    elif slot.occurred.date() < day:
        latest = world.now - LAST_MOMENT_TODAY
        slot.occurred = min(at(day, world.chance.between(9, 16), 20), latest)


def _mark_late_entries(world: World, slots: list[Slot], past: list[Period]) -> None:
    """Let a few closed records of each period be entered on the next working day only."""
    rhythm = world.recipe.rhythm
    percent = rhythm.branch_late_entry_percent.get(
        world.branch.code, rhythm.flags_percent["late_entry"]
    )
    for period in past:
        own = [i for i, slot in enumerate(slots) if slot.period == period]
        eligible = [
            i
            for i in own
            if slots[i].state == "closed"
            and not slots[i].visit
            and world.calendar.add_working_days(slots[i].occurred.date(), 1) <= period.last_day
        ]
        least = 1 if period == past[-1] else 0
        for i in _place(world, eligible, max(least, round(len(own) * percent / 100))):
            slots[i].late_entry = True
