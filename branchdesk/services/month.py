# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The month while it is collected: check, explanations, summary, reminders and the slip (§4.6)."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

import msgspec

from branchdesk.domain.changes import Changes
from branchdesk.domain.clock import local_date
from branchdesk.domain.day_words import period_text
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.month import (
    MONTH_EXPLANATION,
    MONTH_SUMMARY,
    MonthClose,
    MonthReceipt,
    MonthSummary,
)
from branchdesk.domain.kinds.roles import MANAGERS, Role
from branchdesk.domain.month_check import (
    DeviceFacts,
    Finding,
    MonthFacts,
    MonthFindings,
    check_month,
)
from branchdesk.domain.month_summary import draft_summary
from branchdesk.domain.period import Period, parse_period, recommended_close
from branchdesk.domain.queries import Filter
from branchdesk.domain.snapshot import is_member
from branchdesk.domain.text import T
from branchdesk.services import month_facts, month_messages, rights, rows
from branchdesk.services.month_messages import Nudge
from branchdesk.services.ports import Reader
from branchdesk.services.session import Session

REPORTERS = MANAGERS | {Role.SERVICE_AGENT}
"""Who puts the month together; closing it is for the manager and the delegate alone."""

_AFTER_RECEIPT = {"accepted": "acknowledged", "returned": "returned"}


class MonthStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Where a branch's month stands.

    ``state`` is one of MONTH_STATES; ``revision`` that of the newest close, 0 before the first.
    ``recommended`` is the earlier local day to report on when the due day is a day off, else None.
    ``days_left`` counts the days to the due day and is negative after it.
    """

    period: Period
    state: str
    revision: int
    due: date
    recommended: date | None
    days_left: int
    close: MonthClose | None
    receipt: MonthReceipt | None
    summary: MonthSummary | None


class MonthContents(msgspec.Struct, frozen=True, kw_only=True):
    """How much a report holds; ``attachment_bytes`` is the size of all attachments in bytes."""

    records: int
    visits: int
    customers: int
    attachments: int
    attachment_bytes: int


class Month:
    """The use cases around a branch's month until it is closed."""

    def __init__(
        self,
        session: Session,
        devices: Callable[[], Sequence[DeviceFacts]],
        conflicts: Callable[[], int],
        delivered: Callable[[str], bool],
    ) -> None:
        """``devices`` are the laptops enrolled at this branch, ``conflicts`` the open ones.

        ``delivered`` tells whether a bundle of the given id was put into a mailbox or a file.
        """
        self._session = session
        self._devices = devices
        self._conflicts = conflicts
        self._delivered = delivered

    def check(self, period: str) -> MonthFindings:
        """Run headquarters' rules over the period; changes nothing (R-105)."""
        return check_month(self._facts(self._period(period)))

    def status(self, period: str) -> MonthStatus:
        """Return where the month stands and how much time is left (R-104)."""
        month = self._period(period)
        early = recommended_close(month, self._session.calendar())
        today = local_date(self._session.clock.now())
        with self._session.store.read() as reader:
            close = self._newest_close(reader, month)
            receipt = month_facts.newest_receipt(reader, close) if close else None
            summary = month_facts.saved_summary(reader, self._branch, month)
        if close is None:
            state = "pre_checked" if self.check(period).ready else "collecting"
        else:
            sent = "sent" if self._delivered(close.bundle) else close.state
            state = _AFTER_RECEIPT.get(receipt.state, sent) if receipt else sent
        return MonthStatus(
            period=month,
            state=state,
            revision=close.revision if close else 0,
            due=month.last_day,
            recommended=early if early < month.last_day else None,
            days_left=(month.last_day - today).days,
            close=close,
            receipt=receipt,
            summary=summary,
        )

    def explain(self, period: str, rule: str, subjects: Sequence[str], text: str) -> Changes:
        """Write one sentence for one or many findings of a rule; a later one replaces it.

        ``subjects`` are what the findings name as their subject. Raises UserError when there is
        no such finding, when it needs no explanation, or when the month is with headquarters.
        """
        session = self._session
        rights.require_roles(session, REPORTERS)
        month = self._period(period)
        facts = self._facts(month)
        open_findings = {
            f.subject for f in check_month(facts).all() if f.explainable and f.rule.value == rule
        }
        unknown = [subject for subject in subjects if subject not in open_findings]
        if unknown or not subjects:
            raise UserError(
                T("There is nothing to explain"),
                T(
                    "“{subject}” has no finding of the rule “{rule}” that needs an explanation.",
                    subject=unknown[0][:40] if unknown else "",
                    rule=rule[:40],
                ),
                T("Run the check again; it may be settled already."),
            )
        present = {(e.rule, e.subject): e for e in facts.explanations}
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            self._require_open(writer, month)
            for subject in dict.fromkeys(subjects):
                row = present.get((rule, subject))
                if row is not None:
                    rows.change_row(session, writer, MONTH_EXPLANATION, row, {"text": text})
                    continue
                rows.insert_row(
                    session,
                    writer,
                    MONTH_EXPLANATION,
                    {
                        "branch_code": self._branch,
                        "period": str(month),
                        "rule": rule,
                        "subject": subject,
                        "text": text,
                    },
                )
            return writer.changes

    def draft_summary(self, period: str) -> str:
        """Return a draft of the summary from the data, in the language of the paper (R-108)."""
        return self._session.paper.render(draft_summary(self._facts(self._period(period))))

    def save_summary(
        self, period: str, summary: str, needs_support: bool = False, support_text: str = ""
    ) -> Changes:
        """Confirm the summary; asking for support needs a word about what for (R-108, BR-027)."""
        session = self._session
        rights.require_roles(session, REPORTERS)
        month = self._period(period)
        if needs_support and not support_text.strip():
            raise UserError(
                T("What support is needed?"),
                T("The report asks headquarters for support, but does not say which."),
                T("Describe it in a sentence, or take the mark away."),
            )
        values: dict[str, object] = {
            "summary": summary,
            "needs_hq_support": needs_support,
            "support_text": support_text if needs_support else "",
        }
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            self._require_open(writer, month)
            present = month_facts.saved_summary(writer, self._branch, month)
            if present is not None:
                rows.change_row(session, writer, MONTH_SUMMARY, present, values)
            else:
                own = {"branch_code": self._branch, "period": str(month)}
                rows.insert_row(session, writer, MONTH_SUMMARY, own | values)
            return writer.changes

    def contents(self, period: str) -> MonthContents:
        """Return how much the report would hold now."""
        month = self._period(period)
        facts = self._facts(month)
        records = [r for r in facts.records if is_member("service_record", r, month)]
        visits = [v for v in facts.visits if is_member("visit", v, month)]
        owners = {row.uuid for row in (*records, *visits)}
        with self._session.store.read() as reader:
            attachments = month_facts.find_many(reader, "attachment", "owner", owners)
        return MonthContents(
            records=len(records),
            visits=len(visits),
            customers=facts.customers_changed,
            attachments=len(attachments),
            attachment_bytes=sum(attachment.size for attachment in attachments),
        )

    def nudge_texts(self, period: str) -> tuple[Nudge, ...]:
        """Return a reminder for every person who still has something to do, most first."""
        facts = self._facts(self._period(period))
        by_person: dict[UUID, list[Finding]] = {}
        for finding in check_month(facts).all():
            if finding.person and finding.task and not finding.explained:
                by_person.setdefault(finding.person, []).append(finding)
        by_person = {p: found for p, found in by_person.items() if p in facts.people}
        busiest = sorted(by_person, key=lambda p: (-len(by_person[p]), facts.people[p]))
        return tuple(
            month_messages.nudge(person, facts, by_person[person], self._session.paper)
            for person in busiest
        )

    def slip(self, period: str) -> str:
        """Return the text that proves a report was sent, to paste into a chat.

        Raises UserError while the month is not closed.
        """
        month = self._period(period)
        with self._session.store.read() as reader:
            close = self._newest_close(reader, month)
            branches = reader.find("branch", (Filter("code", "=", self._branch),))
        if close is None:
            raise UserError(
                T("There is no report yet"),
                T("{period} has not been closed.", period=period_text(month)),
                T("Close the month first; then the slip can be copied."),
            )
        name = branches[0].name if branches else self._branch
        return month_messages.slip(close, month, name, self._session.paper)

    @property
    def _branch(self) -> str:
        return self._session.desk.branch_code

    def _period(self, period: str) -> Period:
        rights.require_branch(self._session, or_headquarters=True)
        rights.require_reading(self._session, MONTH_SUMMARY.name)
        return parse_period(period, self._session.policy().cutoff_day)

    def _facts(self, month: Period) -> MonthFacts:
        session = self._session
        laptops, conflicts = self._devices(), self._conflicts()
        with session.store.read() as reader:
            return month_facts.gather(
                reader,
                self._branch,
                month,
                session.clock.now(),
                session.policy(),
                session.calendar(),
                laptops,
                conflicts,
            )

    def _newest_close(self, reader: Reader, month: Period) -> MonthClose | None:
        return month_facts.newest_close(reader, self._branch, month)

    def _require_open(self, reader: Reader, month: Period) -> None:
        close = self._newest_close(reader, month)
        if close is None:
            return
        receipt = month_facts.newest_receipt(reader, close)
        if receipt is None or receipt.state != "returned":
            raise UserError(
                T("This month was already reported"),
                T("{period} is with headquarters.", period=period_text(month)),
                T("It can be changed again when headquarters returns it."),
            )
