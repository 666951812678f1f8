# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The tables the demo is drawn from: ``resources/demo/*.json`` as typed values.

Shares are relative weights; tables whose shares are meant as percentages add up to 100.
"""

from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from branchdesk.services.demo.recipe_visits import Shares, VisitTables

Table = TypeVar("Table", bound=msgspec.Struct)


class ProductFacts(msgspec.Struct, frozen=True):
    """A product, its versions by share (newest first) and its share of registrations."""

    code: str
    name: str
    versions: Shares
    share: float


class BranchFacts(msgspec.Struct, frozen=True):
    """A branch office; ``kept_engineer`` stays when fewer engineers are asked for."""

    code: str
    name: str
    address: str
    customers: int
    monthly: int
    provinces: list[str]
    manager: str
    clerk: str
    engineers: list[str]
    kept_engineer: str


class HeadquartersFacts(msgspec.Struct, frozen=True):
    """Headquarters and its people."""

    code: str
    name: str
    address: str
    director: str
    tech_lead: str
    assistant: str
    forum_owner: str
    engineers: list[str]
    solutions: list[str]


class Organisation(msgspec.Struct, frozen=True):
    """The invented company."""

    company: str
    short_company: str
    service_phone: str
    complaint_phone: str
    first_branch: str
    products: list[ProductFacts]
    serial_pattern: str
    dongle_pattern: str
    order_pattern: str
    environment: dict[str, Shares]
    headquarters: HeadquartersFacts
    branches: list[BranchFacts]
    holidays: dict[str, str]
    make_up_day: str


class People(msgspec.Struct, frozen=True):
    """Names, positions and forms of address of contacts."""

    surnames: Shares
    surname_pinyin: dict[str, str]
    given: list[str]
    roles: Shares
    salutation: dict[str, str]


class Pattern(msgspec.Struct, frozen=True):
    """How customers of one trade are named."""

    type: str
    customer_type: str
    share: float
    forms: list[str]


class Bridge(msgspec.Struct, frozen=True, rename={"source": "from", "target": "to"}):
    """The word that changes after a name that already ends in 路."""

    after: str
    source: str
    target: str


class CustomerTables(msgspec.Struct, frozen=True):
    """Customer units: names, classes, real regions with invented streets."""

    places: list[str]
    names: list[str]
    expressways: list[str]
    place_pinyin: dict[str, str]
    name_pinyin: dict[str, str]
    patterns: list[Pattern]
    bridge: Bridge
    crowded: str
    aliases: list[str]
    value_class: Shares
    lifecycle_stage: Shares
    confidentiality: Shares
    lost_percent: Shares
    lost_reasons: list[str]
    duplicates_per_thousand: int
    duplicate_changes: list[tuple[str, str]]
    duplicate_otherwise: str
    contacts_per_customer: Shares
    without_full_name_percent: float
    landline_extension_percent: float
    zipf_exponent: float
    address: str
    high_tech_address: str
    offices: list[str]
    regions: dict[str, dict[str, list[str]]]


class Boost(msgspec.Struct, frozen=True):
    """Days of the month on which a product is asked about more often."""

    product: str
    days: list[int]
    factor: float


class CallMinutes(msgspec.Struct, frozen=True):
    """How long a problem solved in the first contact takes, in minutes."""

    median: int
    least: int
    most: int


class Rhythm(msgspec.Struct, frozen=True):
    """How many, when, through which channel and with what end."""

    season: Shares
    branch_season: dict[str, Shares]
    weekday: list[float]
    make_up_weight: float
    holiday_weight: float
    boost: Boost
    hour: Shares
    channel: Shares
    category: Shares
    complexity: Shares
    solve_time: Shares
    same_call_minutes: CallMinutes
    first_response: Shares
    flags_percent: Shares
    branch_visit_percent: Shares
    branch_escalated_percent: Shares
    branch_late_entry_percent: Shares
    promise_over_an_hour_percent: float
    desk_share_percent: float
    options_percent: float
    simple_percent: float
    satisfaction: Shares
    status_old: Shares
    status_last: Shares
    status_current: Shares


class ProblemCase(msgspec.Struct, frozen=True):
    """A problem: what the customer says, what is done, what solves it. ``version`` may be empty."""

    id: str
    category: str
    product: str
    severity: str
    weight: float
    escalate: bool
    version: str
    say: str
    do: list[str]
    fix: str


class MovedProduct(msgspec.Struct, frozen=True, rename={"source": "from", "targets": "to"}):
    """Percentages of one product's problems that are asked about a sister product."""

    source: str
    targets: Shares


class Problems(msgspec.Struct, frozen=True):
    """The problem library."""

    problems: list[ProblemCase]
    request_type: dict[str, str]
    moved_product: MovedProduct
    placeholders: dict[str, list[str]]


class EscalationTexts(msgspec.Struct, frozen=True):
    """What is written when headquarters is asked."""

    symptom: str
    cause: list[str]
    answer: list[str]


class AttachedFile(msgspec.Struct, frozen=True):
    """A file customers send."""

    file_name: str
    caption: str
    media_type: str


class TroubledMonth(msgspec.Struct, frozen=True):
    """A month of the year (1 to 12) whose report a branch has trouble with, and what is written.

    ``issue`` and ``support`` take the place of what chance would write into the summary; ``text``
    is the reason of headquarters or of the branch, ``corrected`` what ``support`` becomes.
    """

    branch: str
    month: int
    kind: Literal["late", "returned", "supplemented"]
    issue: str = ""
    support: str = ""
    text: str = ""
    corrected: str = ""


class HardCases(msgspec.Struct, frozen=True):
    """Names and texts that break weak programs."""

    people: list[str]
    same_name: str
    long_unit: str
    phone_note: str
    mobile_note: str
    texts: list[str]
    long_paragraph: str
    long_opening: str
    shortest: str
    shortest_fix: str
    midnight: list[str]
    midnight_fix: str
    fix: str


class ScenarioTexts(msgspec.Struct, frozen=True):
    """Today's fixed scenes: what the customer says and what is done."""

    overdue: tuple[str, str]
    due_soon: tuple[str, str]
    confirming: tuple[str, str]
    confirming_second: tuple[str, str]
    trying: tuple[str, str]
    data_visit: tuple[str, str]
    refused_visit: tuple[str, str]
    refused_reason: str
    pending_visit: tuple[str, str]
    paper_visit: tuple[str, str]
    early_data: tuple[str, str]
    planned_visit: tuple[str, str]
    waiting_hq: list[str]
    answered_hq: tuple[str, str]
    overdue_data: tuple[str, str]
    handed_over: tuple[str, str]
    waiting_customer: str
    reopened: str
    complained: list[str]
    open: list[str]


class Texts(msgspec.Struct, frozen=True):
    """Everything else that is said and written."""

    openings: dict[str, str]
    slips: list[tuple[str, str]]
    slips_percent: float
    handover_briefs: list[str]
    promise_reasons: list[str]
    moved_promise_reasons: list[str]
    leads: list[str]
    lead_department: str
    confirmations: list[str]
    feedback: list[str]
    waiting_customer: list[str]
    still_working: list[str]
    try_and_see: str
    complaint_texts: list[str]
    reopened: list[str]
    options: list[list[str]]
    escalation: EscalationTexts
    attachments: list[AttachedFile]
    attachment_contents: dict[str, str]
    month_summary: str
    month_issues: list[str]
    month_plans: list[str]
    month_support: list[str]
    no_support: str
    troubled_months: list[TroubledMonth]
    explanations: dict[str, list[str]]
    explanation_rules: dict[str, str]
    hard: HardCases
    scenario: ScenarioTexts


class Recipe(msgspec.Struct, frozen=True):
    """All tables."""

    organisation: Organisation
    people: People
    customers: CustomerTables
    rhythm: Rhythm
    visits: VisitTables
    problems: Problems
    texts: Texts

    def product(self, code: str) -> ProductFacts:
        """Return the product of a code."""
        return next(p for p in self.organisation.products if p.code == code)

    def surname(self, name: str) -> str:
        """Return the surname a name begins with: the longest known one, else its first letter."""
        known = [surname for surname in self.people.surnames if name.startswith(surname)]
        return max(known, key=len, default=name[:1])


def load_recipe(folder: Path) -> Recipe:
    """Read the tables; a missing or malformed file is a damaged installation and raises."""

    def table(name: str, struct: type[Table]) -> Table:
        return msgspec.json.decode((folder / f"{name}.json").read_bytes(), type=struct)

    return Recipe(
        organisation=table("organisation", Organisation),
        people=table("people", People),
        customers=table("customers", CustomerTables),
        rhythm=table("rhythm", Rhythm),
        visits=table("visits", VisitTables),
        problems=table("problems", Problems),
        texts=table("texts", Texts),
    )
