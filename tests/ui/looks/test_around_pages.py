# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What stands before, over and between the pages: start, lock, boxes, in every language and light.

The same is computed as for the pages, and besides, from the pixels: ink on ground, and the ring.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from branchdesk.domain.text import Translator
from branchdesk.runtime.i18n import load_translator
from branchdesk.ui.look import Look
from branchdesk.ui.messages import Messages
from branchdesk.ui.theme import Theme
from branchdesk.ui.tokens import DARK, LIGHT, Tokens, contrast_ratio
from branchdesk.ui.toolkit import Toolkit
from tests.ui import pictures_start as start
from tests.ui import pictures_window as frame
from tests.ui.conftest import RESOURCES, FixedClock
from tests.ui.looks import cut_words, reading_order, spoken_names
from tests.ui.looks.conftest import HEIGHT, WIDTH
from tests.ui.looks.places import controls, described, spoken
from tests.ui.looks.test_contrast import SIGNS, WORDS
from tests.ui.pictures_messages import BOXES, progress_dialog
from tests.ui.scenes import SceneTasks, settle

RING = 30
"""Pixels that have to change strongly where the keyboard is; a ring of two pixels has more."""

EDGE = 2
"""Pixels around a list in which its card shows the ring."""

Build = Callable[[Toolkit], QWidget]


def _box(name: str) -> Build:
    return lambda toolkit: BOXES[name](toolkit.messages)


SCENES: dict[str, Build] = {
    "first start": start.first_start,
    "first start refused": start.first_start_refused,
    "recovery code": start.recovery,
    "ready": start.ready,
    "trouble": start.trouble,
    "chooser": start.chooser,
    "demo": start.demo,
    "wait": start.wait,
    "lock": frame.window_lock,
    "lock, recovery": frame.window_recovery,
    "lock, persons": frame.window_persons,
    "progress": progress_dialog,
    **{name: _box(name) for name in BOXES},
}

Show = Callable[[str], QWidget]


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def tokens(request: pytest.FixtureRequest, dressed: Theme, qapp: QApplication) -> Iterator[Tokens]:
    """Dress the application in both palettes in turn."""
    chosen: Tokens = request.param
    dressed.set_tokens(chosen)
    dressed.apply(qapp)
    yield chosen
    dressed.set_tokens(LIGHT)
    dressed.apply(qapp)


@pytest.fixture(params=["zh_CN", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Both languages in turn."""
    return str(request.param)


@cache
def translator(language: str) -> Translator:
    """Load the words of a language once."""
    return load_translator(language, RESOURCES, None)


@pytest.fixture
def show_scene(tokens: Tokens, language: str, dressed: Theme, qtbot: QtBot) -> Iterator[Show]:
    """Show a scene at 1366×768, a box in its own size, and return it at rest."""
    tasks = SceneTasks()
    look = Look(dressed, translator(language))
    owner = QWidget()
    qtbot.addWidget(owner)
    shown: list[QWidget] = []

    def show(name: str) -> QWidget:
        toolkit = Toolkit(look, tasks, Messages(look, owner), FixedClock())
        made = SCENES[name](toolkit)
        if not isinstance(made, QDialog | QMainWindow):
            around = QMainWindow()  # as in the program, where it is never a window of its own
            around.setCentralWidget(made)
        window = made.window()
        shown.append(window)
        if not isinstance(window, QDialog):
            window.resize(WIDTH, HEIGHT)
        window.show()
        window.activateWindow()
        settle(tasks)
        return made

    yield show
    tasks.release()
    settle(tasks)
    for window in shown:
        if isValid(window):  # the dialog of long work goes with it
            window.close()
            window.deleteLater()
    assert tasks.close()


def worded(window: QWidget) -> list[QWidget]:
    """Return what shows words and can be used."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, QLabel | QAbstractButton)
        and widget.isVisible()
        and widget.isEnabled()
        and widget.text()
        and not widget.visibleRegion().isEmpty()
        and not widget.findChildren(QLabel)
    ]


def pixels(image: QImage) -> list[list[int]]:
    """Return the colours of an image, line by line."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = memoryview(plain.constBits()).cast("I").tolist()
    width = plain.bytesPerLine() // 4
    return [flat[y * width : y * width + plain.width()] for y in range(plain.height())]


@cache
def contrast(first: int, second: int) -> float:
    """Return the contrast of two pixels."""
    return contrast_ratio(QColor(first).name(), QColor(second).name())


def strongest(lines: list[list[int]], place: QRect) -> float:
    """Return the strongest contrast of a pixel with the colour most pixels have."""
    seen: Counter[int] = Counter()
    for line in lines[max(place.top(), 0) : place.bottom() + 1]:
        seen.update(line[max(place.left(), 0) : place.right() + 1])
    ground = seen.most_common(1)[0][0]
    return max(contrast(pixel, ground) for pixel in seen)


def words_too_faint(area: QWidget) -> list[str]:
    """Tell which words do not stand out from the surface that is really under them."""
    window = area.window()
    lines = pixels(window.grab().toImage())
    faint = []
    for widget in worded(area):
        inner = widget.rect().adjusted(4, 4, -4, -4) if _framed(widget) else widget.rect()
        place = QRect(widget.mapTo(window, inner.topLeft()), inner.size())
        if strongest(lines, place) < WORDS:
            faint.append(described(widget))
    return faint


def _framed(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractButton) and not isinstance(widget, QCheckBox)


def in_its_window(control: QWidget) -> QImage:
    """Draw a control with its ground, which shines through the gap of a ring, and its card's edge.

    One that is scrolled away is drawn alone.
    """
    if control.visibleRegion().isEmpty():
        return control.grab().toImage()
    window = control.window()
    place = QRect(control.mapTo(window, control.rect().topLeft()), control.size())
    return window.grab(place.adjusted(-EDGE, -EDGE, EDGE, EDGE)).toImage()


def without_ring(window: QWidget) -> list[str]:
    """Tell which controls look as before when the keyboard comes to them."""
    faint = []
    for control in controls(window):
        window.setFocus(Qt.FocusReason.OtherFocusReason)
        for other in controls(window):
            if other is not control:
                other.setFocus(Qt.FocusReason.TabFocusReason)
        if control.hasFocus():
            control.clearFocus()
        before = pixels(in_its_window(control))
        control.setFocus(Qt.FocusReason.TabFocusReason)
        after = pixels(in_its_window(control))
        assert len(before) == len(after)
        pairs = Counter(
            pair
            for old, new in zip(before, after, strict=True)
            if old != new
            for pair in zip(old, new, strict=True)
        )
        strong = sum(count for pair, count in pairs.items() if contrast(*pair) >= SIGNS)
        if strong < RING:
            faint.append(described(control))
    return faint


@pytest.mark.parametrize("name", SCENES)
def test_it_can_be_read_heard_and_walked(
    name: str, show_scene: Show, language: str, tokens: Tokens
) -> None:
    made = show_scene(name)
    window = made.window()
    assert cut_words.faults(made) == []
    assert words_too_faint(window) == []
    if language == "zh_CN":
        assert spoken_names.faults(made) == []
    assert all(spoken(control) for control in controls(window))
    if tokens is LIGHT and len(controls(made)) > 1:
        assert reading_order.faults(made) == []
    assert without_ring(window) == []


def test_faint_words_and_missing_rings_are_found(show_scene: Show, tokens: Tokens) -> None:
    made = show_scene("lock")
    window = made.window()
    forgot = window.findChild(QWidget, "forgot")
    forgot.setStyleSheet(f"color: {tokens.line}; border: none;")
    field = window.findChild(QLineEdit, "passphrase")
    assert field is not None
    field.setStyleSheet("QLineEdit, QLineEdit:focus { border: none; }")
    assert any("forgot" in fault for fault in words_too_faint(window))
    assert any("forgot" in fault for fault in without_ring(window))
