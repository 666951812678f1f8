# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""``exchange``: take in what lies in the mailbox, send what is due."""

from typing import Any

import click

from branchdesk.cli import output
from branchdesk.cli.command_line import CommandLine
from branchdesk.cli.frame import Group, option
from branchdesk.domain.text import T
from branchdesk.services.exchange_report import ExchangeReport
from branchdesk.wiring.desk import Desk

REFUSED = 1

mailbox_option = option(
    "--mailbox",
    default="",
    metavar="URL",
    about=T("The exchange folder; without it the one of the desk."),
)


def register(program: Group) -> None:
    """Add the command."""

    @program.command("exchange", about=T("Exchange with parent and child desks."))
    @mailbox_option
    @click.pass_obj
    def _exchange(line: CommandLine, mailbox: str) -> None:
        with line.desk() as desk:
            report = desk.exchange.run(mailbox)
            _remember(desk, mailbox)
        for problem in report.problems:
            line.complain(problem)
        if report.problems:
            line.exit_code = REFUSED
        line.answer(report_document(line, report), lambda: _text(line, report))


def report_document(line: CommandLine, report: ExchangeReport) -> dict[str, Any]:
    """Return what an exchange did, as JSON."""
    return {
        "sent": [{"bundle": s.bundle, "to": s.to, "parts": s.parts} for s in report.sent],
        "received": [
            {
                "bundle": r.bundle,
                "from": r.sender,
                "ops": r.ops,
                "conflicts": r.conflicts,
                "rejected": r.rejected,
            }
            for r in report.received
        ],
        "missing": [
            {
                "bundle": m.bundle_id,
                "from": m.sender,
                "present": m.present,
                "total": m.total,
                "parts": list(m.missing),
            }
            for m in report.missing
        ],
        "problems": [line.error_document(problem) for problem in report.problems],
    }


def _remember(desk: Desk, mailbox: str) -> None:
    """Keep the first mailbox a desk used, so that it need not be named every time."""
    with desk.session.store.read() as reader:
        known = reader.setting("mailbox")
    if mailbox and not known:
        desk.exchange.set_mailbox(mailbox)


def _text(line: CommandLine, report: ExchangeReport) -> str:
    received = [
        [line.say(T("received from {code}", code=r.sender)), r.bundle] for r in report.received
    ]
    sent = [[line.say(T("sent to {code}", code=s.to)), s.bundle] for s in report.sent]
    missing = [
        [line.say(T("incomplete, from {code}", code=m.sender)), m.bundle_id] for m in report.missing
    ]
    rows = [*received, *sent, *missing]
    if not rows:
        return line.say(T("Nothing new to send or to take in."))
    return output.table(
        [line.say(T("What", "terminal")), line.say(T("Bundle", "terminal"))], rows, widest=44
    )
