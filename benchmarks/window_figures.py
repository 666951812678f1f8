# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The first window against a bare PySide6 window: time to its first paint, and memory then.

Both run as an installed program does, with compiled bytecode and warm caches; the operating
system's own files are in memory. The time goes from starting the process to the moment the first
paint is over, told by the process itself. Memory is what is resident then, shared libraries in
full: shares of them would depend on what else runs.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.figures import Figure, figure

TIMES = 11

_WATCH = """
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.tell)
        return False

    def tell(self):
        for line in open('/proc/self/smaps_rollup'):
            if line.startswith('Rss:'):
                print(line.split()[1], flush=True)
        QApplication.quit()

watch = Watch()
"""

_BARE = """
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
window = QLabel('x')
window.resize(1366, 768)
window.installEventFilter(watch)
window.show()
application.exec()
"""

_PROGRAM = """
from branchdesk.ui.main_window import MainWindow
show = MainWindow.show
def watched_show(self):
    self.installEventFilter(watch)
    show(self)
MainWindow.show = watched_show
from branchdesk.app import main
main([])
"""


def measure(folder: Path) -> list[Figure]:
    """Start both in turn; the program with an empty profile, as on a new computer."""
    environment = {
        **{k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
        "QT_QPA_PLATFORM": "offscreen",
        "BRANCHDESK_HOME": str(folder / "home"),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }
    taken: dict[str, list[tuple[float, float]]] = {_BARE: [], _PROGRAM: []}
    for code in taken:
        _start(code, environment)  # compiles
    for _ in range(TIMES):
        for code, times in taken.items():
            times.append(_start(code, environment))
    (program, program_memory), (bare, bare_memory) = (
        (statistics.median(t for t, _ in taken[code]), statistics.median(m for _, m in taken[code]))
        for code in (_PROGRAM, _BARE)
    )
    return [
        figure("first_window", program, bare, 1.5),
        figure("first_window_memory", program_memory, bare_memory, 1.5, "MB"),
    ]


def _start(code: str, environment: dict[str, str]) -> tuple[float, float]:
    """Return milliseconds to the first paint and megabytes (resident) at that moment."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", _WATCH + code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        milliseconds = (time.perf_counter() - start) * 1000
        process.stdout.read()
    return milliseconds, int(line) * 1024 / 1e6
