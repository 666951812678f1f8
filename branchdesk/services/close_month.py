# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Closing a branch's month: freeze, revision, bundle (R-104 to R-113)."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from branchdesk.domain.changes import Changes
from branchdesk.domain.clock import local_date
from branchdesk.domain.day_words import day_text, period_text
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.month import MONTH_CLOSE, MonthClose
from branchdesk.domain.kinds.roles import MANAGERS
from branchdesk.domain.month_check import MonthFindings
from branchdesk.domain.month_findings import MonthRule
from branchdesk.domain.period import Period, parse_period, recommended_close
from branchdesk.domain.queries import Filter
from branchdesk.domain.snapshot import CARRIED_STATES
from branchdesk.domain.text import T
from branchdesk.services import month_facts, rights, rows, scopes
from branchdesk.services.exchange import Exchange
from branchdesk.services.exchange_ports import ExchangeStore, StreamsPort
from branchdesk.services.late_rows import move_late_rows
from branchdesk.services.month_bundle import snapshot_digest, take_snapshot
from branchdesk.services.ports import Reader, Writer
from branchdesk.services.session import Session


class Closed(msgspec.Struct, frozen=True):
    """A closed month and the bundle built for it."""

    period: str
    revision: int
    records: int
    digest: str
    bundle: str
    changes: Changes


class CloseMonth:
    """Freezes a period and builds its bundle."""

    def __init__(
        self,
        session: Session,
        store: ExchangeStore,
        exchange: Exchange,
        check: Callable[[str], MonthFindings],
    ) -> None:
        """``check`` is the month's pre-check, headquarters' own rule pack."""
        self._session = session
        self._store = store
        self._exchange = exchange
        self._check = check

    def close(self, period: str) -> Closed:
        """Freeze the period, write its close and build the bundle for headquarters.

        From the last working day before the cut-off on (early close), or after it. A period that
        headquarters returned is closed again as the next revision. Raises UserError when the
        check blocks, when it is too early, already reported, or the desk is not enrolled.
        """
        session = self._session
        rights.require_roles(session, MANAGERS)
        rights.require_branch(session)
        month = parse_period(period, session.policy().cutoff_day)
        now = session.clock.now()
        self._require_time(month, now)
        findings = self._check(period)
        if findings.block:
            raise UserError(
                T("The month cannot be reported yet"),
                T("Things to be settled first: {count}.", count=len(findings.block)),
                T("Open the month page; every line leads to what is missing."),
            )
        with self._store.write(session.actor.staff, now) as (writer, streams):
            parent = streams.parent()
            if parent is None:
                raise UserError(
                    T("This branch is not enrolled"),
                    T("The bundle is sealed for headquarters, which this desk does not know yet."),
                    T("Exchange the enrolment files with headquarters first."),
                )
            close = self._freeze(writer, streams, month, now, findings)
            scope = scopes.upward_at_close(writer, session.desk.branch_code, period)
            streams.release(parent.peer, scope)
            changes = writer.changes
        self._exchange.build_for(parent.peer)
        return Closed(period, close.revision, close.records, close.digest, close.bundle, changes)

    def _require_time(self, month: Period, now: datetime) -> None:
        earliest = recommended_close(month, self._session.calendar())
        if local_date(now) < earliest:
            raise UserError(
                T("It is too early to report"),
                T(
                    "{period} can be reported from {day} on.",
                    period=period_text(month),
                    day=day_text(earliest),
                ),
                T("Until then check it as often as you like."),
            )

    def _freeze(
        self,
        writer: Writer,
        streams: StreamsPort,
        month: Period,
        now: datetime,
        findings: MonthFindings,
    ) -> MonthClose:
        session = self._session
        branch, period = session.desk.branch_code, str(month)
        move_late_rows(writer, streams, branch)
        revision = self._next_revision(writer, month)
        self._freeze_closed(writer, branch, period)
        entries = take_snapshot(writer, branch, period)
        streams.save_snapshot(branch, period, revision, entries)
        summary = month_facts.saved_summary(writer, branch, month)
        records = [e for e in entries if e[0] == "service_record"]
        carried = writer.count(
            "service_record",
            (
                Filter("branch_code", "=", branch),
                Filter("period", "<=", period),
                Filter("state", "in", sorted(CARRIED_STATES)),
            ),
        )
        row: MonthClose = rows.insert_row(
            session,
            writer,
            MONTH_CLOSE,
            {
                "number": rows.new_number(session, writer, MONTH_CLOSE),
                "state": "exported",
                "branch_code": branch,
                "period": period,
                "revision": revision,
                "closed_at": now,
                "closed_by": session.actor.staff,
                "records": len(records),
                "visits": len(entries) - len(records),
                "customers": month_facts.customers_changed(writer, branch),
                "carried_over": carried,
                "digest": snapshot_digest(entries),
                "summary": summary.summary if summary else "—",
                "needs_hq_support": bool(summary and summary.needs_hq_support),
                "support_text": summary.support_text if summary else "",
                "early": now < month.end and local_date(now) < month.last_day,
                "late": now >= month.end,
                "missing_devices": ", ".join(_missing_laptops(findings)),
                "bundle": str(session.new_id()),
            },
        )
        return row

    def _next_revision(self, reader: Reader, month: Period) -> int:
        close = month_facts.newest_close(reader, self._session.desk.branch_code, month)
        if close is None:
            return 1
        receipt = month_facts.newest_receipt(reader, close)
        if receipt is None or receipt.state != "returned":
            raise UserError(
                T("This month was already reported"),
                T("Revision {revision} is with headquarters.", revision=close.revision),
                T("It can be reported again when headquarters returns it."),
            )
        return close.revision + 1

    def _freeze_closed(self, writer: Writer, branch: str, period: str) -> None:
        closed = writer.find(
            "service_record",
            (
                Filter("branch_code", "=", branch),
                Filter("period", "<=", period),
                Filter("frozen", "=", False),
                Filter("state", "in", ("closed", "transferred")),
            ),
        )
        for record in closed:
            writer.update("service_record", record.uuid, {"frozen": True})


def _missing_laptops(findings: MonthFindings) -> list[str]:
    """Return the laptops the report goes without; the branch has said why (R-106)."""
    return [f.number for f in findings.all() if f.rule is MonthRule.LAPTOP]
