# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The people of the desk: who can sign in, their roles, a manager's reset, the delegate."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCheckBox, QDateEdit, QHBoxLayout, QVBoxLayout, QWidget

from branchdesk.domain.day_words import full_day_text
from branchdesk.domain.kinds.roles import ROLES, DeskRole, Role, role_words
from branchdesk.domain.text import T, Text
from branchdesk.services.open_desk import DeskPerson
from branchdesk.services.staff import HEADS
from branchdesk.ui.around import Around
from branchdesk.ui.settings.section import NewPassphrase, Section
from branchdesk.ui.widgets.card import Card
from branchdesk.ui.widgets.controls import Chip, LineEdit, button, label
from branchdesk.ui.widgets.flow import FlowLayout

OFFERED: dict[DeskRole, tuple[Role, ...]] = {
    DeskRole.ENGINEER: (Role.FIELD_ENGINEER,),
    DeskRole.BRANCH: (
        Role.FIELD_ENGINEER,
        Role.SERVICE_AGENT,
        Role.COMPLAINT_HANDLER,
        Role.BRANCH_MANAGER,
        Role.ARCHIVIST,
    ),
    DeskRole.HQ: (Role.HQ_ENGINEER, Role.TECHNICAL_LEADER, Role.HQ_DIRECTOR),
}

DELEGATE_DAYS = 7
"""How long a delegate stands in unless another day is chosen."""


class PeopleSection(Section):
    """The list; what a manager does with one person opens below it."""

    def __init__(self, around: Around) -> None:
        """Show the list; only a head of the desk may change it."""
        super().__init__(around, T("People"), name="people")
        self._may = self.desk.people.may_manage()
        card = Card(self.look, T("People of this desk"), name="people")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        card.body.addLayout(self._lines)
        if self._may:
            row = QHBoxLayout()
            add = button(
                self.look, T("Add a person…"), "add_person", role="primary", icon="user-plus"
            )
            add.clicked.connect(self._on_add)
            row.addWidget(add)
            row.addStretch(1)
            card.body.addLayout(row)
        else:
            heads = role_words(HEADS[self.desk.facts.role])
            card.body.addWidget(label(self.look, T("Kept by: {roles}.", roles=heads), "hint"))
        self.column.addWidget(card)
        self._entry: Card | None = None

    def load(self) -> None:
        """Read the people anew."""
        self.run(self.desk.people.people, self._show)

    def _show(self, people: Sequence[DeskPerson]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for person in people:
            self._lines.addWidget(self._line(person))

    def _line(self, person: DeskPerson) -> QWidget:
        look = self.look
        line = QWidget()
        line.setObjectName(f"person_line_{person.name}")
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(10)
        name = label(look, person.name, "heading")
        name.setMinimumWidth(80)
        row.addWidget(name)
        roles = "、".join(look.words(ROLES.label(role)) for role in sorted(person.roles))
        row.addWidget(label(look, roles, "second", wrap=True), 1)
        if person.unlocks:
            row.addWidget(Chip(look, T("Signs in here"), "green"))
        if not self._may:
            return line
        words = T("Reset passphrase…") if person.unlocks else T("Let sign in here…")
        actions: list[tuple[Text, str, Callable[[DeskPerson], None]]] = [
            (words, "reset", self._on_reset),
            (T("Roles…"), "roles", self._on_roles),
        ]
        if self.desk.facts.role is DeskRole.BRANCH and Role.BRANCH_MANAGER not in person.roles:
            actions.append((T("Delegate…"), "delegate", self._on_delegate))
        if person.unlocks and person.id != self.desk.session.actor.staff:
            actions.append((T("Shut out…"), "shut_out", self._on_shut_out))
        for text, key, act in actions:
            made = button(look, text, f"{key}_{person.name}", role="link")
            made.setAccessibleName(f"{person.name} {made.text()}")
            made.clicked.connect(lambda _=False, act=act: act(person))
            row.addWidget(made)
        return line

    # -- what opens below ---------------------------------------------------------------------

    def _open(
        self, title: Text, parts: Sequence[QWidget], action: Text, act: Callable[[], None]
    ) -> None:
        self._close()
        entry = Card(self.look, title, name="person_entry")
        for part in parts:
            entry.body.addWidget(part)
        row = QHBoxLayout()
        save = button(self.look, action, "person_save", role="primary")
        save.clicked.connect(lambda _=False: act())
        leave = button(self.look, T("Cancel"), "person_cancel")
        leave.clicked.connect(self._close)
        row.addWidget(save)
        row.addWidget(leave)
        row.addStretch(1)
        entry.body.addLayout(row)
        self._entry = entry
        self.column.addWidget(entry)

    def _close(self) -> None:
        if self._entry is not None:
            self._entry.hide()
            self._entry.deleteLater()
            self._entry = None

    def _done(self, words: Text) -> None:
        self._close()
        self.say(words)
        self.load()

    def _on_add(self) -> None:
        name = LineEdit("new_person_name", self.look.words(T("Name")))
        name.setMaxLength(40)
        roles = RoleTicks(self, frozenset())
        passphrase = NewPassphrase(self, name="person")

        def add() -> None:
            new = passphrase.value()
            if new is not None:
                self.run(
                    partial(self.desk.people.add, name.text(), roles.value(), new),
                    lambda _: self._done(T("{name} can sign in now.", name=name.text())),
                )

        parts = [
            self.labelled(T("Name"), name),
            self.labelled(T("Roles"), roles),
            passphrase,
            label(
                self.look,
                T("Tell the passphrase in person; it can be changed in the settings."),
                "hint",
            ),
        ]
        self._open(T("Add a person"), parts, T("Add"), add)
        name.setFocus()

    def _on_reset(self, person: DeskPerson) -> None:
        passphrase = NewPassphrase(self, name="person")

        def reset() -> None:
            new = passphrase.value()
            if new is not None:
                self.run(
                    partial(self.desk.people.let_in, person.id, new),
                    lambda _: self._done(
                        T("{name} signs in with the new passphrase now.", name=person.name)
                    ),
                )

        self._open(
            T("New passphrase for {name}", name=person.name),
            [passphrase],
            T("Set new passphrase"),
            reset,
        )

    def _on_roles(self, person: DeskPerson) -> None:
        roles = RoleTicks(self, person.roles)

        def keep() -> None:
            kept = person.roles - frozenset(OFFERED[self.desk.facts.role])
            self.run(
                partial(self.desk.staff.set_roles, person.id, roles.value() | kept),
                lambda _: self._done(
                    T(
                        "Roles changed; they count from the next sign-in of {name}.",
                        name=person.name,
                    )
                ),
            )

        self._open(T("Roles of {name}", name=person.name), [roles], T("Save"), keep)

    def _on_delegate(self, person: DeskPerson) -> None:
        today = self.around.toolkit.clock.now().date()
        last = today + timedelta(days=DELEGATE_DAYS)
        until = QDateEdit(QDate(last.year, last.month, last.day))
        until.setObjectName("delegate_until")
        until.setAccessibleName(self.look.words(T("Last day")))
        until.setCalendarPopup(True)
        until.setDisplayFormat("yyyy-MM-dd")

        def keep() -> None:
            day = today.fromisoformat(until.date().toString("yyyy-MM-dd"))
            self.run(
                partial(self.desk.staff.delegate, person.id, day),
                lambda _: self._done(
                    T(
                        "{name} may approve and report until {day}.",
                        name=person.name,
                        day=full_day_text(day),
                    )
                ),
            )

        self._open(
            T("{name} stands in for the manager", name=person.name),
            [self.labelled(T("Last day"), until)],
            T("Save"),
            keep,
        )

    def _on_shut_out(self, person: DeskPerson) -> None:
        sure = self.around.toolkit.messages.confirm(
            T("Shut {name} out?", name=person.name),
            T("The name and the records stay; signing in here is not possible any more."),
            T("Shut out"),
            danger=True,
        )
        if sure:
            self.run(
                partial(self.desk.people.shut_out, person.id),
                lambda _: self._done(T("{name} cannot sign in here any more.", name=person.name)),
            )


class RoleTicks(QWidget):
    """A box per role of this kind of desk."""

    def __init__(self, section: Section, roles: frozenset[Role]) -> None:
        """Tick these roles."""
        super().__init__()
        flow = FlowLayout(self, spacing=12)
        self._boxes: dict[Role, QCheckBox] = {}
        for role in OFFERED[section.desk.facts.role]:
            box = QCheckBox(section.look.words(ROLES.label(role)))
            box.setObjectName(f"role_{role.value}")
            box.setChecked(role in roles)
            self._boxes[role] = box
            flow.addWidget(box)

    def value(self) -> frozenset[Role]:
        """Return the ticked roles."""
        return frozenset(role for role, box in self._boxes.items() if box.isChecked())
