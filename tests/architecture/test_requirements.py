# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The page of requirements names real modules and real tests, and every requirement once."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "requirements.md"
LAST = 296
"""The requirements are numbered from R-001 to this one without a gap."""

STATES = ("done", "partly", "later")
NOTHING = "—"


class Line(msgspec.Struct, frozen=True):
    """One requirement as the page states it."""

    number: int
    importance: str
    state: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    missing: str


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def lines_of(page: str) -> list[Line]:
    return [_line(row) for row in page.splitlines() if row.startswith("| R-")]


def _line(row: str) -> Line:
    number, _, importance, state, where, shown, missing = row.strip("| ").split(" | ")
    return Line(
        int(number.removeprefix("R-")),
        importance,
        state,
        tuple(re.findall(r"`([^`]+)`", where)),
        tuple(re.findall(r"`([^`]+)`", shown)),
        "" if missing == NOTHING else missing,
    )


def mistakes(page: str) -> Iterator[str]:
    """Say what is wrong with the page, one sentence a mistake."""
    lines = lines_of(page)
    times = Counter(line.number for line in lines)
    yield from (f"R-{n:03d} is missing" for n in range(1, LAST + 1) if n not in times)
    yield from (f"R-{n:03d} is unknown" for n in times if not 1 <= n <= LAST)
    yield from (f"R-{n:03d} stands {count} times" for n, count in times.items() if count > 1)
    for line in lines:
        yield from (f"R-{line.number:03d}: {mistake}" for mistake in _mistakes_of(line))


def _mistakes_of(line: Line) -> Iterator[str]:
    if line.state not in STATES:
        yield f"“{line.state}” is no state"
    if line.state == "done" and not (line.tests and line.modules):
        yield "done without a test or a place"
    if (line.state == "done") == bool(line.missing):
        yield "what is missing does not fit the state"
    yield from (f"no file {path}" for path in line.modules if not (ROOT / path).is_file())
    for test in line.tests:
        path, _, name = test.partition("::")
        if name not in _tests_of(path):
            yield f"no test {test}"


@cache
def _tests_of(path: str) -> frozenset[str]:
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def test_every_requirement_has_its_place_and_its_test(page: str) -> None:
    assert list(mistakes(page)) == []


def test_the_sums_at_the_top_are_those_of_the_lines(page: str) -> None:
    lines = lines_of(page)
    for name, counted in (
        ("core", [line for line in lines if line.importance == "core"]),
        ("all", lines),
    ):
        states = Counter(line.state for line in counted)
        cells = [name, *(str(states[state]) for state in STATES), str(len(counted))]
        assert f"| {' | '.join(cells)} |" in page


@pytest.mark.parametrize(
    ("row", "mistake"),
    [
        ("done | — | — | —", "done without a test or a place"),
        ("partly | `branchdesk/nowhere.py` | — | the rest", "no file branchdesk/nowhere.py"),
        ("later | — | `tests/test_run.py::test_nothing` | all", "no test tests/test_run.py"),
        ("later | — | `tests/gone.py::test_run` | all", "no test tests/gone.py"),
        ("later | — | — | —", "what is missing does not fit the state"),
        ("soon | — | — | all", "“soon” is no state"),
    ],
)
def test_a_wrong_line_is_noticed(row: str, mistake: str) -> None:
    (found,) = mistakes(_page_with(f"| R-{LAST} | Something | core | {row} |"))
    assert found.startswith(f"R-{LAST}: {mistake}")


def test_a_missing_and_a_doubled_line_are_noticed() -> None:
    doubled = _page_with("| R-001 | Something | core | later | — | — | all |")
    assert list(mistakes(doubled)) == [f"R-{LAST} is missing", "R-001 stands 2 times"]


def _page_with(last: str) -> str:
    numbers = range(1, LAST)
    right = [f"| R-{n:03d} | Something | core | later | — | — | all |" for n in numbers]
    return "\n".join([*right, last])
