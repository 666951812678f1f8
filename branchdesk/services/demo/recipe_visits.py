# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The tables of the demo's visits: ``resources/demo/visits.json`` as typed values."""

import msgspec

Shares = dict[str, float]
"""Relative weights by value."""


class Purpose(msgspec.Struct, frozen=True):
    """A purpose of visits with its share and least and most minutes on site."""

    share: float
    text: str
    minutes: tuple[int, int]


class Opinion(msgspec.Struct, frozen=True):
    """What a customer writes on a sheet, with which results and purposes it goes (none: all)."""

    text: str
    satisfaction: str
    fits: list[str]
    purposes: list[str]


class TakenData(msgspec.Struct, frozen=True):
    """Data taken away: least and most of files, megabytes and days until the return."""

    files: tuple[int, int]
    size_mb: tuple[int, int]
    kinds: list[str]
    return_days: tuple[int, int]
    text: str


class Part(msgspec.Struct, frozen=True):
    """A part sold on site; the amount is in yuan."""

    name: str
    amount: str
    serial: bool


class AddendumText(msgspec.Struct, frozen=True):
    """A supplement page."""

    reason: str
    text: str


class VisitTables(msgspec.Struct, frozen=True):
    """Visits and their sheets."""

    purpose: dict[str, Purpose]
    longest_minutes: int
    purpose_text: dict[str, str]
    tools: dict[str, str]
    outcome: Shares
    result: Shares
    statements: dict[str, str]
    later_reasons: list[str]
    later_ways: list[str]
    refusal_reason: Shares
    waiver_reasons: dict[str, str]
    opinion_source: Shares
    opinions: list[Opinion]
    diagnoses: dict[str, str]
    diagnosis_text: dict[str, str]
    work: dict[str, list[str]]
    work_done: str
    result_text: dict[str, str]
    new_requests: list[str]
    new_requests_percent: float
    data_taken: TakenData
    data_returned: list[str]
    charge_percent: float
    parts: list[Part]
    invoice_pattern: str
    rescheduled_percent: float
    reschedule_reasons: list[str]
    usage_survey_percent: float
    same_day_percent: float
    moment: str
    day: str
    photo_name: str
    paper_name: str
    presence: str
    alone: str
    review_notes: list[str]
    photo_captions: list[str]
    paper_captions: list[str]
    addendum: AddendumText
    addendum_percent: float
