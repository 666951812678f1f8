# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Render pages into pictures to look at: ``python -m tests.pictures DIRECTORY [NAME…]``.

Every module ``tests/ui/**/pictures_*.py`` registers entries with the ``picture`` decorator; each
is drawn at 1366×768 in Chinese, light and dark, with the real fonts. ``NAME`` chooses entries by
a part of their names.
"""

import importlib
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from branchdesk.runtime.fonts import ensure_fonts
from branchdesk.runtime.i18n import load_translator
from branchdesk.ui.font_files import load_fonts
from branchdesk.ui.look import Look
from branchdesk.ui.messages import Messages
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.theme import Theme
from branchdesk.ui.tokens import DARK, LIGHT
from branchdesk.ui.toolkit import Toolkit
from tests.ui.conftest import RESOURCES, FixedClock

WIDTH, HEIGHT = 1366, 768


@dataclass(frozen=True)
class Picture:
    """One entry: its name, the size of the picture and what makes the widget."""

    name: str
    width: int
    height: int
    build: Callable[[Toolkit], QWidget]


_PICTURES: list[Picture] = []


def picture(
    name: str, width: int = WIDTH, height: int = HEIGHT
) -> Callable[[Callable[[Toolkit], QWidget]], Callable[[Toolkit], QWidget]]:
    """Register a function that builds a widget from a toolkit; name it ``room-page-state``."""

    def register(build: Callable[[Toolkit], QWidget]) -> Callable[[Toolkit], QWidget]:
        _PICTURES.append(Picture(name, width, height, build))
        return build

    return register


def render(directory: Path, wanted: list[str]) -> list[Path]:
    """Draw every wanted entry in both palettes and return the files."""
    _load_entries()
    directory.mkdir(parents=True, exist_ok=True)
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    fonts = ensure_fonts(Path(tempfile.gettempdir()) / "branchdesk-fonts")
    family = load_fonts(fonts.regular, fonts.bold)
    translator = load_translator("zh_CN", RESOURCES, None)
    files = []
    for tokens in (LIGHT, DARK):
        theme = Theme(tokens, RESOURCES / "styles", family)
        theme.apply(application)
        theme.icons.load()
        look = Look(theme, translator)
        for entry in _PICTURES:
            if wanted and not any(part in entry.name for part in wanted):
                continue
            file = directory / f"{entry.name}-{'dark' if tokens.dark else 'light'}.png"
            _draw(entry, look, file)
            files.append(file)
    return files


def _draw(entry: Picture, look: Look, file: Path) -> None:
    tasks = TaskRunner()
    owner = QWidget()
    try:
        toolkit = Toolkit(look, tasks, Messages(look, owner), FixedClock())
        widget = entry.build(toolkit)
        widget.resize(entry.width, entry.height)
        widget.show()
        deadline = QDeadlineTimer(10_000)
        _spin()
        while tasks.is_busy and not deadline.hasExpired():
            _spin()
        _spin()
        widget.grab().save(str(file))
        widget.close()
        widget.deleteLater()
        _spin()
    finally:
        tasks.close()


def _spin() -> None:
    loop = QEventLoop()
    loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


def _load_entries() -> None:
    root = Path(__file__).parents[1]
    for file in sorted((root / "tests" / "ui").rglob("pictures_*.py")):
        importlib.import_module(".".join(file.relative_to(root).with_suffix("").parts))


def main(arguments: list[str]) -> int:
    """Run the command; returns the exit code."""
    if not arguments:
        print(__doc__)
        return 2
    for file in render(Path(arguments[0]), arguments[1:]):
        print(file)
    return 0


if __name__ == "__main__":
    # The entries import this module by its name; run that one, not a second copy.
    from tests.pictures import main as registered_main

    sys.exit(registered_main(sys.argv[1:]))
