# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Logs and crash reports tell what happened, never about whom."""

import faulthandler
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from branchdesk.domain.clock import BRANCH_ZONE, FixedClock
from branchdesk.runtime.crash import MOST_REPORTS, CrashReporter
from branchdesk.runtime.logs import LOG_NAME, start_logging

CUSTOMER = "栩川路桥 张工 15400001111"
CLOCK = FixedClock(datetime(2026, 11, 25, 18, 2, tzinfo=BRANCH_ZONE))


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[Callable[[], list[dict[str, object]]]]:
    stop = start_logging(tmp_path)
    yield lambda: [json.loads(line) for line in (tmp_path / LOG_NAME).read_text().splitlines()]
    stop()


def test_events_counts_and_identifiers_pass(lines: Callable[[], list[dict[str, object]]]) -> None:
    logging.getLogger("branchdesk.sync").info(
        "bundle_sent",
        extra={"parts": 7, "record": "FW-GZ-2611-L03-0042", "kind": "month", "period": "2026-11"},
    )
    (line,) = lines()
    assert line["event"] == "bundle_sent"
    assert line["level"] == "INFO"
    assert str(line["time"]).endswith("+08:00")
    assert (line["parts"], line["record"]) == (7, "FW-GZ-2611-L03-0042")
    assert (line["kind"], line["period"]) == ("month", "2026-11")


@pytest.mark.expected_log(CUSTOMER)
@pytest.mark.expected_log("saved")
def test_nothing_about_a_customer_passes(
    lines: Callable[[], list[dict[str, object]]], tmp_path: Path
) -> None:
    log = logging.getLogger("branchdesk.store")
    log.warning("saved %s", CUSTOMER)
    log.warning(f"{CUSTOMER} saved")  # noqa: G004 - the careless call this guards against
    log.warning("saved", extra={"customer": CUSTOMER, "kind": "栩川", "phone": 15400001111})
    log.warning("saved", extra={"phone": "15400001111", "tail": ["1111"], "person": "zhang"})
    logging.getLogger("sqlalchemy").error(CUSTOMER)
    try:
        raise ValueError(CUSTOMER)
    except ValueError:
        log.exception("saved")
    assert [line.get("event") for line in lines()] == [None, None, "saved", "saved", None, "saved"]
    text = (tmp_path / LOG_NAME).read_text(encoding="utf-8")
    assert not [word for word in ("栩川", "张工", "1540000", "1111", "zhang") if word in text]
    assert "builtins.ValueError" in text


def test_chatter_of_libraries_stays_out(lines: Callable[[], list[dict[str, object]]]) -> None:
    logging.getLogger("fontTools").info("chatter")
    logging.getLogger("branchdesk").debug("detail")
    assert lines() == []


def _fail(customer: str) -> None:
    raise KeyError(customer)


@pytest.mark.expected_log("crash")
def test_a_report_names_types_and_places_only(tmp_path: Path) -> None:
    told: list[Path] = []
    reporter = CrashReporter(tmp_path, CLOCK, told.append)
    try:
        try:
            _fail(CUSTOMER)
        except KeyError as cause:
            raise RuntimeError(CUSTOMER) from cause
    except RuntimeError as error:
        path = reporter.report(error)
    assert path is not None
    assert told == [path] == reporter.reports()
    text = path.read_text(encoding="utf-8")
    report = json.loads(text)
    assert report["failure"]["type"] == "builtins.RuntimeError"
    assert report["failure"]["cause"]["frames"][-1]["function"] == "_fail"
    assert report["time"] == "2026-11-25T18:02:00+08:00"
    assert not [word for word in ("栩川", "张工", "1540000", str(Path.home())) if word in text]
    reporter.save(path, tmp_path / "out.json")
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == text


@pytest.mark.expected_log("crash")
def test_only_the_last_reports_are_kept(tmp_path: Path) -> None:
    reporter = CrashReporter(tmp_path, CLOCK)
    for _ in range(MOST_REPORTS + 3):
        reporter.report(ValueError())
    assert len(reporter.reports()) == MOST_REPORTS


@pytest.mark.expected_log("crash")
def test_a_thread_that_dies_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda arguments: None)
    running = faulthandler.is_enabled()
    reporter = CrashReporter(tmp_path, CLOCK)
    reporter.install()
    try:
        thread = threading.Thread(target=_fail, args=(CUSTOMER,))
        thread.start()
        thread.join()
    finally:
        reporter.uninstall()
        if running:
            faulthandler.enable(sys.__stderr__)
    (path,) = reporter.reports()
    assert json.loads(path.read_text())["thread"] == "worker"


def test_uncaught_errors_and_native_faults_of_a_process_are_reported(tmp_path: Path) -> None:
    start = (
        "import faulthandler, sys\nfrom pathlib import Path\n"
        "from branchdesk.domain.clock import SystemClock\n"
        "from branchdesk.runtime.crash import CrashReporter\n"
        "reporter = CrashReporter(Path(sys.argv[1]), SystemClock())\nreporter.install()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}

    said: list[str] = []

    def run(script: str) -> int:
        command = [sys.executable, "-c", start + script, str(tmp_path)]
        finished = subprocess.run(
            command, check=False, env=environment, capture_output=True, text=True, encoding="utf-8"
        )
        said.append(finished.stderr)
        return finished.returncode

    assert run(f"raise ValueError({CUSTOMER!r})") == 1
    assert said[0].splitlines()[-1] == "builtins.ValueError"
    assert CUSTOMER not in said[0]  # desktop systems keep standard error in a file
    assert run("faulthandler._sigabrt()") != 0
    assert run("") == 0
    reporter = CrashReporter(tmp_path, CLOCK)
    suffixes = sorted(path.suffix for path in reporter.reports())
    assert suffixes == [".json", ".txt"]
    fault = next(path for path in reporter.reports() if path.suffix == ".txt")
    assert "Abort" in fault.read_text()
