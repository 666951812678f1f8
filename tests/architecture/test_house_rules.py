# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Rules of the house that no linter knows."""

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.architecture.catalogue_entries import (
    Asked,
    asked_texts,
    catalogue_messages,
    placeholders,
)

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "branchdesk"
CATALOGUES = ROOT / "resources" / "i18n" / "zh_CN"
HEADER = (
    "# SPDX-FileCopyrightText: 2026 BranchDesk contributors\n"
    "# SPDX-License-Identifier: Apache-2.0\n"
)
LONGEST_FILE = 400
DOMAIN_LIBRARIES = {"branchdesk", "msgspec", "chinese_calendar", "pypinyin"}


def _python_files() -> list[Path]:
    folders = ("branchdesk", "tests", "benchmarks", "trust")
    return [
        ROOT / "run.py",
        ROOT / "hatch_build.py",
        *(file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))),
    ]


def _names(file: Path) -> set[str]:
    """Return every name a file speaks of, without its comments and texts."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names}
    return found


def test_every_file_states_its_licence() -> None:
    missing = []
    for file in _python_files():
        text = file.read_text(encoding="utf-8")
        if not text.removeprefix("#!/usr/bin/env python3\n").startswith(HEADER):
            missing.append(str(file.relative_to(ROOT)))
    assert missing == []


def test_no_file_grows_beyond_what_one_reads_at_once() -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in _python_files()
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("QThread", "ui/tasks.py"),
        ("QThreadPool", "ui/tasks.py"),
        ("QMessageBox", "ui/messages.py"),
        ("processEvents", None),
        ("qApp", None),
    ],
)
def test_dangerous_tools_have_one_place(name: str, place: str | None) -> None:
    users = [
        file.relative_to(PACKAGE).as_posix()
        for file in sorted(PACKAGE.rglob("*.py"))
        if name in _names(file)
    ]
    assert [user for user in users if user != place] == []


def test_no_room_is_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}
    names = {path.stem for path in PACKAGE.rglob("*") if path.suffix in {"", ".py"}}
    assert names & drawers == set()


def test_the_domain_knows_only_data() -> None:
    foreign = {
        str(file.relative_to(ROOT)): extra
        for file in sorted((PACKAGE / "domain").rglob("*.py"))
        if (extra := _imported(file) - DOMAIN_LIBRARIES - sys.stdlib_module_names)
    }
    assert foreign == {}


def _imported(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


@pytest.mark.parametrize(
    ("folder", "extras"), [("branchdesk", ["keyring"]), ("tests", ["keyring", "dev"])]
)
def test_every_library_is_declared_and_pinned(folder: str, extras: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    declared = {
        _normal(re.split(r"[<>=]", requirement)[0])
        for requirement in [
            *project["dependencies"],
            *(line for x in extras for line in optional[x]),
        ]
    }
    pinned = {
        _normal(line.partition("==")[0])
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    assert declared - pinned == set()
    owners = importlib.metadata.packages_distributions()
    undeclared = {
        name
        for file in (ROOT / folder).rglob("*.py")
        for name in _imported(file)
        if name
        not in {*sys.stdlib_module_names, "benchmarks", "branchdesk", "tests", "trust", "run"}
        and not {_normal(owner) for owner in owners.get(name, [])} & declared
        and name != "shiboken6"  # a part of PySide6
    }
    assert undeclared == set()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_everything_but_the_window_works_without_qt() -> None:
    script = (
        "import importlib, pkgutil, sys\n"
        "class NoQt:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] in {'PySide6', 'shiboken6', 'qtawesome', 'qtpy'}:\n"
        "            raise ImportError('Qt is blocked: ' + name)\n"
        "sys.meta_path.insert(0, NoQt())\n"
        "import branchdesk\n"
        "window = {'branchdesk.ui', 'branchdesk.app', 'branchdesk.__main__'}\n"
        "def walk(path, prefix):\n"
        "    for found in pkgutil.iter_modules(path, prefix):\n"
        "        # Alembic runs these two kinds of file itself, inside a migration.\n"
        "        if found.name in window or '.migrations' in found.name:\n"
        "            continue\n"
        "        module = importlib.import_module(found.name)\n"
        "        if found.ispkg:\n"
        "            walk(module.__path__, found.name + '.')\n"
        "walk(branchdesk.__path__, 'branchdesk.')\n"
        "print(sum(name.startswith('branchdesk.') for name in sys.modules))\n"
    )
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) > 20


def _missing(asked: list[Asked]) -> str:
    """Return the missing translations, by room, ready to be written into its catalogue."""
    known = catalogue_messages(CATALOGUES)
    rooms: dict[str, list[str]] = defaultdict(list)
    for text in asked:
        if text.source is None:
            continue
        entries = known.get((text.context, text.source), [])
        if not any(message.string and not message.fuzzy for _, message in entries):
            context = f" [{text.context}]" if text.context else ""
            rooms[text.room].append(f"  {text.place}{context} {text.source!r}")
    return "\n".join(
        f"{room}: {len(lines)} missing\n" + "\n".join(lines) for room, lines in rooms.items()
    )


def test_every_text_is_translated() -> None:
    missing = _missing(list(asked_texts(PACKAGE)))
    assert not missing, "\n" + missing


def test_texts_are_literals_so_that_they_can_be_found() -> None:
    assert [text.place for text in asked_texts(PACKAGE) if text.source is None] == []


def test_no_translation_is_obsolete() -> None:
    asked = {(text.context, text.source) for text in asked_texts(PACKAGE)}
    obsolete: dict[str, list[str]] = defaultdict(list)
    for key, entries in catalogue_messages(CATALOGUES).items():
        if key not in asked:
            for catalogue, _ in entries:
                obsolete[catalogue].append(f"{key[0]}|{key[1]}" if key[0] else key[1])
    assert dict(obsolete) == {}


def test_catalogues_agree() -> None:
    """Two rooms may use the same word, but a word has one translation per context."""
    different = {
        key: {catalogue: message.string for catalogue, message in entries}
        for key, entries in catalogue_messages(CATALOGUES).items()
        if len({message.string for _, message in entries}) > 1
    }
    assert different == {}


def test_no_catalogue_has_an_entry_twice() -> None:
    doubles = {}
    for file in sorted(CATALOGUES.glob("*.po")):
        text = file.read_text(encoding="utf-8")
        blocks = re.split(r"\n\s*\n", text)
        keys = Counter(
            re.sub(r'"\s*\n\s*"', "", match[0])
            for block in blocks
            for match in [re.search(r"^(msgctxt .*\n)?msgid (\".*\"\n?)+", block, re.MULTILINE)]
            if match
        )
        repeated = [key for key, count in keys.items() if count > 1]
        if repeated:
            doubles[file.name] = repeated
        assert "\n#~" not in text, f"{file.name} holds commented-out entries"
    assert doubles == {}


def test_placeholders_survive_translation() -> None:
    changed = [
        (catalogue, key[1], message.string)
        for key, entries in catalogue_messages(CATALOGUES).items()
        for catalogue, message in entries
        if placeholders(key[1]) != placeholders(str(message.string))
    ]
    assert changed == []


def test_a_missing_translation_is_named_with_its_room(tmp_path: Path) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "planted.py").write_text(
        'T("Planted source", context="planted")\nT(name)\n', encoding="utf-8"
    )
    asked = list(asked_texts(tmp_path))
    assert [text.source for text in asked] == ["Planted source", None]
    assert _missing(asked) == (
        "ui: 1 missing\n  " + str(Path("ui/planted.py:1")) + " [planted] 'Planted source'"
    )
