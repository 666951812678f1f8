# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A whole month on demo desks: check, close, exchange, accept, receipt, and the same data."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from branchdesk.cli import output
from branchdesk.cli.command_line import CommandLine
from branchdesk.domain.errors import UserError
from branchdesk.domain.exchange import BundleEntry
from branchdesk.domain.kinds.registry import COMMANDS
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T, Text
from branchdesk.runtime.atomic import atomic_file
from branchdesk.services.exporting import Exporting
from branchdesk.wiring.demo import PASSPHRASE, DemoResult, build_demo
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.founding import unlock_desk

Result = TypeVar("Result")

BRANCH, HEADQUARTERS = "branch", "hq"
ENGINEERS, RECORDS = 3, 120
"""Enough to show every state, little enough to be done in a minute."""


class Made(msgspec.Struct, frozen=True):
    """One line of the table: what was done or made, the result, and where it lies."""

    what: Text
    result: str
    where: str = ""


class Walkthrough:
    """Lives through the month; every step raises when it does not hold."""

    def __init__(self, line: CommandLine, root: Path) -> None:
        """Work below a new folder."""
        self._line = line
        self._root = root
        self._made: list[Made] = []
        self._demo: DemoResult

    def run(self, seed: int) -> None:
        """Do every step and print what was made and where; raises UserError at the first fault."""
        line = self._line
        self._demo = build_demo(
            self._root,
            branches=1,
            engineers=ENGINEERS,
            records=RECORDS,
            seed=seed,
            today=line.today,
            surroundings=line.surroundings,
        )
        for code, desk in self._demo.desks.items():
            self._note(T("Desk {code}", code=code), ", ".join(_names(desk)), str(desk["path"]))
        self._note(T("Visit sheets", "terminal"), str(len(self._papers())), self._demo.papers)
        self._at(BRANCH, self._check)
        digest = self._at(BRANCH, self._close)
        self._exchange(BRANCH)
        self._exchange(HEADQUARTERS)
        self._at(HEADQUARTERS, lambda desk: self._accept(desk, digest))
        self._exchange(HEADQUARTERS)
        self._exchange(BRANCH)
        self._at(BRANCH, self._receipted)
        self._compare()
        self._answer()

    # -- the steps ----------------------------------------------------------------------------

    def _check(self, desk: Desk) -> None:
        findings = desk.month.check(self._period)
        _require(not findings.block, T("The check of {period} found a block.", period=self._period))
        explained = sum(1 for finding in findings.explain if finding.explained)
        self._note(
            T("Month check", "terminal"),
            self._line.say(T("nothing blocks, {count} explained", count=explained)),
        )

    def _close(self, desk: Desk) -> str:
        closed = desk.close_month.close(self._period)
        self._note(
            T("Month closed, revision {revision}", revision=closed.revision),
            self._line.say(T("{count} records", "terminal", count=closed.records)),
            str(desk.courier.outbox_file(closed.bundle)),
        )
        self._note(T("Check code", "terminal"), closed.digest)
        return closed.digest

    def _exchange(self, role: str) -> None:
        def exchange(desk: Desk) -> None:
            report = desk.exchange.run()
            for problem in report.problems:
                raise problem
            self._note(
                T("{code} exchanged", code=desk.facts.code),
                self._line.say(
                    T(
                        "{received} received, {sent} sent",
                        received=len(report.received),
                        sent=len(report.sent),
                    )
                ),
                self._demo.mailbox,
            )

        self._at(role, exchange)

    def _accept(self, desk: Desk, digest: str) -> None:
        line = next(e for e in desk.headquarters.board(self._period) if e.code == self._branch)
        _require(
            line.digest == digest,
            T("Headquarters' own check code differs from the branch's."),
        )
        decided = desk.headquarters.accept(self._period, self._branch)
        self._note(T("Accepted by headquarters"), f"{decided.branch} {decided.period}")

    def _receipted(self, desk: Desk) -> None:
        status = desk.month.status(self._period)
        _require(status.state == "acknowledged", T("The receipt has not come back."))
        sent = self._sent(desk)
        _require(
            all(entry.state == "receipted" for entry in sent),
            T("A bundle was sent and not receipted."),
        )
        self._note(T("Receipt at the branch"), self._line.say(T("acknowledged", "terminal")))

    def _compare(self) -> None:
        files = {}
        for role in (BRANCH, HEADQUARTERS):
            target = self._root / f"records-{self._period}-{role}.csv"
            rows = self._at(role, lambda desk, file=target: self._export(desk, file))  # type: ignore[misc]
            self._note(
                T("Records of the period ({desk})", desk=self._code(role)),
                self._line.say(T("{count} rows", "terminal", count=rows)),
                str(target),
            )
            files[role] = sorted(target.read_bytes().splitlines())
        _require(
            files[BRANCH] == files[HEADQUARTERS],
            T("Branch and headquarters hold different records."),
        )
        whole = hashlib.sha256(b"\n".join(files[BRANCH])).hexdigest()
        self._note(T("Same data on both"), whole[:16])

    def _export(self, desk: Desk, target: Path) -> int:
        filters = [Filter("period", "=", self._period)]
        with atomic_file(target) as file:
            return Exporting(desk.session).write_csv(COMMANDS["record"], file, filters)

    # -- the desks ----------------------------------------------------------------------------

    def _at(self, role: str, action: Callable[[Desk], Result]) -> Result:
        described = self._demo.desks[self._code(role)]
        with unlock_desk(
            Path(str(described["path"])), _names(described)[0], PASSPHRASE, self._line.surroundings
        ) as desk:
            return action(desk)

    @property
    def _period(self) -> str:
        return self._demo.period

    @property
    def _branch(self) -> str:
        return next(code for code, desk in self._demo.desks.items() if desk["role"] == "branch")

    def _code(self, role: str) -> str:
        return self._branch if role == BRANCH else "HQ"

    def _sent(self, desk: Desk) -> list[BundleEntry]:
        return [
            e for e in desk.exchange.diary() if e.direction == "out" and e.period == self._period
        ]

    def _papers(self) -> list[Path]:
        return sorted(Path(self._demo.papers).glob("*.pdf"))

    def _note(self, what: Text, result: str, where: str = "") -> None:
        self._made.append(Made(what, result, where))

    def _answer(self) -> None:
        line = self._line
        line.answer(
            {
                "demo": msgspec.to_builtins(self._demo),
                "steps": [
                    {"what": line.say(made.what), "result": made.result, "where": made.where}
                    for made in self._made
                ],
            },
            lambda: output.table(
                [
                    line.say(text)
                    for text in (
                        T("What", "terminal"),
                        T("Result", "terminal"),
                        T("Where", "terminal"),
                    )
                ],
                [[line.say(made.what), made.result, made.where] for made in self._made],
                widest=100,
            ),
        )


def _names(described: dict[str, object]) -> list[str]:
    users = described["users"]
    assert isinstance(users, list)
    return [str(user) for user in users]


def _require(holds: bool, otherwise: Text) -> None:
    if not holds:
        raise UserError(
            T("The walk-through does not hold"),
            otherwise,
            T("Please report this; the desks stay where they are."),
        )
