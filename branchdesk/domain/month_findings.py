# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the check of a month looks at and what it finds (R-104 to R-106)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.clock import local_date
from branchdesk.domain.kinds.month import MonthExplanation, MonthSummary
from branchdesk.domain.kinds.service_record import RecordProgress, ServiceRecord
from branchdesk.domain.kinds.visit import Visit
from branchdesk.domain.period import Period
from branchdesk.domain.policy import Policy
from branchdesk.domain.snapshot import CARRIED_STATES, is_carried_over
from branchdesk.domain.text import T, Text

LOW_SATISFACTION = 5
"""Up to this many of ten points a record needs a follow-up."""


class Level(StrEnum):
    """How a finding weighs: only ``block`` keeps the month from being closed."""

    BLOCK = "block"
    EXPLAIN = "explain"
    INFO = "info"


class MonthRule(StrEnum):
    """The rules by their code, as it stands in findings, explanations and on the command line."""

    UNSIGNED = "R-070"
    MANDATORY = "required"
    DEFECT_VERSION = "BR-022"
    SUGGESTION_CONTACT = "R-023"
    INCOMPLETE_CLOSE = "BR-025"
    DRAFT = "draft"
    DATA_OVERDUE = "BR-036"
    LAPTOP = "R-106"
    BRANCH = "R-120"
    SUMMARY = "R-108"
    LATE_ENTRY = "BR-020"
    STALE = "stale"
    LOW_SATISFACTION = "low_satisfaction"
    ORAL_WAIVER = "R-074"
    CONFLICTS = "conflicts"
    EARLY_CLOSE = "BR-026"
    LATE_REPORT = "BR-031"
    COUNTS = "counts"
    STATUS_CLASSES = "R-035"
    ENTRY_OVERDUE = "BR-021"
    LATE_SHEET = "BR-048"
    NO_SURVEY = "R-080"
    LEAD_NOT_PASSED = "R-024"
    NOT_TOLD = "BR-042"
    AT_HEADQUARTERS = "R-105"
    CARRIED_OVER = "R-117"
    CALENDAR = "R-013"


class DeviceFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A laptop of the branch: its code (``L02``), who carries it, and when it last delivered."""

    code: str
    name: str
    last_received_at: datetime | None = None
    staff: UUID | None = None


class BranchFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A branch as headquarters sees it: its code (``GZ``), its name, and whether it reported."""

    code: str
    name: str
    reported: bool = False


class MonthFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the rules look at.

    ``records`` are the period's, drafts among them, and the carried-over ones; ``visits`` the
    period's and those of carried-over records. ``progress`` holds the log of each unfinished or
    badly rated record, ``people`` and ``customers`` the names by identity. ``conflicts`` counts the
    open ones, ``customers_changed`` the customer files headquarters has not got as they are.
    ``laptops`` are those of a branch; ``branches`` stand at headquarters alone, which reports to
    nobody, and are None elsewhere.
    """

    period: Period
    now: datetime
    policy: Policy
    calendar: WorkingCalendar
    records: tuple[ServiceRecord, ...] = ()
    progress: Mapping[UUID, tuple[RecordProgress, ...]] = {}
    visits: tuple[Visit, ...] = ()
    laptops: tuple[DeviceFacts, ...] = ()
    branches: tuple[BranchFacts, ...] | None = None
    conflicts: int = 0
    summary: MonthSummary | None = None
    explanations: tuple[MonthExplanation, ...] = ()
    customers_changed: int = 0
    people: Mapping[UUID, str] = {}
    customers: Mapping[UUID, str] = {}
    closed: bool = False

    @property
    def reference(self) -> datetime:
        """The moment laptops are measured at: now, at most the end of the period."""
        return min(self.now, self.period.end)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the check.

    ``number`` is that of the record or visit, the code of the device or empty; ``field`` is where
    to jump to. ``task`` is the short form for a reminder to ``person``. ``explained`` is the
    branch's sentence; ``explainable`` tells whether one is wanted.
    """

    level: Level
    rule: MonthRule
    message: Text
    kind: str = ""
    number: str = ""
    uuid: UUID | None = None
    field: str = ""
    person: UUID | None = None
    task: Text | None = None
    explainable: bool = False
    explained: str = ""

    @property
    def subject(self) -> str:
        """What an explanation names: the number, or the rule where there is none."""
        return self.number or self.rule.value


class FindingGroup(msgspec.Struct, frozen=True):
    """Findings of one rule with the sentence that counts them."""

    rule: MonthRule
    sentence: Text
    findings: tuple[Finding, ...]


class MonthFindings(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a check, each level in the order of the rules.

    ``stale_days`` is the number of days without progress the policy in force tolerates.
    """

    period: Period
    block: tuple[Finding, ...] = ()
    explain: tuple[Finding, ...] = ()
    info: tuple[Finding, ...] = ()
    stale_days: int = 3

    @property
    def ready(self) -> bool:
        """Tell whether the month may be closed: nothing blocks."""
        return not self.block

    @property
    def unexplained(self) -> tuple[Finding, ...]:
        """The findings that still wait for a sentence of the branch."""
        return tuple(f for f in self.explain if f.explainable and not f.explained)

    def all(self) -> tuple[Finding, ...]:
        """Return every finding, the pressing ones first."""
        return self.block + self.explain + self.info

    def groups(self, level: Level) -> tuple[FindingGroup, ...]:
        """Return the findings of a level by rule, in order, for a list that folds them."""
        by_rule: dict[MonthRule, list[Finding]] = {}
        for finding in self.all():
            if finding.level is level:
                by_rule.setdefault(finding.rule, []).append(finding)
        return tuple(
            FindingGroup(rule, group_sentence(rule, found, self.stale_days), tuple(found))
            for rule, found in by_rule.items()
        )


def group_sentence(rule: MonthRule, findings: Sequence[Finding], stale_days: int) -> Text:
    """Return the sentence for several findings of one rule; a single one speaks for itself."""
    count = len(findings)
    if count == 1:
        return findings[0].message
    sentences = {
        MonthRule.UNSIGNED: T(
            "{count} visit sheets have no signature of the customer yet.", count=count
        ),
        MonthRule.LATE_ENTRY: T(
            "{count} records were entered a day late. Write the reason in one sentence; one for all"
            " will do.",
            count=count,
        ),
        MonthRule.STALE: T(
            "{count} records have had no progress for more than {days} days and are carried over."
            " Say how they stand.",
            count=count,
            days=stale_days,
        ),
        MonthRule.LOW_SATISFACTION: T(
            "Rated {score} or less {count} times without a follow-up on record.",
            score=LOW_SATISFACTION,
            count=count,
        ),
        MonthRule.CARRIED_OVER: T(
            "{count} records are not closed and are carried over.", count=count
        ),
        MonthRule.BRANCH: T("{count} branches have not reported yet.", count=count),
        MonthRule.LAPTOP: T("{count} laptops have not delivered their data.", count=count),
        MonthRule.DRAFT: T("{count} records are still drafts.", count=count),
        MonthRule.ORAL_WAIVER: T("{count} approvals by phone are not confirmed yet.", count=count),
        MonthRule.DATA_OVERDUE: T(
            "Data of {count} records was not given back in time.", count=count
        ),
        MonthRule.ENTRY_OVERDUE: T(
            "{count} records were entered more than the allowed time after the service.",
            count=count,
        ),
        MonthRule.LATE_SHEET: T(
            "{count} visit sheets were not handed in on their day.", count=count
        ),
        MonthRule.NO_SURVEY: T("{count} visit sheets have no usage survey with them.", count=count),
        MonthRule.NOT_TOLD: T(
            "{count} visits were moved without telling the customer.", count=count
        ),
        MonthRule.AT_HEADQUARTERS: T("{count} records still wait for headquarters.", count=count),
        MonthRule.LEAD_NOT_PASSED: T(
            "{count} records hold a lead no department was told of.", count=count
        ),
    }
    return sentences.get(rule) or T("{count} records are incomplete.", count=count)


def about_record(
    level: Level,
    rule: MonthRule,
    record: ServiceRecord,
    message: Text,
    *,
    field: str,
    task: Text | None = None,
) -> Finding:
    """Make a finding about a record for the person who handles it."""
    return Finding(
        level=level,
        rule=rule,
        message=message,
        kind="service_record",
        number=record.number,
        uuid=record.uuid,
        field=field,
        person=record.handler,
        task=task,
        explainable=level is Level.EXPLAIN,
    )


def about_visit(
    level: Level,
    rule: MonthRule,
    visit: Visit,
    message: Text,
    *,
    field: str,
    person: UUID | None = None,
    task: Text | None = None,
) -> Finding:
    """Make a finding about a visit, for its engineer unless another person is named."""
    return Finding(
        level=level,
        rule=rule,
        message=message,
        kind="visit",
        number=visit.number,
        uuid=visit.uuid,
        field=field,
        person=person or visit.engineer,
        task=task,
        explainable=level is Level.EXPLAIN,
    )


def unfinished(facts: MonthFacts) -> Iterator[ServiceRecord]:
    """Yield the records that go on into the next period (R-117)."""
    for record in facts.records:
        own = record.period == str(facts.period) and record.state in CARRIED_STATES
        if own or is_carried_over(record, facts.period):
            yield record


def customer_name(facts: MonthFacts, uuid: UUID | None) -> str:
    """Return the name of a customer, empty when it is not known here."""
    return facts.customers.get(uuid, "") if uuid else ""


def days_between(earlier: datetime, later: datetime) -> int:
    """Return how many midnights of the branch lie between two moments."""
    return (local_date(later) - local_date(earlier)).days
