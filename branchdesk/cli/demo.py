# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""``demo`` and ``walkthrough``."""

from pathlib import Path

import click
import msgspec

from branchdesk.cli import output
from branchdesk.cli.command_line import CommandLine
from branchdesk.cli.frame import Group, option
from branchdesk.cli.walkthrough import Walkthrough
from branchdesk.domain.text import T
from branchdesk.wiring.demo import build_demo


def register(program: Group) -> None:
    """Add both commands."""

    @program.command("demo", about=T("Make desks with an invented year of work."))
    @click.argument("folder", type=Path)
    @option("--branches", type=click.IntRange(1, 8), default=1, about=T("How many branches."))
    @option(
        "--engineers",
        type=click.IntRange(1, 60),
        default=3,
        about=T("How many engineers with laptops each branch has."),
    )
    @option(
        "--records",
        type=click.IntRange(1, 200_000),
        default=300,
        about=T("How many service records each branch has."),
    )
    @option("--seed", type=int, default=1, about=T("Equal seeds give equal data."))
    @click.pass_obj
    def _demo(
        line: CommandLine, folder: Path, branches: int, engineers: int, records: int, seed: int
    ) -> None:
        result = build_demo(
            folder.absolute(),
            branches=branches,
            engineers=engineers,
            records=records,
            seed=seed,
            today=line.today,
            surroundings=line.surroundings,
        )
        line.answer(
            msgspec.to_builtins(result),
            lambda: output.pairs(
                [
                    *((code, str(desk["path"])) for code, desk in result.desks.items()),
                    (line.say(T("Passphrase file")), result.passphrase_file),
                    (line.say(T("Exchange folder", "terminal")), result.mailbox),
                    (line.say(T("Sheets", "terminal")), result.papers),
                    (line.say(T("Period", "terminal")), result.period),
                ]
            ),
        )

    @program.command("walkthrough", about=T("Live through a month's report on demo desks."))
    @click.argument("folder", type=Path)
    @option("--seed", type=int, default=1, about=T("Equal seeds give equal data."))
    @click.pass_obj
    def _walkthrough(line: CommandLine, folder: Path, seed: int) -> None:
        Walkthrough(line, folder.absolute()).run(seed)
