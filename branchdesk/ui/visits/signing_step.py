# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Step 5 of the on-site sheet: what is signed at the left, the two pads at the right."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from branchdesk.domain.errors import UserError
from branchdesk.domain.identifiers import shown_phone
from branchdesk.domain.kinds.description import Problem
from branchdesk.domain.money import yuan
from branchdesk.domain.sheet import SheetContent
from branchdesk.domain.signature import NO_INK
from branchdesk.domain.text import T, Text, Translator
from branchdesk.services.sign_visit import ScreenSigning
from branchdesk.services.statements import SignedBy
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.sheet_summary import SheetSummary
from branchdesk.ui.visits.tick import Tick
from branchdesk.ui.widgets.controls import LineEdit, button, label
from branchdesk.ui.widgets.signature_pad import SignaturePad
from branchdesk.ui.widgets.touch_scroll import scroll_by_finger

ROOMY = QSize(1100, 600)
"""Pixels from which the two pads stand one below the other, as the drawings have it."""
LEAST = QSize(860, 480)
"""Pixels in which everything still fits, with the pads side by side."""

SIGNER_FIELDS = ("signer_name", "signer_position", "signer_phone")

WAYS_OUT: tuple[tuple[str, Text], ...] = (
    ("paper", T("Sign on paper…", "way out")),
    ("later", T("Sign later…", "way out")),
    ("refused", T("Customer does not sign…", "way out")),
    ("absent", T("Customer absent…", "way out")),
    ("phone", T("Confirmed by phone…", "way out")),
)


class SigningStep(QWidget):
    """Shows the content that is signed; what is missing takes the place of the pads."""

    confirmed = Signal(object)
    """ScreenSigning as it stands on the screen"""
    field_wanted = Signal(str)
    """name of a missing field somebody wants to fill in"""
    way_out = Signal(str)
    """paper, later, refused, absent or phone"""
    signer_edited = Signal(str, str)
    """one of SIGNER_FIELDS and its words"""

    def __init__(self, toolkit: Toolkit, paper: Translator, engineer: str) -> None:
        """Lay out the page; ``engineer`` is the name under the second pad."""
        super().__init__()
        self._toolkit = toolkit
        self._engineer = engineer
        self._content: SheetContent | None = None
        self.setObjectName("step_signing")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(20, 12, 20, 12)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(8)
        self._grid.setRowStretch(0, 1)
        self.summary = SheetSummary(toolkit.look, paper)
        self._right = QStackedWidget()
        self._right.addWidget(self._make_signing())
        self._right.addWidget(self._make_missing())
        self._bottom = self._make_bottom()
        self._roomy = True
        self._lay_out()

    def minimumSizeHint(self) -> QSize:
        """Return the size of the tight layout: the window may become that small."""
        return LEAST

    def hasHeightForWidth(self) -> bool:
        """Answer no: what wraps has its room in either layout."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the layout that fits."""
        super().resizeEvent(event)
        roomy = self.width() >= ROOMY.width() and self.height() >= ROOMY.height()
        if roomy != self._roomy:
            self._roomy = roomy
            self._lay_out()

    def show_content(
        self,
        content: SheetContent,
        missing: Sequence[Problem],
        *,
        frozen: bool,
        ways: Collection[str],
    ) -> None:
        """Show what would be signed now; a frozen sheet lacks only the customer's signature.

        ``ways`` are the ways out that are possible from the sheet's state.
        """
        if self._content is not None and self._content.content_hash() != content.content_hash():
            # Ink belongs to the text it was written under.
            self.customer_pad.clear()
            self.engineer_pad.clear()
        self._content = content
        self._error.hide()
        self.summary.show_content(content)
        self._statement.setText(content.statement)
        words = self._toolkit.words
        charge = (
            yuan(content.charge)
            if content.charge
            else words(T("No charge for this service", "paper"))
        )
        self.customer_pad.set_watermark((content.number, content.customer, charge))
        self.engineer_pad.setVisible(not frozen)
        for way, made in self._ways.items():
            made.setVisible(way in ways)
        self._show_missing(missing)

    def show_signer(self, name: str, position: str, phone: str) -> None:
        """Propose who signs, without a signal; words already there stay."""
        proposed = dict(zip(SIGNER_FIELDS, (name, position, shown_phone(phone)), strict=True))
        for field, line in self._signer.items():
            if not line.text():
                line.setText(proposed[field])

    def set_customer_alone(self, alone: bool) -> None:
        """Hide what only the engineer decides."""
        self._links.setVisible(not alone)

    def show_error(self, error: BaseException) -> None:
        """Say why it was not signed, beside the pads; a bug is raised again."""
        if not isinstance(error, UserError):
            raise error
        title, message, hint = error.render(self._toolkit.look.translator)
        self._error.setText(f"{title}: {message} {hint}".strip())
        self._error.show()

    def set_busy(self, busy: bool) -> None:
        """Refuse a second press while the first one is carried out."""
        self._confirm.setEnabled(not busy)

    def clear(self) -> None:
        """Forget ink, ticks and signer: another sheet, or signed."""
        self._content = None
        for pad in (self.customer_pad, self.engineer_pad):
            pad.set_ink(NO_INK)
        self.privacy.set_ticked(False)
        self.dynamics.set_ticked(False)
        for line in self._signer.values():
            line.clear()

    def signing(self) -> ScreenSigning:
        """Return what stands on the screen."""
        return ScreenSigning(
            customer=self.customer(),
            engineer=SignedBy(name=self._engineer, ink=self.engineer_pad.ink()),
            privacy_consent=self.privacy.is_ticked(),
            dynamics_consent=self.dynamics.is_ticked(),
            content_hash=self._content.content_hash() if self._content else "",
        )

    def customer(self) -> SignedBy:
        """Return who signs for the customer, with the ink."""
        name, position, phone = (self._signer[field].text().strip() for field in SIGNER_FIELDS)
        return SignedBy(name=name, position=position, phone=phone, ink=self.customer_pad.ink())

    def content_hash(self) -> str:
        """Return the hash of the content that is shown."""
        return self._content.content_hash() if self._content else ""

    def content(self) -> SheetContent | None:
        """Return the content that is shown."""
        return self._content

    def _show_missing(self, missing: Sequence[Problem]) -> None:
        while (item := self._missing_rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        words = self._toolkit.words
        for problem in missing:
            text = f"{words(problem.message)}  ›"
            made = button(self._toolkit.look, text, f"missing_{problem.field}", touch=True)
            made.setStyleSheet("text-align: left;")
            made.clicked.connect(lambda _=False, f=problem.field: self.field_wanted.emit(f))
            self._missing_rows.addWidget(made)
        self._right.setCurrentIndex(1 if missing else 0)
        self._bottom.setVisible(not missing)

    def _lay_out(self) -> None:
        """Put the pads below each other, or side by side over a foot as wide as the window."""
        roomy = self._roomy
        self._grid.addWidget(self.summary, 0, 0, 2 if roomy else 1, 1)
        self._grid.addWidget(self._right, 0, 1)
        self._grid.addWidget(self._bottom, 1, 1 if roomy else 0, 1, 1 if roomy else 2)
        for column, stretch in enumerate((53, 47) if roomy else (42, 58)):
            self._grid.setColumnStretch(column, stretch)
        self._pads.setDirection(
            QBoxLayout.Direction.TopToBottom if roomy else QBoxLayout.Direction.LeftToRight
        )
        for place, stretch in enumerate((5, 3) if roomy else (1, 1)):
            self._pads.setStretch(place, stretch)
        self.summary.set_narrow(not roomy)

    def _make_signing(self) -> QWidget:
        look = self._toolkit.look
        right = QWidget()
        right.setProperty("touch", True)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._statement = label(look, "", "heading", wrap=True, name="statement", selectable=True)
        self._statement.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column.addWidget(self._statement)
        column.addLayout(self._make_signer())
        self.privacy = Tick(
            look, T("I have read and accept the above notice on personal data (required)"),
            name="privacy_consent",
        )  # fmt: skip
        self.dynamics = Tick(
            look,
            T(
                "I agree that the course of the strokes (order, time, pressure) is kept, only to"
                " check this sheet in a dispute, not to identify me (optional; without it only"
                " the picture of the signature is kept)"
            ),
            name="dynamics_consent",
        )
        column.addWidget(self.privacy)
        column.addWidget(self.dynamics)
        self.customer_pad = SignaturePad(
            look, T("Customer's signature", "paper"), name="customer_pad"
        )
        caption = T("Signature of the service engineer · {name}", name=self._engineer)
        self.engineer_pad = SignaturePad(look, caption, name="engineer_pad")
        self.customer_pad.setMinimumSize(200, 150)
        self.engineer_pad.setMinimumSize(200, 118)
        self._pads = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._pads.setSpacing(8)
        self._pads.addWidget(self.customer_pad)
        self._pads.addWidget(self.engineer_pad)
        column.addLayout(self._pads, 1)
        self._error = label(look, "", "error", wrap=True, name="signing_error")
        self._error.hide()
        column.addWidget(self._error)
        for pad in (self.customer_pad, self.engineer_pad):
            pad.changed.connect(self._error.hide)
        return right

    def _make_bottom(self) -> QWidget:
        look = self._toolkit.look
        foot = QWidget()
        foot.setProperty("touch", True)
        bottom = QHBoxLayout(foot)
        bottom.setContentsMargins(0, 0, 0, 0)
        bottom.setSpacing(12)
        self._links = QWidget()
        links = QHBoxLayout(self._links)
        links.setContentsMargins(0, 0, 0, 0)
        links.setSpacing(0)
        self._ways = {}
        for way, words in WAYS_OUT:
            made = button(look, words, f"way_{way}", role="link", touch=True)
            made.setProperty("compact", True)
            made.clicked.connect(lambda _=False, way=way: self.way_out.emit(way))
            self._ways[way] = made
            links.addWidget(made)
        bottom.addWidget(self._links)
        bottom.addStretch(1)
        self._confirm = button(
            look, T("Confirm and finish"), "confirm_signature", role="primary", touch=True
        )
        self._confirm.clicked.connect(lambda: self.confirmed.emit(self.signing()))
        bottom.addWidget(self._confirm)
        return foot

    def _make_signer(self) -> QHBoxLayout:
        words = self._toolkit.words
        row = QHBoxLayout()
        row.setSpacing(8)
        self._signer = {}
        labels = (T("Name of the signer"), T("Department / position"), T("Phone number"))
        for field, text in zip(SIGNER_FIELDS, labels, strict=True):
            line = LineEdit(field, words(text))
            line.setPlaceholderText(words(text))
            line.setMaxLength(100)
            line.textEdited.connect(lambda t, field=field: self.signer_edited.emit(field, t))
            self._signer[field] = line
            row.addWidget(line, 1)
        return row

    def _make_missing(self) -> QWidget:
        look = self._toolkit.look
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll_by_finger(area)
        content = QWidget()
        content.setProperty("role", "scroll")
        content.setProperty("touch", True)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(
            label(look, T("Still missing before signing"), "big", name="missing_title")
        )
        column.addWidget(
            label(look, T("Tap a line to go to the field. All else is saved."), "second", wrap=True)
        )
        self._missing_rows = QVBoxLayout()
        self._missing_rows.setSpacing(8)
        column.addLayout(self._missing_rows)
        area.setWidget(content)
        return area
