# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The cards of the start: which data, what first, where in the demo, what is in the way."""

from collections.abc import Callable, Sequence
from functools import partial

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.text import T, Text
from branchdesk.services.desk_door import DemoPlace, DeskCard
from branchdesk.ui.look import Look
from branchdesk.ui.start.choices import Choice, ChoiceCard

DESK_ROLES: dict[DeskRole, Text] = {
    DeskRole.ENGINEER: T("Engineer's laptop"),
    DeskRole.BRANCH: T("Branch office"),
    DeskRole.HQ: T("Headquarters service centre"),
}

_ENROL: dict[DeskRole, tuple[Text, Text]] = {
    DeskRole.ENGINEER: (
        T("Join the branch"),
        T("Exchange the enrolment files with the branch manager"),
    ),
    DeskRole.BRANCH: (
        T("Join headquarters"),
        T("Exchange the enrolment files with headquarters"),
    ),
    DeskRole.HQ: (T("Take in a branch"), T("Branches send their enrolment files")),
}

_DEMO_ORDER = (DeskRole.BRANCH, DeskRole.ENGINEER, DeskRole.HQ)


def _icon(role: DeskRole) -> str:
    return "laptop" if role is DeskRole.ENGINEER else "desktop-tower"


def chooser_card(
    look: Look,
    cards: Sequence[DeskCard],
    open_desk: Callable[[str], None],
    links: Sequence[Choice],
) -> ChoiceCard:
    """Offer the desks of this machine, the last used first."""
    choices = [
        Choice(
            name=f"desk_{place}",
            words=card.name,
            act=partial(open_desk, card.path),
            detail=T("{role} · {code}", "desk", role=DESK_ROLES[card.role], code=card.code)
            if card.code
            else T("Damaged; it can be restored from a backup"),
            icon=_icon(card.role),
        )
        for place, card in enumerate(cards)
    ]
    title = T("Which data do you want to open?")
    return ChoiceCard(look, title, "", choices, links, name="chooser")


def ready_card(look: Look, role: DeskRole, enter: Callable[[str], None]) -> ChoiceCard:
    """Offer what a new desk is begun with; ``enter`` takes the wish."""
    record = Choice(
        "ready_record",
        T("Write down the first call"),
        partial(enter, "new_record"),
        "Ctrl+N",
        "phone",
    )
    customers = Choice(
        "ready_customers",
        T("Enter the first customer"),
        partial(enter, "customers"),
        T("Or let them come by exchange"),
        "users",
    )
    words, hint = _ENROL[role]
    join = Choice("ready_enrol", words, partial(enter, "enrol"), hint, "link")
    return ChoiceCard(
        look,
        T("Ready"),
        T("What now?"),
        [join] if role is DeskRole.HQ else [record, customers, join],
        [Choice("ready_later", T("Go to the workbench"), partial(enter, ""))],
        name="ready",
    )


def demo_card(
    look: Look,
    places: Sequence[DemoPlace],
    open_place: Callable[[DemoPlace], None],
    back: Callable[[], None],
) -> ChoiceCard:
    """Ask as whom to look at the demo."""
    choices = [
        Choice(
            name=f"demo_{place.code}",
            words=DESK_ROLES[place.role],
            act=partial(open_place, place),
            detail=f"{place.code} · {place.person}",
            icon=_icon(place.role),
        )
        for place in sorted(places, key=lambda p: (_DEMO_ORDER.index(p.role), p.code))
    ]
    return ChoiceCard(
        look,
        T("Demo data"),
        T(
            "Where do you want to sit down? Once locked, each desk opens with {passphrase}.",
            passphrase=places[0].passphrase,
        ),
        choices,
        [Choice("demo_back", T("Go back"), back)],
        name="demo",
    )


def trouble_card(
    look: Look, error: UserError, ways: Sequence[Choice], links: Sequence[Choice]
) -> ChoiceCard:
    """Say what is in the way and every way out."""
    _, message, hint = error.render(look.translator)
    card = ChoiceCard(look, error.title, f"{message}\n{hint}".strip(), ways, links, name="trouble")
    card.setAccessibleDescription(look.sentences(message, hint))
    return card
