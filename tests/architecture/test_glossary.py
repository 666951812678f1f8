# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The glossary names words of the code and of the catalogues, each once."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
CATALOGUES = ROOT / "resources" / "i18n" / "zh_CN"
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| [^|]+ \|$", re.MULTILINE)
BETWEEN = re.compile("[、，（）]")


def entries() -> list[tuple[str, str]]:
    return ROW.findall((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))


def test_every_identifier_is_used_in_the_code() -> None:
    files = (ROOT / "branchdesk").rglob("*.py")
    used = {word for file in files for word in re.findall(r"\w+", file.read_text(encoding="utf-8"))}
    assert [name for name, _ in entries() if name not in used] == []


def test_every_word_is_one_that_people_read() -> None:
    shown = "".join(file.read_text(encoding="utf-8") for file in CATALOGUES.glob("*.po"))
    words = [word for _, chinese in entries() for word in BETWEEN.split(chinese) if word]
    assert len(words) > 50
    assert [word for word in words if word not in shown] == []


def test_a_term_stands_once() -> None:
    assert [
        name for name, times in Counter(name for name, _ in entries()).items() if times > 1
    ] == []
