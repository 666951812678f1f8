# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Exchanging as plain functions for a lane: what was done, in sentences, and what changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from branchdesk.domain.changes import Changes
from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T, Text
from branchdesk.services.exchange import Exchange
from branchdesk.services.exchange_ports import Arrival
from branchdesk.services.exchange_report import Received
from branchdesk.ui.exchange.words import partner_names, partner_text
from branchdesk.ui.moments import moment_text
from branchdesk.ui.page import BUNDLE
from branchdesk.ui.tasks import Report
from branchdesk.ui.tokens import Tone


@dataclass(frozen=True)
class ResultLine:
    """One thing that was done or went wrong."""

    tone: Tone
    title: Text | str
    detail: Text | str = ""


@dataclass(frozen=True)
class ExchangeResult:
    """What one exchange, import or export did; ``files`` are those that were written."""

    lines: tuple[ResultLine, ...]
    changes: Changes = field(default_factory=Changes)
    files: tuple[Path, ...] = ()


def exchange_now(exchange: Exchange, now: datetime, report: Report) -> ExchangeResult:
    """Take in what has come and send what is due; stops between parts when asked to."""
    report(0, 0, T("Looking for new files…"))

    def progress(done: int, total: int) -> None:
        report(done, total, T("Sending…"))

    names = partner_names(exchange.links())
    done = exchange.run(progress=progress)
    lines = [_received_line(exchange, received, names, now) for received in done.received]
    lines += _sent_lines([sent.to for sent in done.sent], names)
    lines += [arrival_line(arrival, names) for arrival in done.missing if arrival.problem is None]
    lines += [problem_line(problem) for problem in done.problems]
    if not lines:
        lines = [ResultLine("grey", T("Nothing to send and nothing new."))]
    changes = _all_changes(received.changes for received in done.received)
    bundles = [sent.bundle for sent in done.sent] + [r.bundle for r in done.received]
    return ExchangeResult(tuple(lines), changes.merged(_bundles(bundles)))


def import_files(
    exchange: Exchange, paths: Sequence[Path], now: datetime, report: Report
) -> ExchangeResult:
    """Take in files in the order of their numbers, whatever they are called.

    A file that needs an earlier one waits for the others; what is wrong with one does not keep the
    others out.
    """
    names = partner_names(exchange.links())
    lines: list[ResultLine] = []
    received: list[Received] = []
    waiting = list(paths)
    while waiting:
        refused: list[tuple[Path, UserError]] = []
        for path in waiting:
            report(len(paths) - len(waiting), len(paths), T("Checking {file}…", file=path.name))
            try:
                taken = exchange.import_file(path)
            except UserError as error:
                refused.append((path, error))
                continue
            received.append(taken)
            lines.append(_received_line(exchange, taken, names, now))
        if len(refused) == len(waiting):
            lines += [problem_line(error, path.name) for path, error in refused]
            break
        waiting = [path for path, _ in refused]
    changes = _all_changes(taken.changes for taken in received)
    return ExchangeResult(tuple(lines), changes.merged(_bundles(r.bundle for r in received)))


def export_files(exchange: Exchange, folder: Path, peer: str, report: Report) -> ExchangeResult:
    """Write what is due to everybody, or to one desk, as files."""
    report(0, 0, T("Writing the files…"))
    files = exchange.export_files(folder, peer)
    if not files:
        return ExchangeResult((ResultLine("grey", T("There is nothing to send.")),))
    line = ResultLine(
        "green",
        T("Files written: {count}", count=len(files)),
        T("Drag them into the chat, or copy them and paste them there."),
    )
    bundles = [entry.bundle_id for entry in exchange.diary() if entry.delivered_at is not None]
    return ExchangeResult((line,), _bundles(bundles[:1]), tuple(files))


def arrival_line(arrival: Arrival, names: Mapping[str, str]) -> ResultLine:
    """Say what is still missing of a bundle."""
    sender = partner_text(arrival.sender, names)
    if arrival.total is None:
        title = T("From {sender}: not everything has arrived", sender=sender)
        return ResultLine(
            "amber",
            title,
            T("{present} files have come; the rest follows.", present=arrival.present),
        )
    if not arrival.missing:
        return ResultLine(
            "amber",
            T("From {sender}: an earlier file is missing", sender=sender),
            T("It is taken in by itself when the earlier one has come."),
        )
    return ResultLine(
        "amber",
        T("From {sender}, files still missing: {count}", sender=sender, count=len(arrival.missing)),
        T(
            "{present} of {total} have come. It is taken in by itself, in any order.",
            present=arrival.present,
            total=arrival.total,
        ),
    )


def problem_line(error: UserError, file: str = "") -> ResultLine:
    """Say what went wrong with a file and what to do."""
    title: Text = (
        T("{file}: {problem}", "file", file=file, problem=error.title) if file else error.title
    )
    return ResultLine(
        "red", title, T("{message} {hint}", "problem", message=error.message, hint=error.hint)
    )


def _received_line(
    exchange: Exchange, received: Received, names: Mapping[str, str], now: datetime
) -> ResultLine:
    sender = partner_text(received.sender, names)
    if received.already:
        before = next((e for e in exchange.diary() if e.bundle_id == received.bundle), None)
        when = moment_text(before.built_at, now) if before else ""
        return ResultLine(
            "grey",
            T("This one has been taken in before"),
            T("Taken in {when}, from {sender}; nothing is doubled.", when=when, sender=sender),
        )
    details = T("from {sender}", "taken in", sender=sender)
    if received.conflicts:
        details = T(
            "from {sender}; conflicting edits: {count}, both values are kept",
            sender=sender,
            count=received.conflicts,
        )
    if received.rejected:
        title = T(
            "Changes taken in: {count}, not accepted: {rejected}",
            count=received.ops,
            rejected=received.rejected,
        )
        return ResultLine("amber", title, details)
    tone: Tone = "amber" if received.conflicts else "green"
    if not received.ops:
        return ResultLine(tone, T("Receipt taken in"), details)
    return ResultLine(tone, T("Changes taken in: {count}", count=received.ops), details)


def _sent_lines(receivers: Sequence[str], names: Mapping[str, str]) -> list[ResultLine]:
    return [
        ResultLine("green", T("Sent to {receiver}", receiver=partner_text(code, names)))
        for code in dict.fromkeys(receivers)
    ]


def _all_changes(parts: Iterable[Changes]) -> Changes:
    whole = Changes()
    for part in parts:
        whole = whole.merged(part)
    return whole


def _bundles(ids: Iterable[str]) -> Changes:
    found = frozenset(UUID(i) for i in ids)
    return Changes({BUNDLE: found}) if found else Changes()
