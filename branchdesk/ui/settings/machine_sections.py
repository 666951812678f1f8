# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Sections about this machine: look and language, backups, the data check."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from branchdesk.domain.text import T, Text
from branchdesk.services.desk_care import BackupLine, CheckLine
from branchdesk.ui.around import Around
from branchdesk.ui.moments import moment_text
from branchdesk.ui.settings.section import Section
from branchdesk.ui.widgets.card import Card
from branchdesk.ui.widgets.controls import Chip, button, label
from branchdesk.ui.widgets.segmented import Segmented

SHOWN_BACKUPS = 8

CHECKS: dict[str, Text] = {
    "pages": T("Data file intact", "check"),
    "references": T("Records belong together", "check"),
    "journal_chain": T("History unbroken", "check"),
    "journal_tail": T("History complete", "check"),
    "journal_witness": T("History as other desks know it", "check"),
    "attachments": T("Photos and attachments intact", "check"),
    "drafts": T("Unsaved input intact", "check"),
}


class DisplaySection(Section):
    """Light, dark or as the system; Chinese or English."""

    def __init__(self, around: Around) -> None:
        """Show what is in force."""
        super().__init__(around, T("Look and language"), name="display")
        words = self.look.words
        theme = Card(self.look, T("Look"), name="theme")
        self._theme = Segmented(
            self.look,
            [
                ("system", T("As the system", "theme")),
                ("light", T("Light", "theme")),
                ("dark", T("Dark", "theme")),
            ],
            name="theme_choice",
            accessible_name=words(T("Look")),
        )
        self._theme.set_value(around.preferences.theme)
        self._theme.changed.connect(around.preferences.set_theme)
        theme.body.addWidget(self._theme)
        self.column.addWidget(theme)
        language = Card(self.look, T("Language"), name="language")
        self._language = Segmented(
            self.look,
            [("zh_CN", "简体中文"), ("en", "English")],
            name="language_choice",
            accessible_name=words(T("Language")),
        )
        self._language.set_value(around.preferences.language)
        self._language.changed.connect(self._on_language)
        language.body.addWidget(self._language)
        language.body.addWidget(
            label(self.look, T("Counts from the next start. The paper stays Chinese."), "hint")
        )
        self.column.addWidget(language)

    def _on_language(self, language: str) -> None:
        self.around.preferences.set_language("en" if language == "en" else "zh_CN")
        self.say(T("The language changes at the next start."))


class BackupSection(Section):
    """Backups: now, where, which there are, and how one comes back."""

    def __init__(self, around: Around) -> None:
        """Show the folder and the list."""
        super().__init__(around, T("Backup"), name="backup")
        card = Card(self.look, T("Backup"), name="backups")
        card.body.addWidget(
            label(
                self.look,
                T(
                    "Once a day by itself. The last 7 days, 4 weeks and 12 months are kept. A "
                    "folder on another disk or a USB stick is safer."
                ),
                "second",
                wrap=True,
            )
        )
        self._folder = label(
            self.look, "", "body", wrap=True, selectable=True, name="backup_folder"
        )
        card.body.addWidget(self._folder)
        row = QHBoxLayout()
        self._now = button(self.look, T("Back up now"), "backup_now", role="primary")
        self._now.clicked.connect(self._on_now)
        choose = button(self.look, T("Choose folder…"), "backup_choose", icon="folder-open")
        choose.clicked.connect(self._on_choose)
        show = button(self.look, T("Open folder"), "backup_open", role="link")
        show.clicked.connect(self._on_open)
        for made in (self._now, choose, show):
            row.addWidget(made)
        row.addStretch(1)
        card.body.addLayout(row)
        self.column.addWidget(card)
        kept = Card(self.look, T("Kept backups"), name="kept_backups")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        kept.body.addLayout(self._lines)
        self.column.addWidget(kept)
        back = Card(self.look, T("Restore"), name="restore_words")
        back.body.addWidget(
            label(
                self.look,
                T(
                    "Lock or close the window, start again and choose “Restore from backup” "
                    "beside the list of data. It comes back beside the present data; nothing is "
                    "overwritten. Whoever could sign in when the backup was made can sign in."
                ),
                "second",
                wrap=True,
            )
        )
        self.column.addWidget(back)

    def load(self) -> None:
        """Read folder and list anew."""
        self.run(lambda: (str(self.desk.backups.folder), self.desk.backups.list()), self._show)

    def _show(self, found: tuple[str, Sequence[BackupLine]]) -> None:
        folder, files = found
        self._folder.setText(folder)
        _empty(self._lines)
        now = self.around.toolkit.clock.now()
        for file in files[:SHOWN_BACKUPS]:
            words = self.look.words(moment_text(file.created_at, now))
            self._lines.addWidget(label(self.look, f"{words}    {file.path.name}", "second"))
        if not files:
            self._lines.addWidget(label(self.look, T("None yet."), "second"))

    def _on_now(self) -> None:
        self._now.setEnabled(False)

        def done(_: object) -> None:
            self.say(T("The backup is made and was read again."))
            self.load()

        task = self.run(self.desk.backups.back_up, done, lane="files")
        task.ended.connect(lambda: self._now.setEnabled(True))

    def _on_choose(self) -> None:
        chosen = self.around.files.folder(T("Choose folder"), self._folder.text())
        if chosen is not None:
            self.run(partial(self.desk.backups.set_folder, chosen), lambda _: self.load())

    def _on_open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder.text()))


class CheckSection(Section):
    """Is the data whole?"""

    def __init__(self, around: Around) -> None:
        """Check when asked."""
        super().__init__(around, T("Data check"), name="check")
        card = Card(self.look, T("Data check"), name="data_check")
        card.body.addWidget(
            label(
                self.look,
                T("Reads everything on this computer once; that may take some minutes."),
                "second",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        self._check = button(self.look, T("Check now"), "check_now", role="primary")
        self._check.clicked.connect(self._on_check)
        row.addWidget(self._check)
        row.addStretch(1)
        card.body.addLayout(row)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        card.body.addLayout(self._lines)
        self.column.addWidget(card)

    def _on_check(self) -> None:
        self._check.setEnabled(False)
        _empty(self._lines)
        self._lines.addWidget(label(self.look, T("Checking…"), "second"))
        task = self.run(self.desk.check, self._show, lane="files")
        task.ended.connect(lambda: self._check.setEnabled(True))

    def _show(self, checks: Sequence[CheckLine]) -> None:
        _empty(self._lines)
        for check in checks:
            line = QWidget()
            line.setObjectName(f"check_{check.check}")
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            words = CHECKS.get(check.check, check.check)
            row.addWidget(label(self.look, words), 1)
            if check.ok:
                row.addWidget(Chip(self.look, T("All right", "check"), "green"))
            else:
                row.addWidget(label(self.look, check.detail, "second"))
                row.addWidget(Chip(self.look, T("Damaged", "check"), "red"))
            self._lines.addWidget(line)
        if not all(check.ok for check in checks):
            self._lines.addWidget(
                label(
                    self.look,
                    T("Restore from the last backup; nothing is overwritten by that."),
                    "error",
                    wrap=True,
                )
            )


def _empty(lines: QVBoxLayout) -> None:
    while (item := lines.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
