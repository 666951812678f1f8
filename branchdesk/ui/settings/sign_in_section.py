# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The present person: passphrase, recovery code, idle minutes."""

from functools import partial

from PySide6.QtWidgets import QComboBox, QHBoxLayout

from branchdesk.domain.kinds.roles import ROLES
from branchdesk.domain.text import T
from branchdesk.services.desk_settings import IDLE_SETTING
from branchdesk.ui.around import Around
from branchdesk.ui.lock_screen import PassphraseField
from branchdesk.ui.settings.section import NewPassphrase, Section
from branchdesk.ui.widgets.card import Card, KeyValueGrid
from branchdesk.ui.widgets.controls import button, label

IDLE_MINUTES = (5, 10, 15, 30, 60)


class SignInSection(Section):
    """What everybody may do for themselves."""

    def __init__(self, around: Around) -> None:
        """Show person, passphrase, lock and recovery code."""
        super().__init__(around, T("My sign-in"), name="sign_in")
        actor = self.desk.session.actor
        me = Card(self.look, actor.name, name="me")
        facts = KeyValueGrid(self.look, beside=True, columns=1)
        words = self.look.words
        roles = "、".join(words(ROLES.label(role)) for role in sorted(actor.roles))
        facts.set_facts(
            [
                (T("Roles"), roles),
                (T("Data on this computer"), f"{self.desk.name}  {self.desk.facts.code}"),
            ]
        )
        me.body.addWidget(facts)
        self.column.addWidget(me)
        self.column.addWidget(self._make_passphrase())
        self.column.addWidget(self._make_lock())
        self.column.addWidget(self._make_recovery())

    def load(self) -> None:
        """Show the minutes in force."""
        self.run(partial(self.desk.setting, IDLE_SETTING), self._show_minutes)

    def _make_passphrase(self) -> Card:
        card = Card(self.look, T("Change passphrase"), name="change_passphrase")
        self._old = PassphraseField("old_passphrase", self.look.words(T("Present passphrase")))
        card.body.addWidget(self.labelled(T("Present passphrase"), self._old))
        self._new = NewPassphrase(self, name="own")
        card.body.addWidget(self._new)
        row = QHBoxLayout()
        save = button(self.look, T("Change passphrase"), "change_passphrase_save", role="primary")
        save.clicked.connect(self._on_change)
        row.addWidget(save)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _make_lock(self) -> Card:
        card = Card(self.look, T("Lock by itself"), name="idle")
        self._minutes = QComboBox()
        self._minutes.setObjectName("idle_minutes")
        words = self.look.words(T("Minutes without input"))
        self._minutes.setAccessibleName(words)
        self._minutes.addItem(
            self.look.words(T("As the rules say: {minutes} min", minutes=self._policy_minutes())),
            "",
        )
        for minutes in IDLE_MINUTES:
            self._minutes.addItem(
                self.look.words(T("{minutes} min", minutes=minutes)), str(minutes)
            )
        self._minutes.activated.connect(self._on_minutes)
        card.body.addWidget(self.labelled(T("Minutes without input"), self._minutes))
        card.body.addWidget(
            label(self.look, T("What is being written is kept as a draft."), "hint")
        )
        return card

    def _make_recovery(self) -> Card:
        card = Card(self.look, T("Recovery code"), name="renew")
        card.body.addWidget(
            label(
                self.look,
                T(
                    "With it a forgotten passphrase is set anew. A new code makes the old one "
                    "void; print it and give it to the branch manager."
                ),
                "second",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        renew = button(self.look, T("Make a new recovery code…"), "renew_recovery")
        renew.clicked.connect(self._on_renew)
        row.addWidget(renew)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _policy_minutes(self) -> int:
        return self.desk.session.policy().idle_lock

    def _show_minutes(self, chosen: str) -> None:
        self._minutes.setCurrentIndex(max(self._minutes.findData(chosen), 0))

    def _on_minutes(self) -> None:
        chosen = str(self._minutes.currentData())
        self.run(
            partial(self.desk.set_setting, IDLE_SETTING, chosen),
            lambda _: self.around.idle_changed(),
        )

    def _on_change(self) -> None:
        new = self._new.value()
        if new is None:
            return

        def done(_: None) -> None:
            self._old.clear()
            self._new.clear()
            self.say(T("The new passphrase is set."))

        self.run(partial(self.desk.people.change_passphrase, self._old.text(), new), done)

    def _on_renew(self) -> None:
        sure = self.around.toolkit.messages.confirm(
            T("Make a new recovery code?"),
            T("The printed one cannot be used any more."),
            T("Make a new code"),
        )
        if sure:
            self.run(self.desk.people.renew_recovery_code, self.around.show_recovery_code)
