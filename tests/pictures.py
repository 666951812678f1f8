# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Render pages into pictures to look at: ``python -m tests.pictures DIRECTORY [NAME…]``.

Every module ``tests/ui/**/pictures_*.py`` registers entries with the ``picture`` decorator; an
entry is named ``page-state`` and drawn in the real window with the real fonts: 1366×768 at
100 %, 960×640 (1920×1280 pixels) at 200 %.
"""

import argparse
import importlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # --help answers before anything of the window is imported
    from PySide6.QtWidgets import QApplication, QWidget

    from branchdesk.ui.toolkit import Toolkit

SIZES = {100: (1366, 768), 200: (960, 640)}
"""Percent → width and height of the window in its own pixels."""

THEMES = ("light", "dark")
LANGUAGES = {"zh": "zh_CN", "en": "en"}
PATIENCE = 60_000
"""Milliseconds a scene may take to come to rest."""

Build = Callable[["Toolkit"], "QWidget"]


@dataclass(frozen=True)
class Picture:
    """One entry: its name, what makes the widget, and a size when the window's is not wanted."""

    name: str
    build: Build
    size: tuple[int, int] | None


@dataclass(frozen=True)
class Wish:
    """What to draw."""

    names: Sequence[str]
    scale: int = 100
    themes: Sequence[str] = THEMES
    languages: Sequence[str] = ("zh",)


_PICTURES: dict[str, Picture] = {}


def picture(name: str, width: int = 0, height: int = 0) -> Callable[[Build], Build]:
    """Register a function that builds a scene; the window around what it returns is drawn."""

    def register(build: Build) -> Build:
        _PICTURES[name] = Picture(name, build, (width, height) if width else None)
        return build

    return register


def names() -> list[str]:
    """Return the names of all entries in order."""
    root = Path(__file__).parents[1]
    for file in sorted((root / "tests" / "ui").rglob("pictures_*.py")):
        importlib.import_module(".".join(file.relative_to(root).with_suffix("").parts))
    return sorted(_PICTURES)


def render(directory: Path, wish: Wish) -> Iterator[Path]:
    """Draw every wanted entry and yield the files, one by one."""
    chosen = [n for n in names() if not wish.names or any(part in n for part in wish.names)]
    directory.mkdir(parents=True, exist_ok=True)
    with _application() as (application, family):
        for language in wish.languages:
            for theme in wish.themes:
                for name in chosen:
                    ending = "-".join([name, str(wish.scale), theme, language])
                    file = directory / f"{ending}.png"
                    _draw(application, family, _PICTURES[name], file, wish.scale, theme, language)
                    yield file


@contextmanager
def _application() -> "Iterator[tuple[QApplication, str]]":
    from PySide6.QtWidgets import QApplication

    from branchdesk.runtime.fonts import ensure_fonts
    from branchdesk.ui.font_files import load_fonts
    from branchdesk.ui.theme import STYLE_ARGUMENTS

    application = QApplication.instance() or QApplication(["pictures", *STYLE_ARGUMENTS])
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    fonts = ensure_fonts(Path(tempfile.gettempdir()) / "branchdesk-fonts")
    yield application, load_fonts(fonts.regular, fonts.bold)


def _draw(
    application: "QApplication",
    family: str,
    entry: Picture,
    file: Path,
    scale: int,
    theme: str,
    language: str,
) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication, QWidget

    from branchdesk.runtime.i18n import load_translator
    from branchdesk.runtime.paths import find_resources
    from branchdesk.ui.look import Look
    from branchdesk.ui.messages import Messages
    from branchdesk.ui.theme import Theme
    from branchdesk.ui.tokens import DARK, LIGHT
    from branchdesk.ui.toolkit import Toolkit
    from tests.ui.conftest import FixedClock
    from tests.ui.scenes import SceneTasks, settle

    resources = find_resources()
    dressed = Theme(DARK if theme == "dark" else LIGHT, resources / "styles", family)
    dressed.apply(application)
    dressed.icons.load()
    look = Look(dressed, load_translator(LANGUAGES[language], resources, None))
    tasks = SceneTasks()
    owner = QWidget()
    try:
        toolkit = Toolkit(look, tasks, Messages(look, owner), FixedClock())
        shown = entry.build(toolkit).window()
        shown.resize(*(entry.size or SIZES[scale]))
        shown.show()
        settle(tasks)
        shown.grab().save(str(file))
        shown.close()
        shown.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    finally:
        tasks.release()
        settle(tasks)
        tasks.close()


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="run.py pictures", description="Render pages, panels and dialogs into pictures."
    )
    parser.add_argument("directory", type=Path, nargs="?", help="where the pictures go")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only entries with this in them")
    parser.add_argument("--scale", type=int, choices=sorted(SIZES), default=100, help="percent")
    parser.add_argument("--theme", choices=[*THEMES, "all"], default="all")
    parser.add_argument("--language", choices=[*LANGUAGES, "all"], default="zh")
    parser.add_argument("--list", action="store_true", help="name the entries, draw nothing")
    given = parser.parse_intermixed_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if given.list:
        print("\n".join(names()))
        return 0
    if given.directory is None:
        parser.error("a directory is needed")
    if given.scale != 100:
        os.environ["QT_SCALE_FACTOR"] = str(given.scale / 100)
    wish = Wish(
        given.names,
        given.scale,
        THEMES if given.theme == "all" else [given.theme],
        list(LANGUAGES) if given.language == "all" else [given.language],
    )
    for file in render(given.directory, wish):
        print(file, flush=True)
    return 0


if __name__ == "__main__":
    # The entries import this module by its name; run that one, not a second copy.
    from tests.pictures import main as registered_main

    sys.exit(registered_main(sys.argv[1:]))
