# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Whatever the keyboard is on shows it: a ring along its border, drawn and compared."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from branchdesk.domain.text import T
from branchdesk.ui.look import Look
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.theme import Theme
from branchdesk.ui.tokens import DARK, LIGHT, Tokens, contrast_ratio
from branchdesk.ui.widgets.controls import ElidedLink, button
from branchdesk.ui.widgets.segmented import Segmented
from branchdesk.ui.widgets.signature_pad import SignaturePad
from branchdesk.ui.widgets.table import DataTable
from branchdesk.ui.widgets.table_model import Column, ListRow, StaticProvider
from tests.ui.conftest import RESOURCES

BAND = 4
"""Pixels from the edge in which a ring is looked for."""

SHARE = 0.25
"""Of the border that has to change; a ring of two pixels changes more."""

VISIBLE = 3.0


def roled(kind: type[QWidget], role: str, words: str = "保存") -> Callable[[Look], QWidget]:
    """Return what makes a control of a role of the stylesheet."""

    def make(look: Look) -> QWidget:
        del look
        made = kind()
        made.setProperty("role", role)
        if isinstance(made, QPushButton | QToolButton):
            made.setText(words)
        return made

    return make


KINDS: dict[str, Callable[[Look], QWidget]] = {
    "secondary": lambda look: button(look, "保存", "x"),
    "primary": lambda look: button(look, "保存", "x", role="primary"),
    "danger": lambda look: button(look, "删除", "x", role="danger"),
    "link": lambda look: button(look, "打开", "x", role="link"),
    "flat": lambda look: button(look, "×", "x", role="flat"),
    "on site": lambda look: button(look, "签字", "x", touch=True),
    "name": lambda look: ElidedLink("粤岭公路建设", "x"),
    "segment": roled(QPushButton, "segment"),
    "navigation": roled(QPushButton, "navigation"),
    "search": roled(QPushButton, "search"),
    "step": roled(QPushButton, "step"),
    "pill": roled(QPushButton, "pill"),
    "tool": roled(QToolButton, "button"),
    "icon": roled(QToolButton, "icon", "…"),
    "line": lambda look: QLineEdit(),
    "text": lambda look: QPlainTextEdit(),
    "rich text": lambda look: QTextEdit(),
    "choice": lambda look: QComboBox(),
    "number": lambda look: QSpinBox(),
    "date": lambda look: QDateEdit(),
}
"""Every kind of control of which the whole border is the ring."""


def picture_of(widget: QWidget) -> QImage:
    """Return how it looks now, with the ground that shines through the gap of a ring."""
    window = widget.window()
    place = QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())
    return window.grab(place).toImage().convertToFormat(QImage.Format.Format_RGB32)


def changed(before: QImage, after: QImage, band: int) -> list[tuple[QColor, QColor]]:
    """Return the colours of the pixels near the border that are different."""
    width, height = before.width(), before.height()
    assert (width, height) == (after.width(), after.height()), "the ring must not move anything"
    return [
        (before.pixelColor(x, y), after.pixelColor(x, y))
        for x in range(width)
        for y in range(height)
        if min(x, y, width - 1 - x, height - 1 - y) < band
        and before.pixel(x, y) != after.pixel(x, y)
    ]


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def tokens(request: pytest.FixtureRequest) -> Tokens:
    """Both palettes in turn."""
    chosen: Tokens = request.param
    return chosen


@pytest.fixture
def stage(look: Look, tokens: Tokens, qtbot: QtBot) -> QWidget:
    """A window in the palette with another control that has the keyboard first."""
    theme = Theme(tokens, RESOURCES / "styles")
    window = QWidget()
    window.setProperty("role", "window")
    window.setStyleSheet(theme.stylesheet())
    window.setPalette(theme.palette())
    window.resize(420, 320)
    column = QVBoxLayout(window)
    other = QPushButton("别处")
    other.setObjectName("other")
    column.addWidget(other)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    return window


def focused_and_not(stage: QWidget, widget: QWidget, qtbot: QtBot) -> tuple[QImage, QImage]:
    """Draw a control without and with the keyboard."""
    layout = stage.layout()
    assert layout is not None
    layout.addWidget(widget)
    qtbot.waitUntil(widget.isVisible)
    stage.findChild(QPushButton, "other").setFocus()
    before = picture_of(widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    assert widget.hasFocus()
    return before, picture_of(widget)


@pytest.mark.parametrize("kind", KINDS)
def test_the_border_shows_the_keyboard(
    kind: str, look: Look, stage: QWidget, tokens: Tokens, qtbot: QtBot
) -> None:
    widget = KINDS[kind](look)
    before, after = focused_and_not(stage, widget, qtbot)
    ring = changed(before, after, BAND)
    around = 2 * (before.width() + before.height())
    assert len(ring) >= SHARE * around
    # What changed stands out from what it was, and not by a shade only.
    strong = [1 for old, new in ring if contrast_ratio(old.name(), new.name()) >= VISIBLE]
    assert len(strong) >= SHARE * around


def test_a_row_of_choices_shows_the_keyboard(look: Look, stage: QWidget, qtbot: QtBot) -> None:
    choices = [("a", "操作问题"), ("b", "软件错误"), ("c", "业务问题")]
    row = Segmented(look, choices, name="kind", accessible_name="类别", numbered=True)
    before, after = focused_and_not(stage, row, qtbot)
    assert len(changed(before, after, BAND)) >= SHARE * 2 * before.width()


@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
@pytest.mark.parametrize("ticked", [False, True])
def test_a_box_to_tick_shows_the_keyboard(
    kind: type[QCheckBox | QRadioButton], ticked: bool, stage: QWidget, qtbot: QtBot
) -> None:
    widget = kind("同意")
    widget.setChecked(ticked)
    before, after = focused_and_not(stage, widget, qtbot)
    different = changed(before, after, before.width())
    strong = [1 for old, new in different if contrast_ratio(old.name(), new.name()) >= VISIBLE]
    assert len(strong) >= 20


def test_a_list_shows_the_keyboard_on_its_card(
    look: Look, tasks: TaskRunner, stage: QWidget, qtbot: QtBot
) -> None:
    columns = [Column(key="name", title=T("Customer"), stretch=True)]
    table = DataTable(look, tasks, columns, name="list", title="客户")
    table.set_provider(StaticProvider([ListRow(1, {"name": "粤岭公路建设"})]))
    layout = stage.layout()
    assert layout is not None
    layout.addWidget(table)
    qtbot.waitUntil(lambda: table.model.rowCount() == 1 and not tasks.is_busy)
    stage.findChild(QPushButton, "other").setFocus()
    before = picture_of(table)
    table.view.setFocus(Qt.FocusReason.TabFocusReason)
    after = picture_of(table)
    assert len(changed(before, after, BAND)) >= SHARE * 2 * (before.width() + before.height())


def test_the_pad_shows_the_keyboard(look: Look, stage: QWidget, qtbot: QtBot) -> None:
    pad = SignaturePad(look, "客户签字", name="pad")
    if pad.focusPolicy() == Qt.FocusPolicy.NoFocus:
        inside = [w for w in pad.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
        assert inside, "nothing of the pad takes the keyboard"
        return
    before, after = focused_and_not(stage, pad, qtbot)
    assert len(changed(before, after, BAND)) >= SHARE * 2 * (before.width() + before.height())
