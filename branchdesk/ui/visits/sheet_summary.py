# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The content of a sheet as the customer reads it before signing: word for word what is frozen.

Everything the paper will show stands here, in the order of the paper; what is empty takes no
place.
"""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from branchdesk.domain.money import capital_amount, plain_amount, yuan
from branchdesk.domain.sheet import Choice, SheetContent
from branchdesk.domain.text import T, Text, Translator
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.card import KeyValueGrid
from branchdesk.ui.widgets.controls import label, line
from branchdesk.ui.widgets.touch_scroll import scroll_by_finger

TICKED, OPEN = "☑", "☐"
BESIDE_BAR = 14
"""Pixels that stay free at the right, beside or instead of the scroll bar."""


class SheetSummary(QFrame):
    """A card that scrolls, with the privacy notice always in view at its foot."""

    def __init__(self, look: Look, paper: Translator) -> None:
        """Start empty; the sheet is read in the language of the paper, whatever the window's."""
        super().__init__()
        self._look = look
        self._paper = paper
        self._content: SheetContent | None = None
        self._narrow = False
        self.setObjectName("sheet_summary")
        self.setProperty("role", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(22, 14, 8, 14)
        outer.setSpacing(8)
        title = label(look, paper.render(T("Visit sheet", "paper")), "big", name="summary_title")
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        outer.addWidget(title)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("summary_scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(look.words(T("What is signed")))
        scroll_by_finger(self._scroll)
        outer.addWidget(self._scroll, 1)
        self._notice = label(look, "", "hint", wrap=True, name="privacy_notice", selectable=True)
        foot = QVBoxLayout()
        foot.setContentsMargins(0, 0, BESIDE_BAR, 0)
        foot.addWidget(line())
        foot.addWidget(self._notice)
        outer.addLayout(foot)

    def set_narrow(self, narrow: bool) -> None:
        """Stand everything below each other where there is no room for columns."""
        changed, self._narrow = narrow != self._narrow, narrow
        if changed and self._content is not None:
            self.show_content(self._content)

    def show_content(self, content: SheetContent) -> None:
        """Show this content."""
        self._content = content
        body = QWidget()
        body.setProperty("role", "scroll")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, BESIDE_BAR, 0)
        column.setSpacing(8)
        column.addWidget(self._facts(content))
        column.addWidget(line())
        for title, text in self._passages(content):
            self._add_passage(column, title, text)
        if content.parts and self._narrow:
            self._add_passage(column, T("Changed part", "paper"), self._part_lines(content))
        elif content.parts:
            column.addWidget(self._parts(content))
        for title, text in self._ending(content):
            self._add_passage(column, title, text)
        if content.opinion or content.satisfaction:
            column.addWidget(self._opinion(content))
        column.addStretch(1)
        self._scroll.setWidget(body)
        self._notice.setText(content.privacy_notice)

    def texts(self) -> list[str]:
        """Return every text that is shown, for tests and screen readers."""
        return [found.text() for found in self.findChildren(QLabel) if found.text()]

    def _facts(self, content: SheetContent) -> KeyValueGrid:
        grid = KeyValueGrid(self._look, columns=1 if self._narrow else 2, beside=True)
        service = " · ".join(p for p in (content.service_type, content.warranty) if p)
        remarks = []
        if content.badge_shown:
            remarks.append(self._word(T("service badge shown", "paper")))
        if content.engineer_contact:
            left = T("telephone {phone} left with the customer", "paper",
                     phone=content.engineer_contact.replace(" ", "\u00a0"))  # fmt: skip
            remarks.append(self._word(left))
        engineers = content.engineers
        if remarks:
            joined = self._word(T(", ", "paper")).join(remarks)
            engineers = self._word(T("{text} ({remark})", "paper", text=engineers, remark=joined))
        hours = content.labour_hours
        labour = self._word(T("{hours} h", "paper", hours=hours)) if hours else ""
        facts: list[tuple[Text, str]] = [
            (T("Number", "column"), content.number),
            (T("Record", "summary"), content.record_number),
            (T("Customer", "paper"), content.customer),
            (T("Contact", "paper"), f"{content.contact} {content.contact_phone}".strip()),
            (T("Address", "paper"), content.address),
            (T("Place", "paper"), content.location),
            (T("Product and version", "paper"), content.product),
            (T("Serial number", "paper"), content.serial),
            (T("Kind of service", "paper"), service),
            (T("Appointment", "paper"), content.appointment),
            (T("Departure", "paper"), content.departed),
            (T("Arrival", "paper"), content.arrived),
            (T("Leaving", "paper"), content.left),
            (T("Labour", "paper"), labour),
            (T("People present", "paper"), content.present_people),
            (T("Engineers", "paper"), engineers),
        ]
        grid.set_facts([(self._word(key), value) for key, value in facts if value])
        return grid

    def _passages(self, content: SheetContent) -> Iterable[tuple[Text, str]]:
        problem = content.problem
        if content.category:
            problem = self._word(
                T("[{category}] {text}", "paper", category=content.category, text=problem)
            )
        yield T("Problem", "paper"), problem
        found = [_choices(content.diagnosis), content.diagnosis_text]
        if content.explained:
            found.append(self._word(T("Explained to the customer.", "paper")))
        yield T("Findings", "paper"), "\n".join(p for p in found if p)
        yield (
            T("Work done", "paper"),
            "\n".join(f"{w.time}  {w.text}" if w.time else w.text for w in content.work),
        )
        yield T("New requests", "paper"), content.new_requests

    def _ending(self, content: SheetContent) -> Iterable[tuple[Text, str]]:
        charge = self._word(T("No charge for this service", "paper"))
        if content.charge:
            capitals = self._word(T("In capitals: RMB ", "paper"))
            charge = f"{capitals}{capital_amount(content.charge)}　{yuan(content.charge)}"
        yield T("Charge", "paper"), charge
        yield T("Invoice number", "paper"), content.invoice_number
        yield T("Data taken", "paper"), content.data_taken
        yield T("Consent", "paper"), content.data_consent
        yield T("Return of data", "paper"), content.data_return
        photos = [f"{number}. {photo}" for number, photo in enumerate(content.photos, 1)]
        yield T("Photos", "paper"), "\n".join(photos)
        result = [_choices(content.results), content.result_text]
        if content.follow_up:
            result.append(self._word(T("Next visit: {time}", "paper", time=content.follow_up)))
        if content.leave_consent:
            result.append(self._word(T("The customer agrees that we leave.", "paper")))
        yield T("Result", "paper"), "\n".join(p for p in result if p)

    def _parts(self, content: SheetContent) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        titles = (
            T("Changed part", "paper"),
            T("Old part number", "paper"),
            T("New part number", "paper"),
            T("Quantity", "paper"),
            T("Amount (yuan)", "paper"),
        )
        right = Qt.AlignmentFlag.AlignRight
        for place, title in enumerate(titles):
            made = label(self._look, self._word(title), "label")
            grid.addWidget(made, 0, place, right if place > 2 else Qt.AlignmentFlag.AlignLeft)
        for row, part in enumerate(content.parts, start=1):
            cells = (part.name, part.old_serial, part.new_serial, part.quantity)
            for place, words in enumerate((*cells, plain_amount(part.amount))):
                made = label(self._look, words, wrap=place < 3)
                if place > 2:
                    made.setAlignment(right)
                grid.addWidget(made, row, place)
        for place in range(3):
            grid.setColumnStretch(place, 2)
        return holder

    def _part_lines(self, content: SheetContent) -> str:
        lines = []
        for part in content.parts:
            facts = (
                (T("Old part number", "paper"), part.old_serial),
                (T("New part number", "paper"), part.new_serial),
                (T("Quantity", "paper"), part.quantity),
                (T("Amount (yuan)", "paper"), plain_amount(part.amount)),
            )
            told = " · ".join(f"{self._word(key)} {value}" for key, value in facts if value)
            lines.append(f"{part.name}\n{told}")
        return "\n".join(lines)

    def _opinion(self, content: SheetContent) -> QFrame:
        box = QFrame()
        box.setProperty("banner", "grey")
        column = QVBoxLayout(box)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(2)
        title = self._word(T("Customer's opinion", "paper"))
        if content.satisfaction:
            title = f"{title} · {self._word(T('Satisfaction', 'paper'))} {content.satisfaction}"
        column.addWidget(label(self._look, title, "label"))
        words = content.opinion
        if words and content.opinion_source:
            source = self._word(T("(Source: {source})", "paper", source=content.opinion_source))
            words = f"{words} {source}"
        column.addWidget(label(self._look, words, wrap=True))
        return box

    def _add_passage(self, column: QVBoxLayout, title: Text, text: str) -> None:
        if not text:
            return
        pair = QVBoxLayout()
        pair.setSpacing(0)
        pair.addWidget(label(self._look, self._word(title), "label"))
        pair.addWidget(label(self._look, text, wrap=True))
        column.addLayout(pair)

    def _word(self, text: Text) -> str:
        # On paper some labels are broken to fit their narrow column.
        return self._paper.render(text).replace("\n", "")


def _choices(choices: tuple[Choice, ...]) -> str:
    return "   ".join(f"{TICKED if c.ticked else OPEN} {c.label}" for c in choices)
