# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Goes through the points of one act, stops the program at each, and judges what is left."""

import contextlib
import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from branchdesk.domain.errors import UserError
from tests.companies import Company
from trust.frame import Row, Scale
from trust.kill.act import Act
from trust.kill.calls import Call, Log, Tracer, killing, stopping, without_room
from trust.kill.child import NOBODY, Child
from trust.kill.picture import Picture, differences, list_files, take_picture

CHECK = "kill"


class Failed(Exception):  # noqa: N818 - a verdict, not an error
    """A case that ended otherwise than it may."""


class Walk:
    """One act, prepared, with what it looks like when nobody stops it."""

    def __init__(self, act: Act, founded: Path, workdir: Path) -> None:
        """Prepare the act in a copy of a founded company and let it run undisturbed once."""
        self._act = act
        self._workdir = workdir
        self._template = workdir / "template"
        self._folder = workdir / "case"
        self._codes = sorted({act.desk, *act.others})
        _copy(founded, self._folder, self._codes)
        with self._company(self._codes) as company:
            act.prepare(company)
        shutil.copytree(self._folder, self._template)
        self._log = self._watch()
        with self._company() as company:
            act.finish(company)
            self._open_all(company)
            self._expected: Picture = take_picture(company)
        self._files = list_files(self._folder)
        # Open files (a WAL) and what the act may have made or is yet to replace.
        own = list_files(self._folder / act.desk) | list_files(self._template / act.desk)
        self._own_files = own | Counter(f"desk.db{end}" for end in ("-wal", "-shm"))
        self._seen: dict[str, str] = {}

    def close(self) -> None:
        """Remove the copies."""
        shutil.rmtree(self._workdir)

    def ways(self) -> dict[str, Callable[[Scale], Row]]:
        """Return what can happen on the way, by name."""
        return {
            "kill": self.killed,
            "full disk": self.without_room,
            "rights taken": self.forbidden,
        }

    # -- ways ---------------------------------------------------------------------------------

    def killed(self, scale: Scale) -> Row:
        """Kill before every writing call, and after the last."""
        verdict = _Verdict(self._act.name, "kill")
        for point in self._points(scale, len(self._log.calls) + 1):
            with verdict.case(self._name(point)):
                self._fresh()
                acknowledged = self._kill_at(point, verdict)
                self._judge(verdict, acknowledged=acknowledged)
        return verdict.row()

    def without_room(self, scale: Scale) -> Row:
        """Let everything that needs room fail from each point on, then give room and go on."""
        verdict = _Verdict(self._act.name, "full disk")
        for point in self._points(scale, len(self._log.calls)):
            with verdict.case(self._name(point)):
                self._fresh()
                with Child(self._act, self._folder) as child:
                    disturb = without_room(self._log, point)
                    with Tracer(child.process, self._workdir / "log", disturb) as tracer:
                        child.say("go")
                        acknowledged = self._outcome(child, verdict)
                        tracer.let_go()
                    self._go_on(child)
                self._judge(verdict, acknowledged=acknowledged)
        return verdict.row()

    def forbidden(self, scale: Scale) -> Row:
        """Take the rights on the whole folder after every writing call, then give them back."""
        verdict = _Verdict(self._act.name, "rights taken")
        for point in self._points(scale, len(self._log.calls)):
            with verdict.case(self._name(point)):
                self._fresh()
                root = os.geteuid() == 0
                if root:
                    _give(self._folder, NOBODY)
                with Child(self._act, self._folder, nobody=root) as child:
                    acknowledged = self._forbid_at(point, child, verdict)
                    _allow(self._folder, write=True)
                    self._go_on(child)
                self._judge(verdict, acknowledged=acknowledged)
        return verdict.row()

    def _watch(self) -> Log:
        """Let the act run undisturbed and return what it writes."""
        self._fresh()
        file = self._workdir / "log"
        with Child(self._act, self._folder) as child:
            with Tracer(child.process, file):
                child.say("go")
                while (answer := child.hear())[0] != "done":
                    if answer[0] != "told":
                        raise RuntimeError(f"{self._act.name}: {answer}")
            return Log(file, self._folder)

    def _kill_at(self, point: int, verdict: "_Verdict") -> bool:
        acknowledged = False
        file = self._workdir / "log"
        calls = self._log.calls
        with Child(self._act, self._folder) as child:
            disturb = killing(calls[point]) if point < len(calls) else []
            with Tracer(child.process, file, disturb):
                child.say("go")
                while (word := child.hear()[0]) == "told":
                    acknowledged = True
            if point < len(calls) and word == "done":
                verdict.findings["passed by"] += 1
            elif word not in ("died", "done"):
                raise Failed(f"{word} instead of being killed")
        reached = Log(file, self._folder).calls
        if point < len(calls) and word == "died" and _last(reached) != calls[point]:
            verdict.findings["strayed"] += 1
        return acknowledged

    def _forbid_at(self, point: int, child: Child, verdict: "_Verdict") -> bool:
        disturb = stopping(self._log.calls[point - 1]) if point else []
        if not point:
            _allow(self._folder, write=False)
        with Tracer(child.process, self._workdir / "log", disturb) as tracer:
            child.say("go")
            if point:
                if not child.wait_until_stopped():
                    raise Failed("ended before its rights were taken")
                _allow(self._folder, write=False)
                os.kill(child.process, signal.SIGCONT)
            acknowledged = self._outcome(child, verdict)
            tracer.let_go()
        return acknowledged

    # -- judging ------------------------------------------------------------------------------

    def _outcome(self, child: Child, verdict: "_Verdict") -> bool:
        """Hear how the disturbed act ended: done, or refused in words with a way out."""
        acknowledged = False
        while (answer := child.hear())[0] == "told":
            acknowledged = True
        word, rest = answer
        if word == "refused":
            title, _, hint = rest.split("|", 2)
            if not hint:
                raise Failed(f"no way out: {rest}")
            verdict.findings[title] += 1
        elif word == "done":
            verdict.findings["done all the same"] += 1
        elif "BrokenSealError: [Errno 28]" in rest:
            # Attachments are unsealed through a pipe, which strace disturbs as if it were a file.
            verdict.findings["a pipe, not the disk"] += 1
        else:
            raise Failed(f"{word}: …{rest[-600:]}")
        return acknowledged

    def _go_on(self, child: Child) -> None:
        """The disturbance is over: the same program finishes without a new start."""
        child.say("on")
        word, rest = child.hear()
        while word == "told":
            word, rest = child.hear()
        if word != "finished":
            raise Failed(f"does not go on: {word} …{rest[-600:]}")

    def _judge(self, verdict: "_Verdict", *, acknowledged: bool) -> None:
        """Start the program again, go on, and compare with the undisturbed end."""
        with self._company() as company:
            for finding in company[self._act.desk].database.doctor():
                if not finding.ok:
                    raise Failed(f"doctor: {finding.check} {finding.detail}")
            if company[self._act.desk].database.missing_at_start:
                raise Failed("doctor: a cut tail")
            self._look_for_leftovers(company)
            done = self._act.is_done(company)
            verdict.findings["there" if done else "not there"] += 1
            if acknowledged and not done:
                verdict.lost += 1
                raise Failed("what was acknowledged is not there")
            found = repr((take_picture(company), sorted(_sizes(self._folder).items())))
            if found not in self._seen:
                self._seen[found] = self._end(company)
        end = self._seen[found]
        verdict.lost += end.startswith("lost")
        verdict.doubled += end.startswith("doubled")
        if end:
            raise Failed(end)
        verdict.recovered += 1

    def _look_for_leftovers(self, company: Company) -> None:
        """Look into the desk's folder once the window has asked for drafts and exchange."""
        desk = company[self._act.desk]
        desk.drafts.waiting()
        desk.exchange.links()
        left = list_files(self._folder / self._act.desk) - self._own_files
        if left:
            raise Failed("left behind after the start: " + ", ".join(left))

    def _end(self, company: Company) -> str:
        """Go on to the end and say what is wrong with it; once for each state that is found."""
        self._act.finish(company)
        self._open_all(company)
        added, missing = differences(take_picture(company), self._expected)
        company.close()
        if added or missing:
            kind = "lost" if missing else "doubled"
            return f"{kind}: too much {added[:3]}, missing {missing[:3]}"
        left = list_files(self._folder) - self._files
        return "left behind: " + ", ".join(left) if left else ""

    def _open_all(self, company: Company) -> None:
        company.open([code for code in self._codes if code not in company.desks])

    # -- folders ------------------------------------------------------------------------------

    def _points(self, scale: Scale, count: int) -> Sequence[int]:
        """Return all points, or the middle and the last forced write: before and after a commit."""
        if scale is Scale.WHOLE:
            return range(count)
        forced = [n for n, call in enumerate(self._log.calls) if call.name == "fsync"]
        return sorted({count // 2, *forced[-1:]})

    def _name(self, point: int) -> str:
        calls: list[Call] = self._log.calls
        return (
            f"{point + 1}/{len(calls)} {calls[point]}" if point < len(calls) else "after the last"
        )

    def _fresh(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(self._template, self._folder)

    @contextlib.contextmanager
    def _company(self, prepared: Iterable[str] = ()) -> Iterator[Company]:
        """Start the program again; with the desks to prepare, before the act's own moment."""
        company = Company(self._folder)
        try:
            if prepared:
                company.open(self._codes)
            else:
                company.clock.moment = self._act.moment
                self._act.reopen(company)
            yield company
        finally:
            company.close()


class _Verdict:
    """Collects the cases of one row."""

    def __init__(self, act: str, way: str) -> None:
        self._subject = f"{act} · {way}"
        self._cases = 0
        self._failures: list[str] = []
        self.findings: Counter[str] = Counter()
        self.recovered = self.lost = self.doubled = 0

    @contextlib.contextmanager
    def case(self, point: str) -> Iterator[None]:
        self._cases += 1
        try:
            yield
        except Failed as verdict:
            self._failures.append(f"{point}: {verdict}")
        except UserError as error:
            self._failures.append(f"{point}: {error.title}: {error.message}")
        except AssertionError as error:
            self._failures.append(f"{point}: {error!r}")

    def row(self) -> Row:
        return Row(
            check=CHECK,
            subject=self._subject,
            cases=self._cases,
            findings=dict(self.findings),
            recovered=self.recovered,
            lost=self.lost,
            doubled=self.doubled,
            failures=tuple(self._failures),
        )


def _copy(founded: Path, folder: Path, codes: Iterable[str]) -> None:
    folder.mkdir(parents=True)
    for name in (*codes, "mailbox"):
        shutil.copytree(founded / name, folder / name)


def _sizes(folder: Path) -> dict[str, int]:
    """Return the size of every file; what a WAL holds beyond its last commit means nothing."""
    return {
        str(path): path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def _last(calls: list[Call]) -> Call | None:
    return calls[-1] if calls else None


def _give(folder: Path, owner: int) -> None:
    os.chown(folder, owner, owner)
    for path in folder.rglob("*"):
        os.chown(path, owner, owner)


def _allow(folder: Path, *, write: bool) -> None:
    """Give or take the right to write in a folder and to everything in it."""
    for path in sorted((folder, *folder.rglob("*"))):
        path.chmod(path.stat().st_mode | 0o200 if write else path.stat().st_mode & ~0o222)
