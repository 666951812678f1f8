# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One sentence for one or several findings, written where they stand."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from branchdesk.domain.text import T
from branchdesk.services.drafts import Drafts
from branchdesk.ui.theme import mark
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.controls import button, label
from branchdesk.ui.widgets.form_inputs import TextArea

DRAFT = "month_explanation"
PAUSE_MILLISECONDS = 1000


class ExplainForm(QFrame):
    """Hidden until it is opened below a group of findings; what is typed is kept as a draft."""

    submitted = Signal(str, object, str)
    """rule, subjects (tuple of str), text"""

    left = Signal()
    """it went away, saved or given up"""

    def __init__(self, toolkit: Toolkit, drafts: Drafts) -> None:
        """Start hidden."""
        super().__init__()
        self._toolkit = toolkit
        self._drafts = drafts
        look = toolkit.look
        self.rule = ""
        self.subjects: tuple[str, ...] = ()
        self._period = ""
        self.setObjectName("explain_form")
        mark(self, banner="blue")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        self._title = label(look, "", "heading", wrap=True, name="explain_title")
        self.text = TextArea("explain_text", look.words(T("Explanation")), 500)
        self.text.setPlaceholderText(look.words(T("One sentence: what happened and what is done.")))
        self._problem = label(look, "", "error", wrap=True, name="explain_problem")
        column.addWidget(self._title)
        column.addWidget(self.text)
        column.addWidget(self._problem)
        row = QHBoxLayout()
        self._save = button(look, T("Save the explanation"), "explain_save", role="primary")
        self._save.setToolTip("Ctrl+Enter")
        self._save.clicked.connect(self.submit)
        back = button(look, T("Back"), "explain_back")
        back.setToolTip("Esc")
        back.clicked.connect(self.leave)
        row.addWidget(self._save)
        row.addWidget(back)
        row.addStretch(1)
        row.addWidget(label(look, "Ctrl+Enter", "hint"))
        column.addLayout(row)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self._keep)
        self.text.committed.connect(self._on_typed)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Tell whether it stands below a group."""
        return bool(self.rule)

    def open(self, period: str, rule: str, subjects: tuple[str, ...], text: str = "") -> None:
        """Ask for the sentence on these subjects."""
        self._period, self.rule, self.subjects = period, rule, subjects
        title = (
            T("Explanation for {subject}", subject=subjects[0])
            if len(subjects) == 1
            else T("One explanation for {count} lines", count=len(subjects))
        )
        self._title.setText(self._toolkit.words(title))
        self.text.set_text(text)
        self.set_problem("")
        self.set_busy(busy=False)

    def leave(self) -> None:
        """Go away and forget what was typed."""
        self.forget()
        self.left.emit()

    def forget(self) -> None:
        """Ask for nothing any more (the findings are settled)."""
        self.rule, self.subjects = "", ()
        self.hide()
        self._timer.stop()
        drafts = self._drafts
        self._toolkit.tasks.run(lambda _: drafts.discard(DRAFT), lane="files")

    def submit(self) -> None:
        """Hand over the sentence, unless it is empty or being saved."""
        words = self.text.toPlainText().strip()
        if not self._save.isEnabled():
            return
        if not words:
            self.set_problem(self._toolkit.words(T("Please write a sentence.")))
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.set_busy(busy=True)
        self.submitted.emit(self.rule, self.subjects, words)

    def set_busy(self, *, busy: bool) -> None:
        """Refuse a second press while the first one is carried out."""
        self._save.setEnabled(not busy)

    def set_problem(self, words: str) -> None:
        """Say what is wrong below the field; no words hide it."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save with Ctrl+Enter, leave with Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _on_typed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Write now what waits."""
        if self._timer.isActive():
            self._timer.stop()
            self._keep()

    def _keep(self) -> None:
        document: dict[str, object] = {
            "period": self._period,
            "rule": self.rule,
            "subjects": list(self.subjects),
            "text": self.text.toPlainText(),
        }
        drafts = self._drafts
        task = self._toolkit.tasks.run(lambda _: drafts.save(DRAFT, document), lane="files")
        task.failed.connect(self._toolkit.messages.show_error)
