# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""``visit sheet``: the original of a signed sheet as a PDF file."""

from pathlib import Path

import click

from branchdesk.cli.command_line import CommandLine
from branchdesk.cli.frame import Group, output_option
from branchdesk.domain.signature import sha256_hex
from branchdesk.domain.text import T
from branchdesk.runtime.atomic import write_atomic


def add_sheet_command(visits: Group) -> None:
    """Add the command to the group of the visits."""

    @visits.command("sheet", about=T("Write the original of a signed sheet as PDF."))
    @click.argument("number")
    @output_option
    @click.pass_obj
    def _sheet(line: CommandLine, number: str, target: str) -> None:
        with line.desk() as desk:
            pdf = desk.paper.sheet(number)
            pages = desk.paper.pages(pdf)
        write_atomic(Path(target), pdf)
        line.answer({"file": target, "pages": pages, "sha256": sha256_hex(pdf)}, target)
