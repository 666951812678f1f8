# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The start page of each role: what is due, today's visits, the month's figures."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

import msgspec

from branchdesk.domain.clock import local_date
from branchdesk.domain.kinds.roles import MANAGERS, DeskRole, Role
from branchdesk.domain.kinds.service_record import UNFINISHED, ServiceRecord
from branchdesk.domain.kinds.visit import BEFORE_SITE, FROZEN, ON_SITE, Visit
from branchdesk.domain.month_findings import DeviceFacts
from branchdesk.domain.period import Period, period_of
from branchdesk.domain.queries import Filter
from branchdesk.domain.tasks_due import DueItem, Tone, end_of_day, in_order
from branchdesk.domain.text import T, Text
from branchdesk.services.conflicts import DECIDERS
from branchdesk.services.ports import Reader
from branchdesk.services.session import Session
from branchdesk.services.workbench_custody import custody_items
from branchdesk.services.workbench_month import headquarters_items, month_items, next_report
from branchdesk.services.workbench_records import customer_names, record_items
from branchdesk.services.workbench_visits import visit_items

UNSIGNED = ON_SITE | {"signature_pending", "waiver_requested"}
"""States of a visit that took place without a signature or its waiver so far."""


class Figure(msgspec.Struct, frozen=True):
    """One figure of the side card; ``value`` is “—” over an empty population."""

    kind: str
    label: Text
    value: Text


class VisitToday(msgspec.Struct, frozen=True, kw_only=True):
    """A visit of today for the side card; ``at`` is the appointment or the arrival."""

    uuid: UUID
    at: datetime | None
    customer: str
    state: str
    tools: str
    prints: int


def no_laptops() -> Sequence[DeviceFacts]:
    """Tell of no laptop: desks that have none."""
    return ()


class Workbench:
    """The start page of the person of the session.

    Engineers see their own work; on a branch desk managers and service agents see everybody's.
    """

    def __init__(
        self,
        session: Session,
        laptops: Callable[[], Sequence[DeviceFacts]] = no_laptops,
        undecided: Callable[[], int] = lambda: 0,
    ) -> None:
        """Take the session, what tells when each enrolled laptop last delivered, and what counts
        the fields with two values.
        """
        self._session = session
        self._laptops = laptops
        self._undecided = undecided

    @property
    def _everybody(self) -> bool:
        session = self._session
        overseers = MANAGERS | {Role.SERVICE_AGENT}
        return session.desk.role is DeskRole.BRANCH and session.may(overseers)

    def items(self) -> tuple[DueItem, ...]:
        """Return what is to be done, most urgent first."""
        session = self._session
        to_decide = self._undecided() if session.may(DECIDERS) else 0
        decide = [decision_item(to_decide)] if to_decide else []
        with session.store.read() as reader:
            if session.desk.role is DeskRole.HQ:
                return in_order([*headquarters_items(session, reader), *decide])
            items = record_items(session, reader, everybody=self._everybody)
            items += custody_items(session, reader, everybody=self._everybody)
            items += visit_items(session, reader, everybody=self._everybody)
            if self._everybody:
                items += month_items(session, reader, self._laptops())
            return in_order([*items, *decide])

    def todays_visits(self) -> tuple[VisitToday, ...]:
        """Return the visits agreed for today or done today, by their time."""
        session = self._session
        with session.store.read() as reader:
            visits = {
                visit.uuid: visit
                for field in ("appointment_at", "arrived_at")
                for visit in reader.find(
                    "visit", (*self._own("engineer"), *_day_of(field, session.clock.now()))
                )
                if visit.state != "cancelled"
            }
            names = customer_names(reader, [v.customer for v in visits.values()])
        return tuple(
            VisitToday(
                uuid=v.uuid,
                at=v.appointment_at or v.arrived_at,
                customer=names.get(v.customer, ""),
                state=v.state,
                tools=v.tools,
                prints=v.print_count,
            )
            for v in sorted(visits.values(), key=lambda v: v.appointment_at or v.arrived_at)
        )

    def figures(self) -> tuple[Figure, ...]:
        """Return the person's figures of the present period (requirements §8)."""
        session = self._session
        me = session.actor.staff
        period = str(period_of(session.clock.now(), session.policy().cutoff_day))
        in_period = Filter("period", "=", period)
        with session.store.read() as reader:
            records = [
                r
                for r in reader.find(
                    "service_record", (in_period, Filter("first_contact_owner", "=", me))
                )
                if r.state != "draft"
            ]
            visits = [
                v
                for v in reader.find("visit", (in_period, Filter("engineer", "=", me)))
                if v.state != "cancelled"
            ]
            closed = [r for r in records if r.state == "closed"]
            first = _solved_at_first_contact(reader, closed)
        scores = [r.satisfaction_score for r in closed if r.satisfaction_score is not None]
        same_day = sum(not r.late_entry for r in records)
        return (
            Figure("records", T("Service records", "figure"), _number(len(records))),
            Figure("same_day", T("Entered the same day", "figure"), _share(same_day, len(records))),
            Figure(
                "first_contact", T("Solved at first contact", "figure"), _share(first, len(closed))
            ),
            Figure("satisfaction", T("Satisfaction", "figure"), _mean_score(scores)),
            Figure("visits", T("Visits", "figure"), _number(sum(_took_place(v) for v in visits))),
            Figure(
                "unsigned",
                T("Unsigned", "figure"),
                _number(sum(v.state in UNSIGNED for v in visits)),
            ),
        )

    def next_report(self) -> Period:
        """Return the period to report next; of a branch one that is late before any other.

        Headquarters merges the present period whatever came in.
        """
        session = self._session
        if session.desk.role is DeskRole.HQ:
            return period_of(session.clock.now(), session.policy().cutoff_day)
        with session.store.read() as reader:
            return next_report(session, reader)

    def navigation_counts(self) -> Mapping[str, int]:
        """Return the numbers beside the pages of the navigation, by page key.

        ``records`` and ``visits`` count what is unfinished, ``exchange`` what waits to be sent,
        ``board`` (headquarters) the bundles to decide on.
        """
        session = self._session
        with session.store.read() as reader:
            if session.desk.role is DeskRole.HQ:
                items = headquarters_items(session, reader)
                return {"board": sum(item.kind == "check_bundle" for item in items)}
            unfinished = Filter("state", "in", tuple(sorted(UNFINISHED)))
            running = Filter("state", "in", tuple(sorted(BEFORE_SITE | UNSIGNED)))
            unsent = (Filter("exchange", "=", "unpacked"), Filter("state", "!=", "draft"))
            return {
                "records": reader.count("service_record", (unfinished, *self._own("handler"))),
                "visits": reader.count("visit", (running, *self._own("engineer"))),
                "exchange": sum(
                    reader.count(kind, unsent) for kind in ("service_record", "visit", "customer")
                ),
            }

    def _own(self, field: str) -> tuple[Filter, ...]:
        return () if self._everybody else (Filter(field, "=", self._session.actor.staff),)


def decision_item(count: int) -> DueItem:
    """Return the line for fields that were changed on two desks."""
    return DueItem(
        kind="conflict",
        label=T("Conflicting edits"),
        tone=Tone.TODAY,
        due=None,
        when=T("today", "due"),
        title=T("Conflicting edits not decided yet: {count}.", count=count),
        subtitle=T("Choose which value stays; the other one is kept, too."),
        action=T("Choose", "due.action"),
        page="decisions",
    )


def _day_of(field: str, now: datetime) -> tuple[Filter, Filter]:
    end = end_of_day(local_date(now))
    start = now.astimezone(end.tzinfo).replace(hour=0, minute=0, second=0, microsecond=0)
    return Filter(field, ">=", start), Filter(field, "<", end)


def _took_place(visit: Visit) -> bool:
    return visit.arrived_at is not None or visit.state in FROZEN


def _solved_at_first_contact(reader: Reader, closed: Sequence[ServiceRecord]) -> int:
    """Count records solved without hand-over, escalation, visit, custody or reopening."""
    if not closed:
        return 0
    uuids = tuple(r.uuid for r in closed)
    helped = {h.record for h in reader.find("record_handover", (Filter("record", "in", uuids),))}
    helped |= {v.record for v in reader.find("visit", (Filter("record", "in", uuids),))}
    return sum(
        r.uuid not in helped and not r.recurrence and not r.probable_cause.strip() for r in closed
    )


def _number(count: int) -> Text:
    return T("{count}", "figure", count=count)


def _share(part: int, whole: int) -> Text:
    if not whole:
        return T("—", "figure")
    return T("{percent} %", "figure", percent=round(100 * part / whole))


def _mean_score(scores: Sequence[int]) -> Text:
    if not scores:
        return T("—", "figure")
    mean = (Decimal(sum(scores)) / len(scores)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return T("{score} / 10", "figure", score=str(mean))
