# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What every test relies on: no screen, an own home, quiet logs, nothing left running."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.temporary import temporary_folder

if TYPE_CHECKING:
    from branchdesk.runtime.fonts import FontFiles

# Before anything imports Qt: the end-to-end tests on a virtual X server set their own platform in
# the process they start.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_API"] = "pyside6"
os.environ.pop("QT_SCALE_FACTOR", None)
if "XDG_RUNTIME_DIR" not in os.environ:
    # Qt warns when it is missing, and a warning is an error here.
    os.environ["XDG_RUNTIME_DIR"] = str(temporary_folder())
for name in [name for name in os.environ if name.startswith("BRANCHDESK_")]:
    del os.environ[name]

settings.register_profile(
    "branchdesk",
    deadline=None,
    max_examples=50,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("branchdesk")


@pytest.fixture(autouse=True)
def _home_of_the_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep settings, caches, logs and desks of the person who runs the tests out of reach."""
    monkeypatch.setenv("BRANCHDESK_HOME", str(tmp_path / "branchdesk-home"))


@pytest.fixture(autouse=True)
def _no_unexpected_log(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail on a log record at WARNING or above that no ``expected_log`` mark announces."""
    yield
    announced = [mark.args[0] for mark in request.node.iter_markers("expected_log")]
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    unexpected = [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for record in records
        if record.levelno >= logging.WARNING
        and not any(text in record.getMessage() for text in announced)
    ]
    if unexpected:
        pytest.fail("unexpected log:\n" + "\n".join(unexpected), pytrace=False)


@pytest.fixture(autouse=True)
def _nothing_left_in_the_window(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a window test that leaves threads, ticking timers or top-level widgets behind."""
    if "ui" not in request.path.relative_to(request.config.rootpath).parts:
        yield
        return
    # Qt is imported here only: most of the tests must pass on a machine without it.
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
    from PySide6.QtWidgets import QApplication

    before = {id(wrapper) for wrapper in shiboken6.getAllValidWrappers()}
    yield
    if QApplication.instance() is None:
        return
    # What still lies there when the process ends makes the offscreen platform crash.
    QApplication.clipboard().clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    application = QApplication.instance()
    left = [repr(widget) for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    for wrapper in shiboken6.getAllValidWrappers():
        if id(wrapper) in before or wrapper is application:
            continue
        if isinstance(wrapper, QThread) and wrapper.isRunning() and not wrapper.isCurrentThread():
            left.append(f"running {wrapper!r}")
        elif isinstance(wrapper, QTimer) and wrapper.isActive():
            left.append(f"ticking {wrapper!r}")
    if left:
        pytest.fail("left behind: " + ", ".join(left), pytrace=False)


@pytest.fixture(scope="session")
def font_files(pytestconfig: pytest.Config) -> "FontFiles":
    """The two font files of paper and window, built once per checkout."""
    from branchdesk.runtime.fonts import ensure_fonts

    return ensure_fonts(pytestconfig.cache.mkdir("fonts"))
