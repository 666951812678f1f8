# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The first window against a bare PySide6 window."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.figures import Figure, figure

BARE = (
    "from PySide6.QtWidgets import QApplication, QLabel\n"
    "from PySide6.QtCore import QTimer\n"
    "a = QApplication([]); w = QLabel('x'); w.resize(1366, 768); w.show()\n"
    "QTimer.singleShot(0, a.quit); a.exec()\n"
)
PROGRAM = (
    "import sys\n"
    "from PySide6.QtCore import QTimer\n"
    "from PySide6.QtWidgets import QApplication\n"
    "start = QApplication.exec\n"
    "def exec_once(*_):\n"
    "    QTimer.singleShot(0, QApplication.quit)\n"
    "    return start()\n"
    "QApplication.exec = exec_once\n"
    "from branchdesk.app import main\n"
    "sys.exit(main([]))\n"
)


def measure(folder: Path) -> list[Figure]:
    """Start both a few times in turn; the program with an empty profile."""
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "BRANCHDESK_HOME": str(folder / "home"),
    }
    taken: dict[str, list[float]] = {BARE: [], PROGRAM: []}
    for _ in range(5):
        for code, times in taken.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True, env=environment)
            times.append((time.perf_counter() - start) * 1000)
    program, bare = (statistics.median(taken[code]) for code in (PROGRAM, BARE))
    return [figure("first_window", program, bare, 1.5)]
