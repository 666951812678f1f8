# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The test frame notices what it promises to notice."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEAKS = {
    "running": "from PySide6.QtCore import QThread\n"
    "kept = []\n"
    "def test_it(qapp):\n    thread = QThread()\n    thread.start()\n    kept.append(thread)\n"
    "def test_end(qapp):\n    kept[0].quit()\n    assert kept[0].wait(5000)\n",
    "ticking": "from PySide6.QtCore import QTimer\n"
    "kept = []\n"
    "def test_it(qapp):\n    timer = QTimer()\n    timer.start(10_000)\n    kept.append(timer)\n",
    "QLabel": "from PySide6.QtWidgets import QLabel\n"
    "kept = []\n"
    "def test_it(qapp):\n    label = QLabel()\n    label.show()\n    kept.append(label)\n",
    "unexpected log": "import logging\n"
    "def test_it():\n    logging.getLogger('branchdesk').warning('saved')\n",
    "qt messages": "from PySide6.QtCore import qWarning\n"
    "def test_it(qtlog):\n    qWarning('layout is wrong')\n",
    "ResourceWarning": "def test_it():\n    open(__file__)\n",
}
CLEAN = (
    "from PySide6.QtCore import QTimer\n"
    "from PySide6.QtWidgets import QLabel\n"
    "def test_it(qtbot):\n"
    "    label = QLabel()\n    qtbot.addWidget(label)\n    label.show()\n"
    "    timer = QTimer(label)\n    timer.start(10_000)\n"
)


def _run(folder: Path, source: str) -> subprocess.CompletedProcess[str]:
    (folder / "tests" / "ui").mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name in ("conftest.py", "temporary.py"):
        shutil.copy(ROOT / "tests" / name, folder / "tests")
    (folder / "tests" / "ui" / "test_planted.py").write_text(source, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q"],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.parametrize("sign", LEAKS)
def test_what_a_test_leaves_behind_fails_it(tmp_path: Path, sign: str) -> None:
    result = _run(tmp_path, LEAKS[sign])
    assert result.returncode == 1, result.stdout
    assert sign in result.stdout.replace("Qt messages", "qt messages")


def test_a_tidy_test_passes(tmp_path: Path) -> None:
    result = _run(tmp_path, CLEAN)
    assert result.returncode == 0, result.stdout


def test_the_folder_of_a_process_goes_with_it() -> None:
    source = (
        "from tests.temporary import temporary_folder\n"
        "folder = temporary_folder()\n"
        "(folder / 'desk.db').write_bytes(b'1')\n"
        "print(folder)\n"
    )
    made = subprocess.run(
        [sys.executable, "-c", source], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    assert made
    assert not Path(made).exists()


def test_nobody_else_makes_folders_that_stay() -> None:
    """Only those that the fixture which made them removes again."""
    makers = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "tests").rglob("*.py")
        if "mkdtemp(" in file.read_text(encoding="utf-8")
    }
    assert makers - {Path(__file__).relative_to(ROOT).as_posix()} == {
        "tests/store/test_failures.py",
        "tests/temporary.py",
        "tests/ui/test_troubles.py",
    }
