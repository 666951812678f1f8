# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The wheel holds the program, its resources and compiled catalogues."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_wheel_works_away_from_the_checkout(tmp_path: Path) -> None:
    source = tmp_path / "source"
    ignored = shutil.ignore_patterns(".venv", ".git", "__pycache__", ".*_cache", "dist", "build")
    shutil.copytree(ROOT, source, ignore=ignored)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "installed")
    assert "branchdesk/resources/i18n/zh_CN/runtime.mo" in names
    assert not [name for name in names if name.endswith(".po") or name.startswith("tests/")]
    assert [name for name in names if name.endswith("licenses/LICENSE")]
    script = (
        "from branchdesk.domain.text import T\n"
        "from branchdesk.runtime.i18n import load_translator\n"
        "from branchdesk.runtime.paths import find_paths\n"
        "text = load_translator('zh_CN', find_paths().resources, None).render\n"
        "print(text(T('Not enough disk space')).encode().hex())\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path / "installed",
        check=True,
        capture_output=True,
        text=True,
    )
    assert bytes.fromhex(told.stdout).decode() == "磁盘空间不足"
