# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""``verify FILE…``: visit sheets and bundles, whatever they are called."""

from pathlib import Path

import click
import msgspec

from branchdesk.cli import output
from branchdesk.cli.command_line import CommandLine
from branchdesk.cli.frame import Group
from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T, Text
from branchdesk.wiring.bundle_files import bundle_problems
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.sheet_files import check_sheet

FOUND = 3
KINDS = {"sheet": T("visit sheet"), "copy": T("copy of a visit sheet"), "bundle": T("bundle")}


class Checked(msgspec.Struct, frozen=True):
    """What a check of one file found; ``notes`` are no faults."""

    file: Path
    kind: str
    ok: bool
    reasons: tuple[Text, ...]


def register(program: Group) -> None:
    """Add the command."""

    @program.command("verify", about=T("Check visit sheets and bundles against this desk."))
    @click.argument("files", type=Path, nargs=-1, required=True)
    @click.pass_obj
    def _verify(line: CommandLine, files: tuple[Path, ...]) -> None:
        with line.desk() as desk:
            checked(line, [_check(desk, file) for file in files])


def checked(line: CommandLine, results: list[Checked]) -> None:
    """Print the results; exit code 3 when one of the files does not hold."""
    if not all(result.ok for result in results):
        line.exit_code = FOUND
    line.answer(
        [
            {
                "file": str(result.file),
                "kind": result.kind,
                "ok": result.ok,
                "reasons": [line.say(reason) for reason in result.reasons],
            }
            for result in results
        ],
        lambda: output.table(
            [
                line.say(text)
                for text in (
                    T("File", "terminal"),
                    T("Kind", "terminal"),
                    T("Result", "terminal"),
                    T("Why", "terminal"),
                )
            ],
            [
                [
                    result.file.name,
                    line.say(KINDS[result.kind]),
                    line.say(
                        T("holds", "terminal") if result.ok else T("does not hold", "terminal")
                    ),
                    " ".join(line.say(reason) for reason in result.reasons),
                ]
                for result in results
            ],
            widest=80,
        ),
    )


def check_bundle(desk: Desk, file: Path) -> Checked:
    """Check one bundle."""
    problems = bundle_problems(desk, file)
    return Checked(file, "bundle", not problems, tuple(_reason(p) for p in problems))


def _check(desk: Desk, file: Path) -> Checked:
    try:
        with file.open("rb") as stream:
            is_pdf = stream.read(5) == b"%PDF-"
        content = file.read_bytes() if is_pdf else b""
    except OSError as error:
        raise translate_os_error(error, file, reading=True) from error
    if not is_pdf:
        return check_bundle(desk, file)
    try:
        sheet = check_sheet(desk, content)
    except UserError as problem:
        return Checked(file, "sheet", ok=False, reasons=(_reason(problem),))
    return Checked(file, "copy" if sheet.copy else "sheet", sheet.ok, sheet.reasons)


def _reason(problem: UserError) -> Text:
    return T("{title}: {message}", title=problem.title, message=problem.message)
