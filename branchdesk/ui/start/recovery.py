# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A recovery code on the screen, on paper and as a file; used at the start and in the settings."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QSaveFile

from branchdesk.domain.day_words import full_moment_text
from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui.file_questions import FileQuestions
from branchdesk.ui.start.print_pages import print_pages
from branchdesk.ui.start.recovery_page import RecoveryPage
from branchdesk.ui.toolkit import Toolkit


class RecoveryCode(QObject):
    """One code with its page; the page is shown by whoever made this."""

    def __init__(
        self,
        toolkit: Toolkit,
        files: FileQuestions,
        desk: OpenDesk,
        code: str,
        *,
        parent: QObject,
    ) -> None:
        """Make the page."""
        super().__init__(parent)
        self._toolkit = toolkit
        self._files = files
        self._desk = desk
        self._code = code
        self.page = RecoveryPage(toolkit.look, code)
        self.page.print_requested.connect(self._print)
        self.page.save_requested.connect(self._save)
        # The code is not kept in memory longer than it is seen.
        self.page.finished.connect(self.deleteLater)

    def _print(self) -> None:
        def show(pdf: bytes) -> None:
            with self._desk.paper.pictures(pdf) as pages:
                print_pages(pages, self.page)

        self._with_paper(show)

    def _save(self) -> None:
        words = self._toolkit.words(T("Recovery code"))
        target = self._files.save_file(T("Save as PDF"), f"{words} {self._desk.facts.code}.pdf")
        if target is None:
            return

        def write(pdf: bytes) -> None:
            file = QSaveFile(str(target))
            done = file.open(QSaveFile.OpenModeFlag.WriteOnly)
            if not (done and file.write(pdf) == len(pdf) and file.commit()):
                self._toolkit.messages.show_error(
                    UserError(
                        T("The file cannot be written"),
                        T("{path}: {reason}", path=str(target), reason=file.errorString()),
                        T("Choose another folder."),
                    )
                )

        self._with_paper(write)

    def _with_paper(self, then: Callable[[bytes], None]) -> None:
        words = self._toolkit.words
        desk, code = self._desk, self._code
        lines = [
            words(T("{name} · {code}", "desk", name=desk.name, code=desk.facts.code)),
            words(T("Person: {name}", name=desk.session.actor.name)),
            words(T("Made on {day}", day=full_moment_text(desk.session.clock.now()))),
            words(
                T(
                    "With this code a forgotten passphrase is set anew. Keep it locked away, not "
                    "beside the computer. A newer code replaces this one."
                )
            ),
        ]
        title = words(T("Recovery code"))
        task = self._toolkit.tasks.run(lambda _: desk.paper.slip(title, lines, code), lane="files")
        task.finished.connect(then)
        task.failed.connect(self._toolkit.messages.show_error)
