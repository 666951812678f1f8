# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The board's rows and totals, and the delivered records, read on the database lane."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from branchdesk.domain.kinds.service_record import ServiceRecord
from branchdesk.domain.kinds.values import CATEGORIES
from branchdesk.domain.period import Period, last_ended_period, parse_period, period_of
from branchdesk.domain.queries import Filter
from branchdesk.domain.snapshot import check_code, is_member
from branchdesk.domain.text import T, Text
from branchdesk.services.headquarters import BoardLine
from branchdesk.services.month_messages import late_reminder
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui.exchange.words import revision_text
from branchdesk.ui.moments import moment_text
from branchdesk.ui.tokens import Tone
from branchdesk.ui.widgets.table_model import Cell, Column, ListRow, Mark

BOARD_COLUMNS = (
    Column(key="branch", title=T("Branch"), width=168),
    Column(key="records", title=T("Records", "board"), width=72, alignment="right"),
    Column(
        key="received", title=T("Reported", "board"), width=92, kind="block", alignment="center"
    ),
    Column(
        key="verified", title=T("Verified", "board"), width=92, kind="block", alignment="center"
    ),
    Column(key="decided", title=T("Decided", "board"), width=92, kind="block", alignment="center"),
    Column(key="delivered", title=T("Delivered at", "board"), width=124, kind="time", spare=1),
    Column(key="revision", title=T("Report", "board"), width=160, spare=3),
    Column(key="code", title=T("Check code"), width=104, spare=2),
    Column(key="remark", title=T("Remarks", "board"), stretch=True),
)

RECORD_COLUMNS = (
    Column(key="number", title=T("Number", "column"), width=92),
    Column(key="category", title=T("Category", "column"), width=78, spare=1),
    Column(key="problem", title=T("Problem", "column"), stretch=True),
)

_WAITING = Mark("·", "grey")
_DONE = Mark("✓", "green")
_DUE = 8
"""Local days after the cut-off for which a period that ended comes first."""


@dataclass(frozen=True)
class Board:
    """One period's lines with who can be reminded and in which words."""

    period: Period
    lines: tuple[BoardLine, ...]
    reminders: dict[str, str]
    now: datetime

    def line(self, code: str) -> BoardLine | None:
        """Return a branch's line, or None."""
        return next((line for line in self.lines if line.code == code), None)

    @property
    def missing(self) -> tuple[BoardLine, ...]:
        """The branches that have not delivered."""
        return tuple(line for line in self.lines if line.state == "missing")

    @property
    def delivered(self) -> tuple[BoardLine, ...]:
        """The branches that have."""
        return tuple(line for line in self.lines if line.state != "missing")


@dataclass(frozen=True)
class Delivery:
    """The records a branch delivered for a period, oldest first."""

    branch: str
    period: str
    records: tuple[ServiceRecord, ...]


def gather(desk: OpenDesk, period: str) -> Board:
    """Read the board of a period."""
    session = desk.session
    month = parse_period(period, session.policy().cutoff_day)
    lines = tuple(desk.headquarters.board(period))
    own = desk.facts.code
    with session.store.read() as reader:
        named = reader.find("branch", (Filter("code", "=", own),))
    centre = named[0].name if named else desk.name
    reminders = {
        line.code: late_reminder(line.name, month, centre, session.actor.name, session.paper)
        for line in lines
        if line.state == "missing"
    }
    return Board(month, lines, reminders, session.clock.now())


def period_to_show(desk: OpenDesk) -> str:
    """Return the period headquarters works on: until the answers are out, the one that ended."""
    session = desk.session
    cutoff = session.policy().cutoff_day
    now = session.clock.now()
    ended = last_ended_period(now.date(), cutoff)
    return str(ended if (now.date() - ended.last_day).days <= _DUE else period_of(now, cutoff))


def read_delivery(desk: OpenDesk, branch: str, period: str) -> Delivery:
    """Return the records that belong to a branch's delivered month."""
    session = desk.session
    month = parse_period(period, session.policy().cutoff_day)
    with session.store.read() as reader:
        found = reader.find(
            "service_record",
            (Filter("branch_code", "=", branch), Filter("period", "<=", period)),
            order="number",
        )
    members = tuple(row for row in found if is_member("service_record", row, month))
    return Delivery(branch, period, members)


def board_rows(board: Board) -> list[ListRow]:
    """Return the rows of the board, one for each branch."""
    return [_row(line, board.now) for line in board.lines]


def record_rows(delivery: Delivery) -> list[ListRow]:
    """Return the rows of the list of delivered records."""
    return [
        ListRow(
            record.uuid,
            {
                "number": "-".join(record.number.split("-")[-2:]),
                "category": CATEGORIES.label(record.category),
                "problem": " ".join(record.problem_description.split()),
            },
        )
        for record in delivery.records
    ]


def totals(board: Board) -> list[tuple[Text, str]]:
    """Return the figures of the whole month."""
    delivered = board.delivered
    return [
        (T("Branches", "board"), f"{len(delivered)} / {len(board.lines)}"),
        (T("Accepted", "board"), str(sum(line.state == "accepted" for line in delivered))),
        (T("Service records"), f"{sum(line.records for line in delivered):,}"),
        (T("Visit sheets"), f"{sum(line.visits for line in delivered):,}"),
        (T("Carried over"), f"{sum(line.carried_over for line in delivered):,}"),
        (T("Need support"), str(sum(line.needs_support for line in delivered))),
    ]


def remark(line: BoardLine) -> Text | str:
    """Say what stands out about a delivery."""
    if line.state == "returned":
        return T("returned: {reason}", "board", reason=line.reason)
    if line.state == "missing":
        return ""
    parts: list[Text] = []
    if line.late:
        parts.append(T("late", "board"))
    if line.early:
        parts.append(T("early", "board"))
    if line.needs_support:
        parts.append(T("needs support", "board"))
    if line.missing_devices:
        parts.append(T("without {laptops}", "board", laptops=line.missing_devices))
    if not parts:
        return ""
    whole = parts[0]
    for part in parts[1:]:
        whole = T("{first}, {second}", "board", first=whole, second=part)
    return whole


def _row(line: BoardLine, now: datetime) -> ListRow:
    here = line.state != "missing"
    missing: Mark = Mark(T("missing", "board"), "red" if line.late else "amber")
    cells: dict[str, Cell] = {
        "branch": T("{name} {code}", "branch", name=line.name, code=line.code),
        "records": f"{line.records:,}" if here else "—",
        "received": _DONE if here else missing,
        "verified": _verified(line),
        "decided": _decided(line),
        "delivered": moment_text(line.delivered_at, now),
        "revision": revision_text(line.revision) if here else "",
        "code": check_code(line.digest) if here else "",
        "remark": remark(line),
    }
    return ListRow(line.code, cells, _tone(line))


def _verified(line: BoardLine) -> Mark:
    if line.state == "missing":
        return _WAITING
    if line.digest != line.stated_digest:
        return Mark(T("does not match", "board"), "red")
    return _DONE


def _decided(line: BoardLine) -> Mark:
    if line.state == "accepted":
        return Mark(T("accepted", "board.decision"), "green")
    if line.state == "returned":
        return Mark(T("returned", "board.decision"), "red")
    if line.state == "verified":
        return Mark(T("to be decided", "board.decision"), "amber")
    return _WAITING


def _tone(line: BoardLine) -> Tone | None:
    if line.state == "mismatch" or (line.state == "missing" and line.late):
        return "red"
    return None


def all_reminders(board: Board, code: str = "") -> str:
    """Return the reminder of one branch, or those of all that are missing."""
    if code in board.reminders:
        return board.reminders[code]
    return "\n".join(board.reminders.values())


def place_of(delivery: Delivery, record: UUID) -> int:
    """Return the place of a record from 1, 0 when it is not there."""
    ids: Sequence[UUID] = [row.uuid for row in delivery.records]
    return ids.index(record) + 1 if record in ids else 0
