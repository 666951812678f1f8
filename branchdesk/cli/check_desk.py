# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""``doctor``: checks everything a desk keeps on the disk."""

import click

from branchdesk.cli import output
from branchdesk.cli.command_line import CommandLine
from branchdesk.cli.frame import Group, option
from branchdesk.domain.text import T

FOUND = 3
CHECKS = {
    "pages": T("Database pages", "doctor"),
    "references": T("References between rows", "doctor"),
    "journal_chain": T("Journal chain", "doctor"),
    "journal_tail": T("End of the journal", "doctor"),
    "journal_witness": T("What other desks know of it", "doctor"),
    "attachments": T("Attachments", "doctor"),
    "drafts": T("Drafts", "doctor"),
}


def register(program: Group) -> None:
    """Add the command."""

    @program.command("doctor", about=T("Check the desk's data for damage."))
    @option(
        "--acknowledge", is_flag=True, about=T("Tell no more of entries that were found missing.")
    )
    @click.pass_obj
    def _doctor(line: CommandLine, acknowledge: bool) -> None:
        with line.desk() as desk:
            findings = desk.check()
            if acknowledge:
                desk.take_note_of_loss()
        if not all(finding.ok for finding in findings):
            line.exit_code = FOUND
        line.answer(
            [{"check": f.check, "ok": f.ok, "detail": f.detail} for f in findings],
            lambda: output.table(
                [
                    line.say(text)
                    for text in (
                        T("Check", "terminal"),
                        T("Result", "terminal"),
                        T("Detail", "terminal"),
                    )
                ],
                [
                    [
                        line.say(CHECKS[f.check]),
                        line.say(
                            T("holds", "terminal") if f.ok else T("does not hold", "terminal")
                        ),
                        "" if f.ok else f.detail,
                    ]
                    for f in findings
                ],
                widest=80,
            ),
        )
