# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One small form in the place of the panel: what is asked, for what, and the button that does it.

It takes the place of a dialog, so that the list stays in view and nothing is ever chained.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.validation import ProblemsError
from branchdesk.domain.text import T, Text
from branchdesk.services.drafts import Drafts
from branchdesk.ui.form_draft import FormDraft
from branchdesk.ui.forms_from_kinds import sentences, values_of
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.card import Banner, Card, SectionHeader
from branchdesk.ui.widgets.controls import button, label
from branchdesk.ui.widgets.field_description import FieldDescription
from branchdesk.ui.widgets.form import Form
from branchdesk.ui.widgets.reference_field import ReferenceSource
from branchdesk.ui.widgets.scroll_body import EDGE, ScrollBody

CONTEXT_LENGTH = 160
"""Characters of the matter that are repeated above the form."""


class EntryPanel(Card):
    """Heading, what it is about, the form, and “Back” beside the button that carries it out."""

    submitted = Signal(object)
    """the form's values, once every number and date can be read"""
    left = Signal()
    """Back or Escape; what was typed is kept, if the form keeps drafts"""
    restarted = Signal()
    """the person wants the form as it began instead of the restored draft"""

    def __init__(
        self,
        toolkit: Toolkit,
        *,
        title: Text | str,
        action: Text | str,
        fields: Sequence[FieldDescription],
        remark: Text | str = "",
        context: str = "",
        values: Mapping[str, Any] | None = None,
        sources: Mapping[str, ReferenceSource] | None = None,
        columns: int = 1,
        name: str = "entry",
    ) -> None:
        """Show the fields with these values; ``action`` is the verb on the main button."""
        super().__init__(toolkit.look, name=name)
        self.toolkit = toolkit
        self._draft: FormDraft | None = None
        self.setMinimumWidth(320)
        self.setAccessibleName(toolkit.words(title))
        self.body.setContentsMargins(16, 14, EDGE, 14)
        self.body.setSpacing(10)
        top = QVBoxLayout()
        top.setContentsMargins(0, 0, 16 - EDGE, 0)
        top.setSpacing(8)
        self.body.addLayout(top)
        self.header = SectionHeader(toolkit.look, title, remark)
        top.addWidget(self.header)
        if context:
            shown = " ".join(context.split())
            shown = shown if len(shown) <= CONTEXT_LENGTH else shown[:CONTEXT_LENGTH] + "…"
            top.addWidget(label(toolkit.look, shown, "second", wrap=True))
        self.banner = Banner(toolkit.look, name=f"{name}_banner")
        top.addWidget(self.banner)
        self.form = Form(
            toolkit.look,
            fields,
            clock=toolkit.clock,
            tasks=toolkit.tasks,
            sources=sources,
            columns=columns,
            name=f"{name}_form",
        )
        self.form.set_values(values or {})
        self._start = self.form.values()
        self.form.submitted.connect(self.submit)
        scroll = ScrollBody(spacing=6)
        self.content = scroll.column
        self.content.addWidget(self.form)
        self.body.addWidget(scroll, 1)
        self.body.addLayout(self._make_buttons(action, name))

    def submit(self) -> None:
        """Hand over the values, unless a number or date cannot be read or it is running."""
        if not self._action.isEnabled():
            return
        unreadable = self.form.unreadable()
        if unreadable:
            self.form.set_errors(unreadable)
            self.form.focus_first_error()
            return
        self.form.set_errors({})
        self.banner.hide()
        self.submitted.emit(self.form.values())

    def show_error(self, error: BaseException) -> None:
        """Show a refusal under its fields, the rest in the banner; a bug is raised again."""
        self.set_busy(busy=False)
        if isinstance(error, ProblemsError):
            beside, rest = sentences(error, self.form.values().keys())
            self.form.set_errors(beside)
            if rest:
                words = self.toolkit.look.sentences(*rest)
                self.banner.set_message(error.title, words, tone="red")
                self.banner.set_actions(())
            self.form.focus_first_error()
        elif isinstance(error, UserError):
            title, message, hint = error.render(self.toolkit.look.translator)
            self.banner.set_message(title, self.toolkit.look.sentences(message, hint), tone="red")
            self.banner.set_actions(())
        else:
            raise error

    # -- what is typed and not saved -------------------------------------------------------------

    def keep(self, drafts: Drafts, page: str, target: UUID | None = None) -> None:
        """Keep what is typed from now on as the draft of a page and the row it is about."""
        self._draft = FormDraft(self.form, self.toolkit.tasks, drafts, page, target)
        self._draft.failed.connect(self.toolkit.messages.show_error)

    def go_on(self) -> None:
        """Show what was typed here before and never saved; “Begin anew” throws it away."""
        if self._draft is None:
            return
        self.restarted.connect(self._restart)
        task = self._draft.load()
        task.finished.connect(self._on_kept)
        task.failed.connect(self.toolkit.messages.show_error)

    def restore(self, values: Mapping[str, Any]) -> None:
        """Show what a draft kept, and say so; nothing typed before is ever lost silently."""
        self.form.set_values(values)
        self.banner.set_message(
            T("What you had typed is here again"),
            T("It was kept on this computer and is not saved yet."),
            tone="blue",
        )
        self.banner.set_actions([(T("Begin anew"), "draft_restart", self.restarted.emit)])

    def flush(self) -> None:
        """Write now what waits to be kept (the form goes out of sight)."""
        if self._draft is not None:
            self._draft.flush()

    def keep_field(self, key: str) -> None:
        """Keep what was put into a field on behalf of the person as if it had been typed."""
        if self._draft is not None:
            self._draft.note(key)

    def forget_draft(self) -> None:
        """Keep nothing of it: it was saved, or the person began anew."""
        if self._draft is not None:
            self._draft.discard()

    def entered_once(self, act: Callable[[UUID], Any], *kinds: str) -> Callable[[], Any]:
        """Return what does ``act`` for a lane and stores its row once; its draft must be kept."""
        assert self._draft is not None
        return self._draft.entered_once(act, *kinds)

    def _on_kept(self, kept: dict[str, Any] | None) -> None:
        if kept and self._draft is not None:
            values = values_of(kept)
            self.restore({k: v for k, v in values.items() if k not in self._draft.touched})

    def _restart(self) -> None:
        self.forget_draft()
        self.form.set_values(self._start)
        self.banner.hide()

    def set_busy(self, *, busy: bool) -> None:
        """Refuse a second press while the first one is carried out."""
        self._action.setEnabled(not busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Escape."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was typed."""
        super().hideEvent(event)
        self.flush()

    def _make_buttons(self, action: Text | str, name: str) -> QHBoxLayout:
        look = self.toolkit.look
        self._back = button(look, T("Back"), f"{name}_back")
        self._back.setToolTip("Esc")
        self._back.clicked.connect(self.left)
        self._action = button(look, action, f"{name}_submit", role="primary")
        self._action.setToolTip("Ctrl+Enter")
        self._action.clicked.connect(self.submit)
        self.buttons = QHBoxLayout()
        self.buttons.setContentsMargins(0, 0, 16 - EDGE, 0)
        self.buttons.setSpacing(8)
        self.buttons.addWidget(self._action)
        self.buttons.addWidget(self._back)
        self.buttons.addStretch(1)
        self.buttons.addWidget(label(look, "Ctrl+Enter", "hint"))
        return self.buttons
