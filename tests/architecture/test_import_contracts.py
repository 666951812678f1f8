# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Every import contract holds, and every one of them would notice when it did not."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
}

# Contract → (module to plant, its source). One row at least for every contract of pyproject.toml.
VIOLATIONS = [
    ("rooms", "services/planted.py", "import branchdesk.store"),
    ("rooms", "domain/planted.py", "import branchdesk.services"),
    ("rooms", "reports/planted.py", "import branchdesk.store"),
    ("rooms", "planted_room/__init__.py", ""),
    ("cycles", "domain/planted.py", "import branchdesk.domain.planted_too"),
    ("window", "ui/planted.py", "import branchdesk.store"),
    ("window", "ui/planted.py", "import branchdesk.runtime"),
    ("qt", "services/planted.py", "import PySide6.QtCore"),
    ("qt", "reports/planted.py", "from PySide6.QtGui import QImage"),
    ("database", "services/planted.py", "from sqlalchemy import select"),
    ("database", "sync/planted.py", "import sqlite3"),
    ("paper", "ui/planted.py", "import pypdfium2"),
    ("paper", "services/planted.py", "from reportlab.pdfgen import canvas"),
    ("one-door", "cli.py", "import branchdesk.ui"),
    ("one-door", "wiring.py", "from branchdesk.ui import messages"),
]


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    script = (
        "import sys; from importlinter.cli import lint_imports; sys.path.insert(0, '.');"
        "sys.exit(lint_imports(no_cache=True, verbose=False))"
    )
    return subprocess.run(
        [sys.executable, "-c", script], cwd=folder, check=False, capture_output=True, text=True
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(
        ROOT / "branchdesk",
        tmp_path / "branchdesk",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_house_keeps_its_contracts(copy: Path) -> None:
    result = _lint(copy)
    assert result.returncode == 0, result.stdout


def test_every_contract_is_broken_on_purpose() -> None:
    assert {contract for contract, _, _ in VIOLATIONS} == set(CONTRACTS)


@pytest.mark.parametrize(("contract", "module", "source"), VIOLATIONS)
def test_a_planted_violation_is_caught(copy: Path, contract: str, module: str, source: str) -> None:
    planted = copy / "branchdesk" / module
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(source + "\n", encoding="utf-8")
    if contract == "cycles":
        planted.with_name("planted_too.py").write_text("import branchdesk.domain.planted\n")
    result = _lint(copy)
    assert result.returncode != 0
    assert f"{CONTRACTS[contract]} BROKEN" in " ".join(result.stdout.split())
