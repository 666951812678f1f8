# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""``doctor``: checks everything a desk keeps on the disk."""

import click

from branchdesk.cli import output
from branchdesk.cli.command_line import CommandLine
from branchdesk.cli.frame import Group
from branchdesk.domain.text import T
from branchdesk.store.database import Finding
from branchdesk.wiring.desk import Desk

FOUND = 3
CHECKS = {
    "pages": T("Database pages", "doctor"),
    "references": T("References between rows", "doctor"),
    "journal_chain": T("Journal chain", "doctor"),
    "journal_tail": T("End of the journal", "doctor"),
    "attachments": T("Attachments", "doctor"),
    "drafts": T("Drafts", "doctor"),
}


def register(program: Group) -> None:
    """Add the command."""

    @program.command("doctor", about=T("Check the desk's data for damage."))
    @click.pass_obj
    def _doctor(line: CommandLine) -> None:
        with line.desk() as desk:
            findings = [*desk.database.doctor(), _attachments(desk), _drafts(desk)]
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


def _attachments(desk: Desk) -> Finding:
    damaged = desk.blobs.verify_all()
    return Finding("attachments", not damaged, ", ".join(name[:12] for name in damaged))


def _drafts(desk: Desk) -> Finding:
    damaged = desk.drafts.waiting().damaged
    return Finding("drafts", damaged == 0, str(damaged))
