# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Files are the old ones or the new ones."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.runtime.atomic import atomic_file, remove_parts, write_atomic


def test_replaces_the_content_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "清单.json"
    write_atomic(target, b"old")
    write_atomic(target, b"new\n")
    assert target.read_bytes() == b"new\n"
    assert list(tmp_path.iterdir()) == [target]


def test_an_error_in_the_middle_keeps_the_old_content(tmp_path: Path) -> None:
    target = tmp_path / "a"
    write_atomic(target, b"old")

    def write_half() -> None:
        with atomic_file(target) as file:
            file.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_kill_in_the_middle_keeps_the_old_content(tmp_path: Path) -> None:
    target = tmp_path / "a"
    write_atomic(target, b"old")
    script = (
        "import os, sys, signal\nfrom pathlib import Path\n"
        "from branchdesk.runtime.atomic import atomic_file\n"
        "with atomic_file(Path(sys.argv[1])) as file:\n"
        "    file.write(b'x' * 1_000_000)\n    file.flush()\n    os._exit(9)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(target)], check=False, cwd=_root())
    assert killed.returncode == 9
    assert target.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 2
    write_atomic(tmp_path / "b", b"")
    write_atomic(target, b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_what_another_program_is_writing_stays(tmp_path: Path) -> None:
    target = tmp_path / "a"
    with atomic_file(target) as file:
        file.write(b"slow")
        write_atomic(target, b"quick")
        remove_parts(tmp_path)
        assert target.read_bytes() == b"quick"
    assert target.read_bytes() == b"slow"
    assert list(tmp_path.iterdir()) == [target]


def test_other_people_may_read_the_file(tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("rights are inherited from the folder")
    before = os.umask(0o022)
    try:
        write_atomic(tmp_path / "shared", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "shared").stat().st_mode & 0o777 == 0o644


def test_a_folder_that_disappeared_is_not_created_again(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        write_atomic(tmp_path / "stick" / "a", b"")
    assert str(caught.value.title) == "Not found: file or folder"
    assert not (tmp_path / "stick").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_tells_what_is_free_and_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a"
    write_atomic(target, b"old")
    real_open = os.open
    full = os.open("/dev/full", os.O_WRONLY)
    # The kernel's own "no space" error, on the very descriptor that is written to.
    monkeypatch.setattr(
        os, "open", lambda path, flags, *mode: full if flags & os.O_EXCL else real_open(path, flags)
    )
    with pytest.raises(UserError) as caught:
        write_atomic(target, b"x" * 300_000)
    assert str(caught.value.title) == "Not enough disk space"
    assert "at least 292 KB are needed" in str(caught.value.message)
    assert target.read_bytes() == b"old"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="drops root's rights")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    script = (
        "import os, sys\nos.setuid(65534)\nfrom pathlib import Path\n"
        "from branchdesk.runtime.atomic import write_atomic\n"
        "from branchdesk.domain.errors import UserError\n"
        "try:\n    write_atomic(Path('a'), b'')\n"
        "except UserError as error:\n    print(error.title, error.__cause__.errno)\n"
    )
    # The process starts inside the folder: its parents are closed to others.
    told = subprocess.run(
        [sys.executable, "-c", "import branchdesk.runtime.atomic\n" + script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(_root())},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split(" (")[0].startswith("Cannot save: the folder is not writable")
    assert str(errno.EACCES) in told.stdout


def _root() -> Path:
    return Path(__file__).resolve().parents[2]
