# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The invented company: branches, people, desks, products and the real working calendar."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import chinese_calendar
import msgspec

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.kinds.organisation import Branch, CalendarDay, Product, Staff
from branchdesk.domain.kinds.roles import DeskRole, Role, format_roles
from branchdesk.services.demo.chance import Chance
from branchdesk.services.demo.identities import staff_mobile
from branchdesk.services.demo.plan_types import DemoDesk
from branchdesk.services.demo.recipe import BranchFacts, Organisation, Recipe

CALENDAR_YEARS = (2024, 2025, 2026)
"""The years whose State Council notice is entered (R-013)."""

HEADQUARTERS_ORDINAL = 9
MANAGER = (Role.BRANCH_MANAGER, Role.SERVICE_AGENT, Role.COMPLAINT_HANDLER)
CLERK = (Role.SERVICE_AGENT, Role.ARCHIVIST, Role.DELEGATE)


class Office(msgspec.Struct, frozen=True):
    """A branch with its people; the laptop of ``engineers[i]`` is ``L`` and i + 1."""

    facts: BranchFacts
    ordinal: int
    branch: Branch
    manager: Staff
    clerk: Staff
    engineers: tuple[Staff, ...]

    @property
    def code(self) -> str:
        """The branch code, also the code of the branch's desk."""
        return self.facts.code

    def people(self) -> tuple[Staff, ...]:
        """Return everybody once; a small branch's manager is the clerk as well."""
        desk = (self.manager,) if self.clerk is self.manager else (self.manager, self.clerk)
        return desk + self.engineers


class Company(msgspec.Struct, frozen=True):
    """Headquarters and the chosen branches."""

    headquarters: Branch
    headquarters_staff: tuple[Staff, ...]
    offices: tuple[Office, ...]
    products: tuple[Product, ...]

    def desks(self) -> tuple[DemoDesk, ...]:
        """Return the desks, parents before children."""
        code = self.headquarters.code
        # The technical leader first: a director reads the board and decides nothing on it.
        director, leader, *others = self.headquarters_staff
        users = tuple(person.uuid for person in (leader, director, *others))
        desks = [DemoDesk(code, DeskRole.HQ, code, "H01", self.headquarters.name, "", users)]
        for office in self.offices:
            users = tuple(person.uuid for person in office.people()[: -len(office.engineers)])
            desks.append(
                DemoDesk(
                    office.code,
                    DeskRole.BRANCH,
                    office.code,
                    "D01",
                    office.branch.name,
                    code,
                    users,
                )
            )
            desks += [
                DemoDesk(
                    f"{office.code}-{device}",
                    DeskRole.ENGINEER,
                    office.code,
                    device,
                    engineer.name,
                    office.code,
                    (engineer.uuid,),
                )
                for device, engineer in laptops(office)
            ]
        return tuple(desks)


def laptops(office: Office) -> Iterator[tuple[str, Staff]]:
    """Yield device and owner of each laptop of a branch."""
    for number, engineer in enumerate(office.engineers, start=1):
        yield f"L{number:02d}", engineer


def found_company(
    recipe: Recipe, chance: Chance, founded: datetime, branches: int, engineers: int
) -> Company:
    """Make the company with the first so many branches and up to so many engineers in each."""
    tables = recipe.organisation
    facts = tables.headquarters
    hq_people: list[tuple[str, tuple[Role, ...]]] = [
        (facts.director, (Role.HQ_DIRECTOR,)),
        (facts.tech_lead, (Role.HQ_ENGINEER, Role.TECHNICAL_LEADER)),
        (facts.assistant, (Role.HQ_ENGINEER, Role.COMPLAINT_HANDLER, Role.ARCHIVIST)),
        (facts.forum_owner, (Role.HQ_ENGINEER, Role.TRAINER)),
        *((name, (Role.HQ_ENGINEER,)) for name in (*facts.engineers, *facts.solutions)),
    ]
    staff = _hire(chance, founded, facts.code, HEADQUARTERS_ORDINAL, hq_people)
    chosen = sorted(tables.branches, key=lambda b: b.code != tables.first_branch)[:branches]
    offices = tuple(_open_office(tables, chance, founded, b, engineers) for b in chosen)
    products = tuple(
        Product(
            uuid=chance.new_id(founded),
            created_at=founded,
            code=p.code,
            name=p.name,
            current_version=next(iter(p.versions)),
        )
        for p in tables.products
    )
    headquarters = _branch(tables, chance, founded, facts.code, facts.name, facts.address)
    return Company(headquarters, staff, offices, products)


def _branch(
    tables: Organisation, chance: Chance, founded: datetime, code: str, name: str, address: str
) -> Branch:
    return Branch(
        uuid=chance.new_id(founded),
        created_at=founded,
        code=code,
        name=name,
        company=tables.company,
        address=address,
        service_phone=tables.service_phone,
        complaint_phone=tables.complaint_phone,
    )


def _open_office(
    tables: Organisation, chance: Chance, founded: datetime, facts: BranchFacts, engineers: int
) -> Office:
    ordinal = 1 + next(i for i, b in enumerate(tables.branches) if b.code == facts.code)
    others = [name for name in facts.engineers if name != facts.kept_engineer]
    kept = {facts.kept_engineer, *others[: engineers - 1]}
    names = [name for name in facts.engineers if name in kept]
    single = facts.manager == facts.clerk
    people: list[tuple[str, tuple[Role, ...]]] = [
        (facts.manager, MANAGER + CLERK[1:2] if single else MANAGER)
    ]
    if not single:
        people.append((facts.clerk, CLERK))
    people += [(name, (Role.FIELD_ENGINEER,)) for name in names]
    staff = _hire(chance, founded, facts.code, ordinal, people)
    return Office(
        facts=facts,
        ordinal=ordinal,
        branch=_branch(tables, chance, founded, facts.code, facts.name, facts.address),
        manager=staff[0],
        clerk=staff[0] if single else staff[1],
        engineers=staff[-len(names) :],
    )


def _hire(
    chance: Chance,
    founded: datetime,
    branch_code: str,
    ordinal: int,
    people: list[tuple[str, tuple[Role, ...]]],
) -> tuple[Staff, ...]:
    return tuple(
        Staff(
            uuid=chance.new_id(founded),
            created_at=founded,
            name=name,
            branch_code=branch_code,
            roles=format_roles(roles),
            phone=staff_mobile(ordinal, running),
        )
        for running, (name, roles) in enumerate(people, start=1)
    )


def calendar_rows(
    tables: Organisation, chance: Chance, founded: datetime
) -> tuple[CalendarDay, ...]:
    """Return the holidays and make-up working days of the entered years, in order."""
    rows = []
    day = date(CALENDAR_YEARS[0], 1, 1)
    while day.year <= CALENDAR_YEARS[-1]:
        holiday, name = chinese_calendar.get_holiday_detail(day)
        if name is not None:
            note = tables.holidays[name]
            rows.append(
                CalendarDay(
                    uuid=chance.new_id(founded),
                    created_at=founded,
                    day=day,
                    working=not holiday,
                    note=note if holiday else tables.make_up_day.format(holiday=note),
                )
            )
        day += timedelta(days=1)
    return tuple(rows)


def working_calendar(rows: tuple[CalendarDay, ...]) -> WorkingCalendar:
    """Return the calendar the rows describe."""
    exceptions = {row.day: (row.working, row.note) for row in rows if row.day is not None}
    return WorkingCalendar(exceptions, frozenset(CALENDAR_YEARS))
