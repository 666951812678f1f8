# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Names and texts that break weak programs, mixed into the first branch's customers and records."""

from datetime import date

import msgspec

from branchdesk.domain.kinds.description import TEXT_LIMIT
from branchdesk.services.demo.customers import Unit
from branchdesk.services.demo.moments import at
from branchdesk.services.demo.recipe import Recipe
from branchdesk.services.demo.volume import Slot

NAMESAKES = 3
LEAP_DAY = date(2024, 2, 29)


def harden_customers(recipe: Recipe, units: list[Unit], opened_before: date) -> list[Unit]:
    """Give some units hard names, phones and dates; returns those that were changed."""
    hard = recipe.texts.hard
    names = [*hard.people, *[hard.same_name] * NAMESAKES]
    chosen = [
        unit
        for unit in units
        if unit.customer.state == "active"
        and unit.customer.customer_type != "individual"
        and unit.customer.created_at.date() < opened_before
        and unit.products
    ][: len(names)]
    for unit, name in zip(chosen, names, strict=False):
        contact = unit.contacts[0]
        salutation = recipe.people.salutation[contact.position].format(surname=recipe.surname(name))
        unit.contacts[0] = msgspec.structs.replace(contact, name=name, salutation=salutation)
    if not chosen:
        return chosen
    first, last = chosen[0], chosen[-1]
    first.customer = msgspec.structs.replace(first.customer, name=hard.long_unit)
    unreachable = first.contacts[0]
    first.contacts[0] = msgspec.structs.replace(unreachable, phone_note=hard.phone_note)
    extended = last.contacts[0]
    last.contacts[0] = msgspec.structs.replace(
        extended, mobile=f"{extended.mobile}转8003", phone_note=hard.mobile_note
    )
    last.products[0] = msgspec.structs.replace(
        last.products[0], purchased_at=LEAP_DAY, warranty_until=date(2027, 2, 28)
    )
    return chosen


def harden_records(recipe: Recipe, slots: list[Slot], units: list[Unit]) -> None:
    """Let the newest plain records speak of hard things, for the hard units among others."""
    hard = recipe.texts.hard
    texts = [(text, hard.fix) for text in hard.texts]
    texts.append((_long_text(recipe), hard.fix))
    texts.append((hard.shortest, hard.shortest_fix))
    texts += [(text, hard.midnight_fix) for text in hard.midnight]
    plain = [
        slot
        for slot in reversed(slots)
        if slot.state == "closed"
        and not (slot.visit or slot.late_entry or slot.reopened or slot.escalated)
        and slot.problem.category != "suggestion"
    ]
    for number, (slot, (text, fix)) in enumerate(zip(plain, texts, strict=False)):
        slot.text, slot.fix = text, fix
        slot.at_desk = True
        slot.attachment = False
        slot.solve_time, slot.first_response = "same_call", "within_30"
        if units:
            slot.unit = units[number % len(units)]
            slot.contact = slot.unit.contacts[0]
        slot.simple = text == hard.shortest
        if text in hard.midnight:
            day = slot.period.last_day.replace(day=11 + hard.midnight.index(text))
            late = text == hard.midnight[0]
            slot.occurred = at(day, 23, 59) if late else at(day, 0, 0)


def _long_text(recipe: Recipe) -> str:
    """Return a text of exactly as many characters as a field holds."""
    hard = recipe.texts.hard
    text, number = hard.long_opening, 1
    while len(text) < TEXT_LIMIT:
        text += hard.long_paragraph.format(number=number)
        number += 1
    return text[:TEXT_LIMIT]
