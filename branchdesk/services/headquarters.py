# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Headquarters' board: what has come, what it says, accepting and returning (R-120 to R-124)."""

from datetime import datetime

import msgspec

from branchdesk.domain.changes import Changes
from branchdesk.domain.day_words import period_words
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.month import BOARD_STATES, MONTH_RECEIPT, MonthReceipt
from branchdesk.domain.kinds.roles import (
    ACCEPTERS,
    EXCHANGERS,
    HEADQUARTERS,
    VERIFIERS,
    DeskRole,
)
from branchdesk.domain.period import parse_period
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T
from branchdesk.services import rights
from branchdesk.services.exchange_ports import Courier, ExchangeStore, StreamsPort
from branchdesk.services.month_bundle import snapshot_digest
from branchdesk.services.month_facts import newest_close, newest_receipt
from branchdesk.services.month_receipts import receipt_statement
from branchdesk.services.ports import Reader
from branchdesk.services.session import Session


class BoardLine(msgspec.Struct, frozen=True, kw_only=True):
    """One branch on the board; ``digest`` is recomputed from headquarters' own rows."""

    code: str
    name: str
    state: str
    revision: int
    records: int
    visits: int
    digest: str
    stated_digest: str
    late: bool
    early: bool
    delivered_at: datetime | None
    carried_over: int
    needs_support: bool
    support_text: str
    missing_devices: str
    reason: str


class Decided(msgspec.Struct, frozen=True):
    """Headquarters' word on a month."""

    period: str
    branch: str
    revision: int
    state: str
    changes: Changes


class Headquarters:
    """The board of one period and the decisions on it."""

    def __init__(self, session: Session, store: ExchangeStore, courier: Courier) -> None:
        """Work for headquarters' desk."""
        self._session = session
        self._store = store
        self._courier = courier

    @property
    def may_receive(self) -> bool:
        """Tell whether the person takes in what the branches send."""
        return self._session.may(EXCHANGERS[DeskRole.HQ])

    @property
    def may_accept(self) -> bool:
        """Tell whether the person accepts a verified month."""
        return self._session.may(ACCEPTERS)

    @property
    def may_return(self) -> bool:
        """Tell whether the person returns a month."""
        return self._session.may(VERIFIERS)

    def board(self, period: str) -> list[BoardLine]:
        """Return one line for every branch, delivered or not."""
        self._require_headquarters()
        rights.require_roles(self._session, HEADQUARTERS)
        parse_period(period)
        with self._store.read() as (reader, streams):
            linked = {entry.peer for entry in streams.links()}
            branches = reader.find("branch", (Filter("code", "!=", "HQ"),), order="created_at")
            lines = [self._line(reader, streams, b.code, b.name, period) for b in branches]
            codes = {b.code for b in branches}
            lines += [
                self._line(reader, streams, code, code, period) for code in sorted(linked - codes)
            ]
        return lines

    def accept(self, period: str, branch: str) -> Decided:
        """Accept a verified month; the signed receipt goes out with the next exchange."""
        rights.require_roles(self._session, ACCEPTERS)
        return self._decide(period, branch, "accepted", "")

    def return_(self, period: str, branch: str, reason: str) -> Decided:
        """Return a month with the reason (R-122); the branch reports it again as a revision."""
        rights.require_roles(self._session, VERIFIERS)
        if not reason.strip():
            raise UserError(
                T("The reason is missing"),
                T("A returned month needs its reason."),
                T("Write what the branch has to correct."),
            )
        return self._decide(period, branch, "returned", reason)

    def _decide(self, period: str, branch: str, state: str, reason: str) -> Decided:
        session = self._session
        self._require_headquarters()
        now = session.clock.now()
        with self._store.write(session.actor.staff, now) as (writer, streams):
            line = self._line(writer, streams, branch, branch, period)
            if line.revision == 0:
                raise UserError(
                    T("Nothing has come from {branch}", branch=branch),
                    T(
                        "{branch} has not delivered {period} yet.",
                        branch=branch,
                        period=period_words(period),
                    ),
                    T("Take in its bundle first."),
                )
            if line.state in ("accepted", "returned"):
                raise UserError(
                    T("This is already decided"),
                    T(
                        "Revision {revision} is “{state}”.",
                        revision=line.revision,
                        state=BOARD_STATES.label(line.state),
                    ),
                    T("A new revision of the branch can be decided anew."),
                )
            if state == "accepted" and line.state == "mismatch":
                raise UserError(
                    T("The content does not match"),
                    T("The check code differs from what the branch stated."),
                    T("Return it, and let the branch send it again."),
                )
            newest = self._delivery(streams, branch, period)
            receipt = MonthReceipt(
                uuid=session.new_id(),
                created_at=now,
                created_by=session.actor.staff,
                branch_code=branch,
                period=period,
                revision=line.revision,
                state=state,
                records=line.records,
                digest=line.digest,
                reason=reason,
                decided_at=now,
                decided_by=session.actor.name,
                journal_head=newest[0],
                journal_count=newest[1],
            )
            signature = self._courier.signed(receipt_statement(receipt))
            writer.insert(MONTH_RECEIPT.name, msgspec.structs.replace(receipt, signature=signature))
            return Decided(period, branch, line.revision, state, writer.changes)

    def _delivery(self, streams: StreamsPort, branch: str, period: str) -> tuple[str, int]:
        for entry in streams.bundles("in"):
            if entry.peer == branch and entry.period == period:
                return entry.journal_head, entry.journal_count
        return "", 0

    def _line(
        self, reader: Reader, streams: StreamsPort, code: str, name: str, period: str
    ) -> BoardLine:
        month = parse_period(period, self._session.policy().cutoff_day)
        close = newest_close(reader, code, month)
        if close is None:
            return BoardLine(
                code=code,
                name=name,
                state="missing",
                revision=0,
                records=0,
                visits=0,
                digest="",
                stated_digest="",
                late=self._session.clock.now() >= month.end,
                early=False,
                delivered_at=None,
                carried_over=0,
                needs_support=False,
                support_text="",
                missing_devices="",
                reason="",
            )
        digest = snapshot_digest(streams.snapshot(code, period, close.revision))
        state = "verified" if digest == close.digest else "mismatch"
        receipt = newest_receipt(reader, close)
        if receipt is not None:
            state = receipt.state
        delivered = next(
            (e.built_at for e in streams.bundles("in") if e.peer == code and e.period == period),
            None,
        )
        return BoardLine(
            code=code,
            name=name,
            state=state,
            revision=close.revision,
            records=close.records,
            visits=close.visits,
            digest=digest,
            stated_digest=close.digest,
            late=close.late,
            early=close.early,
            delivered_at=delivered,
            carried_over=close.carried_over,
            needs_support=close.needs_hq_support,
            support_text=close.support_text,
            missing_devices=close.missing_devices,
            reason=receipt.reason if receipt is not None else "",
        )

    def _require_headquarters(self) -> None:
        if self._session.desk.role is not DeskRole.HQ:
            raise UserError(
                T("Only headquarters has this board"),
                T("This desk is not headquarters."),
                T("Open headquarters' desk."),
            )
