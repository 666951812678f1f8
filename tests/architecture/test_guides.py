# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The guides and the README quote the window: every word in “…” stands in a catalogue."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.catalogue_entries import catalogue_messages

ROOT = Path(__file__).resolve().parents[2]
PAGES = (*sorted((ROOT / "docs" / "guides").glob("*.md")), ROOT / "README.md")
CATALOGUES = ROOT / "resources" / "i18n" / "zh_CN"

NOT_OURS = {"另存为", "陈亮", "何晓燕"}
"""What other programs call it, and people of the demo."""

QUOTED = re.compile("“([^”]*)”")
_KEY_BEFORE = re.compile(r"^\d ")
_PLACEHOLDER = re.compile(r"\{\w*\}")
_SHORTEST_BEGINNING = 4


def _pattern(shown: str) -> re.Pattern[str] | None:
    """Return what a text with placeholders may look like; None when nothing but those is in it."""
    if not re.search("[\u3400-\u9fff]", _PLACEHOLDER.sub("", shown)):
        return None
    return re.compile(".+?".join(re.escape(part) for part in _PLACEHOLDER.split(shown)))


def _shown() -> list[str]:
    entries = catalogue_messages(CATALOGUES).values()
    return sorted({str(message.string).strip() for found in entries for _, message in found})


class Window:
    """All texts the window can show."""

    def __init__(self) -> None:
        """Read the catalogues once."""
        self._texts = _shown()
        self._patterns = [pattern for text in self._texts if (pattern := _pattern(text))]

    def shows(self, quoted: str) -> bool:
        """Tell whether the window shows this, with a value in it, or as its beginning."""
        words = _KEY_BEFORE.sub("", quoted)
        if words in self._texts or any(p.fullmatch(words) for p in self._patterns):
            return True
        if "…" in words.rstrip("…") or words.startswith("…"):
            gaps = re.compile(".+".join(re.escape(part) for part in words.split("…")))
            return any(gaps.fullmatch(text) for text in self._texts)
        if f"{words}  ›" in self._texts:
            return True
        return len(words) >= _SHORTEST_BEGINNING and any(
            text.startswith(words) for text in self._texts
        )


@pytest.fixture(scope="module")
def window() -> Window:
    return Window()


def _quotes(page: Path) -> Iterator[str]:
    for quoted in QUOTED.findall(page.read_text(encoding="utf-8")):
        # A quotation within one stands for what was typed.
        yield re.sub("‘[^’]*’", "“…”", quoted)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_guide_quotes_is_what_the_window_shows(window: Window, page: Path) -> None:
    quotes = [quoted for quoted in _quotes(page) if quoted not in NOT_OURS]
    assert quotes
    assert [quoted for quoted in quotes if not window.shows(quoted)] == []


@pytest.mark.parametrize("quoted", ["收信", "完成登记", "保存接入文件吧", "新建", "存"])
def test_what_the_window_does_not_show_is_seen(window: Window, quoted: str) -> None:
    assert not window.shows(quoted)
