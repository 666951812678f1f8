# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""``month …`` at the branch and ``hq …`` at headquarters."""

from typing import Any

import click

from branchdesk.cli import documents, output
from branchdesk.cli.command_line import CommandLine
from branchdesk.cli.frame import Group, option, period_option
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.month import BOARD_STATES, MONTH_STATES
from branchdesk.domain.month_check import Finding, MonthFindings
from branchdesk.domain.text import T
from branchdesk.services.headquarters import Decided

FOUND = 3
LEVELS = {
    "block": T("must be settled"),
    "explain": T("to be explained"),
    "info": T("note", "terminal"),
}
BOARD_COLUMNS = (
    T("Code", "terminal"),
    T("Branch", "terminal"),
    T("State", "terminal"),
    T("Revision", "terminal"),
    T("Records", "terminal"),
    T("Check code", "terminal"),
)


def register(program: Group) -> None:
    """Add both groups."""
    program.add_command(_month())
    program.add_command(_headquarters())


def _month() -> Group:
    group = Group("month", about=T("Check, explain and close a branch's month."))

    @group.command("status", about=T("Show where the month stands."))
    @period_option
    @click.pass_obj
    def _status(line: CommandLine, period: str) -> None:
        with line.desk() as desk:
            status, findings = desk.month.status(period), desk.month.check(period)
        document = {
            **_findings_document(line, findings),
            "state": status.state,
            "revision": status.revision,
            "due": status.due.isoformat(),
            "recommended": documents.canonical(status.recommended),
            "days_left": status.days_left,
            "receipt": status.receipt.state if status.receipt else "",
            "summary": status.summary.summary if status.summary else "",
        }
        line.answer(
            document,
            lambda: (
                output.pairs(
                    [
                        (line.say(T("Period", "terminal")), str(status.period)),
                        (
                            line.say(T("State", "terminal")),
                            line.say(MONTH_STATES.label(status.state)),
                        ),
                        (line.say(T("Revision", "terminal")), str(status.revision or "")),
                        (line.say(T("Due on")), status.due.isoformat()),
                    ]
                )
                + "\n"
                + _findings_text(line, findings)
            ),
        )

    @group.command("check", about=T("Check the month by headquarters' rules; changes nothing."))
    @period_option
    @click.pass_obj
    def _check(line: CommandLine, period: str) -> None:
        with line.desk() as desk:
            findings = desk.month.check(period)
        if findings.block:
            line.exit_code = FOUND
        line.answer(_findings_document(line, findings), lambda: _findings_text(line, findings))

    @group.command("explain", about=T("Write one sentence for findings of a rule."))
    @period_option
    @option("--rule", required=True, about=T("The rule, as the check names it."))
    @option(
        "--number",
        "numbers",
        multiple=True,
        about=T("Only for this number; without it for all findings of the rule."),
    )
    @option("--text", "sentence", required=True, about=T("The sentence."))
    @click.pass_obj
    def _explain(
        line: CommandLine, period: str, rule: str, numbers: tuple[str, ...], sentence: str
    ) -> None:
        with line.desk() as desk:
            subjects = list(numbers) or [
                finding.subject
                for finding in desk.month.check(period).all()
                if finding.rule.value == rule and finding.explainable
            ]
            if not subjects:
                raise UserError(
                    T("There is nothing to explain"),
                    T("The check of {period} finds nothing by “{rule}”.", period=period, rule=rule),
                    T("See “month check”."),
                )
            changes = desk.month.explain(period, rule, subjects, sentence)
        line.answer(
            {"period": period, "rule": rule, "subjects": subjects, "changes": changes.names()},
            "\n".join(subjects),
        )

    @group.command("summary", about=T("Draft the month's summary, or save it with --text."))
    @period_option
    @option("--text", "summary", about=T("The summary to save."))
    @option(
        "--needs-support", "support", default="", about=T("What headquarters should help with.")
    )
    @click.pass_obj
    def _summary(line: CommandLine, period: str, summary: str | None, support: str) -> None:
        with line.desk() as desk:
            if summary is None:
                draft = desk.month.draft_summary(period)
                line.answer({"period": period, "draft": draft, "changes": []}, draft)
                return
            changes = desk.month.save_summary(
                period, summary, needs_support=bool(support.strip()), support_text=support
            )
        line.answer({"period": period, "summary": summary, "changes": changes.names()}, summary)

    @group.command("close", about=T("Freeze the month and build its bundle."))
    @period_option
    @click.pass_obj
    def _close(line: CommandLine, period: str) -> None:
        with line.desk() as desk:
            closed = desk.close_month.close(period)
        document = {
            "period": closed.period,
            "revision": closed.revision,
            "records": closed.records,
            "digest": closed.digest,
            "bundle": closed.bundle,
        }
        line.answer(
            document,
            lambda: output.pairs(
                [
                    (line.say(T("Period", "terminal")), closed.period),
                    (line.say(T("Revision", "terminal")), str(closed.revision)),
                    (line.say(T("Records", "terminal")), str(closed.records)),
                    (line.say(T("Check code", "terminal")), closed.digest),
                    (line.say(T("Bundle", "terminal")), closed.bundle),
                ]
            ),
        )

    return group


def _headquarters() -> Group:
    group = Group("hq", about=T("Headquarters' board: what has come, accept, return."))

    @group.command("board", about=T("Show every branch's report of a month."))
    @period_option
    @click.pass_obj
    def _board(line: CommandLine, period: str) -> None:
        with line.desk() as desk:
            board = desk.headquarters.board(period)
        line.answer(
            {
                "branches": [
                    {
                        "code": entry.code,
                        "name": entry.name,
                        "state": entry.state,
                        "revision": entry.revision,
                        "records": entry.records,
                        "visits": entry.visits,
                        "digest": entry.digest,
                        "stated_digest": entry.stated_digest,
                        "late": entry.late,
                        "early": entry.early,
                        "delivered_at": documents.canonical(entry.delivered_at),
                        "carried_over": entry.carried_over,
                        "needs_support": entry.needs_support,
                        "support_text": entry.support_text,
                        "missing_devices": entry.missing_devices,
                        "reason": entry.reason,
                    }
                    for entry in board
                ]
            },
            lambda: output.table(
                [line.say(text) for text in BOARD_COLUMNS],
                [
                    [
                        entry.code,
                        entry.name,
                        line.say(BOARD_STATES.label(entry.state)),
                        str(entry.revision or ""),
                        str(entry.records),
                        entry.digest[:12],
                    ]
                    for entry in board
                ],
            ),
        )

    branch_option = option(
        "--branch", required=True, metavar="CODE", about=T("The code of the branch.")
    )

    @group.command("accept", about=T("Accept a branch's month."))
    @period_option
    @branch_option
    @click.pass_obj
    def _accept(line: CommandLine, period: str, branch: str) -> None:
        with line.desk() as desk:
            _decided(line, desk.headquarters.accept(period, branch))

    @group.command("return", about=T("Return a branch's month with the reason."))
    @period_option
    @branch_option
    @option("--reason", default="", about=T("What the branch has to correct."))
    @click.pass_obj
    def _return(line: CommandLine, period: str, branch: str, reason: str) -> None:
        with line.desk() as desk:
            _decided(line, desk.headquarters.return_(period, branch, reason))

    return group


def _decided(line: CommandLine, decided: Decided) -> None:
    line.answer(
        {
            "period": decided.period,
            "branch": decided.branch,
            "revision": decided.revision,
            "state": decided.state,
        },
        lambda: f"{decided.branch} {decided.period}: {line.say(BOARD_STATES.label(decided.state))}",
    )


def _findings_document(line: CommandLine, findings: MonthFindings) -> dict[str, Any]:
    def listed(found: tuple[Finding, ...]) -> list[dict[str, str]]:
        return [
            {
                "number": finding.number,
                "rule": finding.rule.value,
                "message": line.say(finding.message),
                "explained": finding.explained,
            }
            for finding in found
        ]

    return {
        "period": str(findings.period),
        "block": listed(findings.block),
        "explain": listed(findings.explain),
        "info": listed(findings.info),
    }


def _findings_text(line: CommandLine, findings: MonthFindings) -> str:
    if not findings.all():
        return line.say(T("Nothing was found; the month can be reported."))
    return output.table(
        [
            line.say(text)
            for text in (
                T("Level", "terminal"),
                T("Number", "terminal"),
                T("Rule", "terminal"),
                T("What", "terminal"),
            )
        ],
        [
            [
                line.say(LEVELS[finding.level.value]),
                finding.number,
                finding.rule.value,
                line.say(finding.message),
            ]
            for finding in findings.all()
        ],
        widest=200,
    )
