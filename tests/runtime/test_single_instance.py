# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One program at a time on one desk."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.runtime.single_instance import DeskLock

HOLDER = (
    "import sys\nfrom pathlib import Path\n"
    "from branchdesk.runtime.single_instance import DeskLock\n"
    "DeskLock(Path(sys.argv[1])).acquire()\n"
    "print('held', flush=True)\nsys.stdin.read()\n"
)


def test_the_second_is_refused_until_the_first_is_done(tmp_path: Path) -> None:
    with DeskLock(tmp_path), pytest.raises(UserError) as caught:
        DeskLock(tmp_path).acquire()
    assert str(caught.value.title) == "The desk is already open"
    with DeskLock(tmp_path):
        pass


def test_two_desks_do_not_meet(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with DeskLock(tmp_path / "a"), DeskLock(tmp_path / "b"):
        pass


def test_a_killed_program_leaves_no_lock(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(UserError):
            DeskLock(tmp_path).acquire()
        holder.kill()
        holder.wait()
    with DeskLock(tmp_path):
        pass


def test_a_desk_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        DeskLock(tmp_path / "gone").acquire()
    assert str(caught.value.title) == "Not found: file or folder"
