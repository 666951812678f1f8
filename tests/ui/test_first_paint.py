# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Nothing heavy is imported before the window is on the screen."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FIRST = """
import sys
from PySide6 import QtCore, QtWidgets
from PySide6.QtWidgets import QApplication
from branchdesk.ui.main_window import MainWindow
made = MainWindow.__init__
def watched(self, look):
    made(self, look)
    self.painted.connect(tell)
def tell():
    rooms = sorted(name for name in sys.modules if name.startswith("branchdesk."))
    print(" ".join(rooms))
    print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
    print("Qt" in vars(QtCore), "QStyle" in vars(QtWidgets))
    QApplication.exit(7)
MainWindow.__init__ = watched
from branchdesk.app import main
sys.exit(main([]))
"""

ALLOWED_ROOMS = ("app", "domain", "runtime", "ui")
HEAVY = {
    "sqlalchemy", "sqlcipher3", "alembic", "reportlab", "pikepdf", "pypdfium2", "xlsxwriter",
    "cryptography", "nacl", "pyrage", "babel", "qtawesome", "pypinyin", "uharfbuzz", "fontTools",
    "chinese_calendar", "zxingcpp",
}  # fmt: skip


def test_the_first_paint_comes_before_everything_heavy(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "BRANCHDESK_HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    # The first start of a checkout compiles its translations, which an installed program has.
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", FIRST],
            check=False,
            capture_output=True,
            text=True,
            env=environment,
            timeout=120,
        )
        assert done.returncode == 7, done.stderr
    modules, packages, names_of_qt = done.stdout.splitlines()
    own = [name.split(".") for name in modules.split()]
    assert [name for name in own if name[1] not in ALLOWED_ROOMS] == []
    assert [name for name in own if name[1:3] == ["domain", "kinds"]] == []
    assert {*packages.split()} & HEAVY == set()
    assert names_of_qt == "False False", "many of Qt's enumerations were loaded"
