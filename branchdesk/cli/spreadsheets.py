# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""``export`` and ``import``: lists for spreadsheets."""

from pathlib import Path

import click

from branchdesk.cli import output
from branchdesk.cli.command_line import CommandLine
from branchdesk.cli.frame import Group, option
from branchdesk.cli.kinds import filter_option, read_conditions
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.registry import COMMANDS
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T
from branchdesk.runtime.atomic import atomic_file
from branchdesk.services.exporting import Exporting
from branchdesk.services.importing import Imported, Importing
from branchdesk.services.registers import Registers


def register(program: Group) -> None:
    """Add both commands."""

    @program.command("export", about=T("Write rows into a file for spreadsheets."))
    @click.argument("kind", type=click.Choice(list(COMMANDS)))
    @option("--csv", type=Path, metavar="FILE", about=T("Write a CSV file."))
    @option("--xlsx", type=Path, metavar="FILE", about=T("Write an Excel file."))
    @filter_option
    @click.pass_obj
    def _export(
        line: CommandLine,
        kind: str,
        csv: Path | None,
        xlsx: Path | None,
        conditions: tuple[str, ...],
    ) -> None:
        if (csv is None) == (xlsx is None):
            raise click.UsageError("give either --csv FILE or --xlsx FILE")
        described, wanted = COMMANDS[kind], read_conditions(conditions)
        with line.desk() as desk:
            filters = Registers(desk.session).filters(described, wanted)
            exporting = Exporting(desk.session)
            if csv is not None:
                with atomic_file(csv) as target:
                    rows = exporting.write_csv(described, target, filters)
            else:
                assert xlsx is not None
                rows = exporting.write_workbook(described, xlsx, desk.write_workbook, filters)
        line.answer({"rows": rows}, line.say(T("{count} rows", "terminal", count=rows)))

    @program.command("import", about=T("Take a list in; lines that do not fit are refused."))
    @click.argument("kind", type=click.Choice(list(COMMANDS)))
    @click.argument("file", type=Path)
    @option("--dry-run", is_flag=True, about=T("Only check; nothing is written."))
    @click.pass_obj
    def _import(line: CommandLine, kind: str, file: Path, dry_run: bool) -> None:
        if kind != "customer":
            raise UserError(
                T("Only customer lists can be taken in"),
                T("{kind} cannot be imported from a list.", kind=COMMANDS[kind].label),
                T("Use “import customer FILE”."),
            )
        try:
            content = file.read_bytes()
        except OSError as error:
            raise translate_os_error(error, file, reading=True) from error
        with line.desk() as desk:
            imported = Importing(desk.session).customers(content, dry_run=dry_run)
        refused = [
            {"row": r.row, "field": r.field, "reason": line.say(r.reason)} for r in imported.refused
        ]
        line.answer(
            {"rows": imported.rows, "refused": refused}, lambda: _imported_text(line, imported)
        )


def _imported_text(line: CommandLine, imported: Imported) -> str:
    counted = line.say(T("{count} rows", "terminal", count=imported.rows))
    if not imported.refused:
        return counted
    refused = output.table(
        [
            line.say(text)
            for text in (T("Line", "terminal"), T("Field", "terminal"), T("Reason", "terminal"))
        ],
        [[str(r.row), r.field, line.say(r.reason)] for r in imported.refused],
        widest=60,
    )
    return f"{counted}\n\n{refused}"
