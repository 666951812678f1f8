# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Two points of every act and way, before and after it counts: killed, no room, no rights."""

import subprocess
import sys
from pathlib import Path

import pytest

from trust.frame import Row, Scale
from trust.kill.acts import ACTS
from trust.kill.calls import ROOT, why_not
from trust.kill.check import KillCheck, together
from trust.kill.walk import WAYS
from trust.table import line


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


WATCHED = """
import errno, os, shutil, sys, threading
from pathlib import Path
from trust.kill.act import Act
from trust.kill.calls import Disturbance, Killing, Meanwhile, WithoutRoom
from trust.kill.child import Child

folder, outside = Path(sys.argv[1]), Path(sys.argv[2])
NEW = os.O_WRONLY | os.O_CREAT

class Writing(Act):
    name = "writing"
    def prepare(self, company): pass
    def arrange(self, company): pass
    def finish(self, company): pass
    def is_done(self, company): return True
    def do(self, company, told):
        out, into = os.pipe()
        for name, file in (("a", folder / "a"), ("pipe", into), ("b", folder / "b")):
            answer = []
            def write(file=file):
                try:
                    handle = file if isinstance(file, int) else os.open(file, NEW)
                    answer.append(os.write(handle, b"12"))
                except OSError as error:
                    answer.append(errno.errorcode[error.errno])
            thread = threading.Thread(target=write)
            thread.start()
            thread.join()
            print(name, *answer, end="; ")
        (folder / "a").rename(folder / "0123456789abcdef")
        outside.write_bytes(b"")
        told()

def walk(disturbance):
    shutil.rmtree(folder)
    folder.mkdir()
    with Child(Writing(), folder) as child:
        child.go(disturbance)
        words = []
        while (word := child.hear()[0]) not in ("died", "done"):
            words.append(word)
        files = sorted((f.name, f.stat().st_size) for f in folder.iterdir() if f.is_file())
        print(word, *words, files)
        return child.watch.calls

sys.stdout.reconfigure(write_through=True)
print(*walk(Disturbance()), sep=", ")
walk(Killing(3))
walk(WithoutRoom(1))
walk(Meanwhile(2, lambda: folder.joinpath("b").write_bytes(b"1234")))
"""


def test_a_disturbance_meets_the_call_it_is_meant_for_in_any_thread_and_no_pipe(
    tmp_path: Path,
) -> None:
    if reason := why_not():
        pytest.skip(reason)
    folder = tmp_path / "watched"
    folder.mkdir()
    command = [sys.executable, "-c", WATCHED, str(folder), str(tmp_path / "outside")]
    run = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert run.stderr == ""
    assert run.stdout.splitlines() == [
        "a 2; pipe 2; b 2; done told [('0123456789abcdef', 2), ('b', 2)]",
        "openat (a), write (a), openat (b), write (b), rename (#)",
        "a 2; pipe 2; died [('a', 2), ('b', 0)]",
        "a ENOSPC; pipe 2; b ENOSPC; done told [('0123456789abcdef', 0), ('b', 0)]",
        "a 2; pipe 2; b 2; done told [('0123456789abcdef', 2), ('b', 4)]",
    ]


def test_the_shares_of_a_row_add_up() -> None:
    first = Row(check="kill", subject="x · kill", cases=3, findings={"there": 3}, recovered=3)
    second = Row(
        check="kill",
        subject="x · kill",
        cases=2,
        findings={"there": 1, "not there": 1},
        recovered=1,
        lost=1,
        failures=("5/5: gone",),
    )
    both = together([first, second])
    assert (both.cases, both.recovered, both.lost, both.doubled) == (5, 4, 1, 0)
    assert both.findings == {"there": 4, "not there": 1}
    assert both.failures == ("5/5: gone",)
    assert not both.ok
