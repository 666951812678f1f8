# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Goes through the points of one act, stops the program at each, and judges what is left."""

import contextlib
import os
import shutil
import stat
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from branchdesk.domain.errors import UserError
from tests.companies import Company
from trust.frame import Row, Scale
from trust.kill.act import Act
from trust.kill.calls import Call, Disturbance, Killing, Meanwhile, WithoutRoom
from trust.kill.child import NOBODY, Child
from trust.kill.picture import Picture, differences, list_files, take_picture

CHECK = "kill"
WAYS = ("kill", "full disk", "rights taken")
"""What can happen on the way."""

TRIES = 40
"""So often a point is tried that a run went past on another way."""

Share = tuple[int, int]
"""Which part of all points is walked, and of how many."""


class Failed(Exception):  # noqa: N818 - a verdict, not an error
    """A case that ended otherwise than it may."""


class _Strayed(Exception):  # noqa: N818 - tried again
    """The run took another way to the point than the first one."""


class Walk:
    """One act, prepared, with what it looks like when nobody stops it."""

    def __init__(self, act: Act, founded: Path, workdir: Path, share: Share = (0, 1)) -> None:
        """Prepare the act in a copy of a founded company and let it run undisturbed once."""
        self._act = act
        self._share = share
        self._workdir = workdir
        self._template = workdir / "template"
        self._folder = workdir / "case"
        self._codes = sorted({act.desk, *act.others})
        _copy(founded, self._folder, [*self._codes, *(["home"] if act.printing else [])])
        with self._company(self._codes) as company:
            act.prepare(company)
        shutil.copytree(self._folder, self._template)
        self._calls = self._watch()
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

    def rows(self, scale: Scale, ways: Sequence[str]) -> Iterator[Row]:
        """Walk in some of the ways and yield a row for each."""
        walks = dict(zip(WAYS, (self.killed, self.without_room, self.forbidden), strict=True))
        for way in ways:
            reason = out_of_reach() if way == WAYS[2] else ""
            if reason:
                subject = f"{self._act.name} · {way}"
                yield Row(check=CHECK, subject=subject, cases=0, not_run=reason)
            else:
                yield walks[way](scale)

    # -- ways ---------------------------------------------------------------------------------

    def killed(self, scale: Scale) -> Row:
        """Kill before every writing call, and after the last."""
        count = len(self._calls) + 1
        return self._walk(WAYS[0], self._points(scale, count), Killing, self._die)

    def without_room(self, scale: Scale) -> Row:
        """Let everything that needs room fail from each point on, then give room and go on."""
        points = self._points(scale, len(self._calls))
        return self._walk(WAYS[1], points, WithoutRoom, self._be_refused)

    def forbidden(self, scale: Scale) -> Row:
        """Take the rights on the whole folder before every writing call, then give them back."""

        def taking(point: int) -> Disturbance:
            return Meanwhile(point, lambda: _allow(self._folder, write=False))

        points = self._points(scale, len(self._calls))
        return self._walk(WAYS[2], points, taking, self._be_refused, nobody=_is_root())

    def _walk(
        self,
        way: str,
        points: Sequence[int],
        disturbing: Callable[[int], Disturbance],
        interrupt: "Callable[[Child, Disturbance, _Verdict], bool]",
        *,
        nobody: bool = False,
    ) -> Row:
        verdict = _Verdict(self._act.name, way)
        for point in points:
            with verdict.case(self._name(point)):
                for _ in range(TRIES):
                    self._fresh()
                    if nobody:
                        _give(self._folder, NOBODY)
                    with (
                        contextlib.suppress(_Strayed),
                        Child(self._act, self._folder, nobody=nobody) as child,
                    ):
                        acknowledged = interrupt(child, disturbing(point), verdict)
                        break
                    verdict.strayed += 1
                else:
                    raise Failed(f"not met in {TRIES} runs: the act takes another way each time")
                self._judge(verdict, acknowledged=acknowledged)
        return verdict.row()

    def _watch(self) -> list[Call]:
        """Let the act run undisturbed and return what it writes."""
        self._fresh()
        with Child(self._act, self._folder) as child:
            child.go(Disturbance())
            while (answer := child.hear())[0] != "done":
                if answer[0] != "told":
                    raise RuntimeError(f"{self._act.name}: {answer}")
            return child.watch.calls

    def _die(self, child: Child, killing: Disturbance, verdict: "_Verdict") -> bool:
        """Let the process be killed; returns whether the person had been told that it is done."""
        del verdict
        acknowledged = False
        child.go(killing)
        while (answer := child.hear())[0] == "told":
            acknowledged = True
        self._require_same_way(child, killing)
        if answer[0] != ("died" if killing.met else "done"):
            raise Failed(f"{answer} instead of being killed")
        return acknowledged

    def _be_refused(self, child: Child, obstacle: Disturbance, verdict: "_Verdict") -> bool:
        """Let an obstacle come, and the same process go on when it is gone."""
        child.go(obstacle)
        acknowledged, ending = self._outcome(child)
        _allow(self._folder, write=True)
        self._require_same_way(child, obstacle)
        verdict.findings[ending] += 1
        self._go_on(child)
        return acknowledged

    def _require_same_way(self, child: Child, disturbance: Disturbance) -> None:
        """Raise unless the process came to the point by the calls of the first run."""
        reached = slice(0, disturbance.point + 1)
        if child.watch.calls[reached] != self._calls[reached]:
            raise _Strayed

    # -- judging ------------------------------------------------------------------------------

    def _outcome(self, child: Child) -> tuple[bool, str]:
        """Hear how the disturbed act ended: done, or refused in words with a way out."""
        acknowledged = False
        while (answer := child.hear())[0] == "told":
            acknowledged = True
        word, rest = answer
        if word == "refused":
            title, _, hint = rest.split("|", 2)
            if not hint:
                raise Failed(f"no way out: {rest}")
            return acknowledged, title
        if word == "done":
            return acknowledged, "done all the same"
        raise Failed(f"{word}: …{rest[-600:]}")

    def _go_on(self, child: Child) -> None:
        """The disturbance is over: the same program finishes without a new start."""
        child.go_on()
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
        """Return all points, or the middle and the last forced write: before and after a commit.

        Of all points a share is a piece in one: its cases leave the same few states.
        """
        if scale is Scale.WHOLE:
            share, shares = self._share
            return range(share * count // shares, (share + 1) * count // shares)
        forced = [n for n, call in enumerate(self._calls) if call.name == "fsync"]
        return sorted({count // 2, *forced[-1:]})

    def _name(self, point: int) -> str:
        calls = self._calls
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
        self.recovered = self.lost = self.doubled = self.strayed = 0

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
        strayed = {"strayed and walked again": self.strayed} if self.strayed else {}
        return Row(
            check=CHECK,
            subject=self._subject,
            cases=self._cases,
            findings=self.findings | strayed,
            recovered=self.recovered,
            lost=self.lost,
            doubled=self.doubled,
            failures=tuple(self._failures),
        )


def _copy(founded: Path, folder: Path, names: Iterable[str]) -> None:
    folder.mkdir(parents=True)
    for name in (*names, "mailbox"):
        shutil.copytree(founded / name, folder / name)


def _sizes(folder: Path) -> dict[str, int]:
    """Return the size of every file; what a WAL holds beyond its last commit means nothing."""
    return {
        str(path): path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def _is_root() -> bool:
    return os.geteuid() == 0


def _give(folder: Path, owner: int) -> None:
    os.chown(folder, owner, owner)
    for path in folder.rglob("*"):
        os.chown(path, owner, owner)


def _allow(folder: Path, *, write: bool) -> None:
    """Give or take the right to write in a folder and to everything in it."""
    for path in sorted((folder, *folder.rglob("*"))):
        path.chmod(path.stat().st_mode | 0o200 if write else path.stat().st_mode & ~0o222)


def out_of_reach() -> str:
    """Return why nobody, whom root becomes where rights are taken, could not run the program."""
    if not _is_root():
        return ""
    for place in (Path(__file__).resolve().parent, Path(sys.prefix).resolve()):
        for folder in (place, *place.parents):
            if not folder.stat().st_mode & stat.S_IXOTH:
                return f"only root may enter {folder}, where the program lies"
    return ""
