# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The figures measure what they say, on desks small enough for every run; no speed is judged."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import __main__ as bench
from benchmarks import desks, list_figures, save_figures, search_figures
from benchmarks.figures import Figure, Group, figure
from branchdesk.domain.queries import Filter
from branchdesk.store.database import Database

ROOT = Path(__file__).resolve().parents[2]
RECORDS = 400


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = desks.open_database(tmp_path_factory.mktemp("desk"))
    desks.fill(database, RECORDS)
    yield database
    database.close()


def test_a_filled_desk_is_what_the_program_would_have_written(desk: Database) -> None:
    with desk.read() as reader:
        assert reader.count("service_record") == RECORDS
        unsent = (Filter("exchange", "=", "unpacked"), Filter("state", "=", "closed"))
        assert reader.count("service_record", unsent) == 0
        assert reader.search(desks.RARE, 5)
        assert len(reader.search(desks.FREQUENT, 20)) == 20
    assert [finding for finding in desk.doctor() if not finding.ok] == []


def test_every_figure_of_the_store_is_measured_beside_its_baseline(desk: Database) -> None:
    figures = [
        list_figures.page_figure(desk, "list", 100),
        search_figures.search_figure(desk, "search", (desks.FREQUENT, desks.RARE)),
        save_figures.save_figure(desk, 3),
    ]
    assert all(f.value > 0 and f.baseline > 0 and f.ratio > 0 for f in figures)
    with desk.read() as reader:
        assert reader.search("S-FW-GZ", 1), "what was saved is not found"


def invented(folder: Path) -> list[Figure]:
    """Figures that cost nothing, in the place of the real ones."""
    assert list(folder.iterdir()) == []
    return [figure("quick", 2.0, 4.0, 1.5), figure("slow", 8.0, 4.0, 1.5, "MB")]


@pytest.fixture
def one_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "GROUPS", (Group(("quick", "slow"), f"{__name__}:invented"),))


def test_every_group_can_be_found() -> None:
    for group in bench.GROUPS:
        module, function = group.measure.split(":")
        source = Path(*module.split(".")).with_suffix(".py")
        assert f"def {function}(" in (ROOT / source).read_text(encoding="utf-8")


@pytest.mark.usefixtures("one_group")
def test_json_holds_exactly_the_agreed_fields(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--json", "slow"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"name": "slow", "value": 8.0, "unit": "MB", "baseline": 4.0, "ratio": 2.0, "goal": 1.5}
    ]


@pytest.mark.usefixtures("one_group")
def test_the_table_names_what_was_missed(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main([]) == 0
    title, quick, slow = capsys.readouterr().out.splitlines()
    assert title.split() == ["figure", "value", "baseline", "unit", "ratio", "goal"]
    assert quick.split() == ["quick", "2.00", "4.00", "ms", "0.50", "1.50"]
    assert slow.split() == ["slow", "8.00", "4.00", "MB", "2.00", "1.50", "missed"]


@pytest.mark.usefixtures("one_group")
def test_an_unknown_figure_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.main(["faster"])
    assert "no such figure: faster" in capsys.readouterr().err
