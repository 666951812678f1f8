# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Two points of every act and way, before and after it counts: killed, no room, no rights."""

from pathlib import Path

import pytest

from trust.frame import Scale
from trust.kill.acts import ACTS
from trust.kill.calls import Log, why_not, without_room
from trust.kill.check import KillCheck
from trust.table import line

WAYS = ("kill", "full disk", "rights taken")


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_nothing_is_lost_or_doubled_at_two_points_of_every_act(tmp_path: Path) -> None:
    # One test, as one process makes all rows: founding the desks takes longer than a point.
    if reason := why_not():
        pytest.skip(reason)
    rows = list(KillCheck().run(Scale.QUICK, tmp_path))
    assert [row.subject for row in rows] == [f"{act.name} · {w}" for act in ACTS for w in WAYS]
    tried = [row for row in rows if not row.not_run]
    assert len(tried) >= 2 * len(ACTS)
    assert [line(row) for row in tried if not row.ok or row.recovered != row.cases] == []


LOG = """\
17 openat(AT_FDCWD</work>, "/d/desk.db", O_RDONLY|O_CLOEXEC) = 5</d/desk.db>
17 pwrite64(5</d/desk.db-wal>, ""..., 32, 0) = 32
17 write(1</dev/null>, ""..., 3) = 3
17 write(7</d/.0123456789abcdef-01234567.part>, ""..., 3) = 3
17 rename("/d/.0123456789abcdef-01234567.part", "/d/keys.json") = 0
17 openat(AT_FDCWD</work>, "/d/new", O_WRONLY|O_CREAT|O_EXCL, 0666) = 8</d/new>
17 write(8</d/new>, ""..., 1 <unfinished ...>) = ?
17 +++ killed by SIGKILL +++
"""


def test_points_are_the_writing_calls_into_the_folder(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_text(LOG)
    log = Log(file, Path("/d"))
    assert [str(call) for call in log.calls] == [
        "pwrite64 1 (desk.db-wal)",
        "write 2 (.#-#.part)",
        "rename 1 (keys.json)",
        "openat 2 (new)",
        "write 3 (new)",
    ]
    room = {text.split(":")[0]: text for text in without_room(log, 3)}
    assert room["?write"] == "?write:error=ENOSPC:when=3+"
    assert room["?pwrite64"] == "?pwrite64:error=ENOSPC:when=2+"
    assert room["?mkdir"] == "?mkdir:error=ENOSPC:when=1+"
