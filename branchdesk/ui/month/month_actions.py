# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the month page does with its services, as plain functions for a lane."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from branchdesk.domain.day_words import period_text
from branchdesk.domain.snapshot import check_code
from branchdesk.domain.text import T, Text
from branchdesk.services.month import MonthContents
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui.exchange.words import revision_text, size_text
from branchdesk.ui.month.overview import LaptopLine, MonthOverview, gather
from branchdesk.ui.month.summary_editor import draft_page, summary_values
from branchdesk.ui.tasks import Report


@dataclass(frozen=True)
class SummaryStart:
    """What the summary editor starts with."""

    period: str
    values: dict[str, Any]


def read_summary(desk: OpenDesk, period: str) -> SummaryStart:
    """Return the summary as it was typed last, saved, or made from the data."""
    kept = desk.drafts.load(draft_page(period))
    saved = desk.month.status(period).summary
    return SummaryStart(period, summary_values(saved, desk.month.draft_summary(period), kept))


def dry_run(desk: OpenDesk, period: str, report: Report) -> MonthOverview:
    """Check everything again as closing would, and change nothing."""
    report(0, 0, T("Checking the records of the month…"))
    return gather(desk, period)


def dry_run_words(overview: MonthOverview) -> tuple[Text, Text]:
    """Say how a report would turn out now: a strong sentence and what it would hold."""
    findings = overview.findings
    assert findings is not None
    if findings.block:
        title = T("Dry run: things to be settled first: {count}", count=len(findings.block))
    elif findings.unexplained:
        title = T(
            "Dry run: it can be reported; lines without an explanation: {count}",
            count=len(findings.unexplained),
        )
    else:
        title = T("Dry run: it can be reported")
    return title, T(
        "{contents} Nothing was locked or sent.", contents=contents_sentence(overview.contents)
    )


def contents_sentence(contents: MonthContents) -> Text:
    """Say what the bundle would hold."""
    if not contents.attachments:
        return T(
            "The bundle would hold {records} records, {visits} visit sheets and {customers}"
            " changed customer files.",
            records=contents.records,
            visits=contents.visits,
            customers=contents.customers,
        )
    return T(
        "The bundle would hold {records} records, {visits} visit sheets, {customers} changed"
        " customer files and {attachments} attachments ({size}).",
        records=contents.records,
        visits=contents.visits,
        customers=contents.customers,
        attachments=contents.attachments,
        size=size_text(contents.attachment_bytes),
    )


def confirmation_words(overview: MonthOverview) -> Text:
    """Say what locking means and which computers have not delivered."""
    missing = overview.missing_laptops
    if not missing:
        return T("Once locked, the records of this period can only be amended.")
    return T(
        "Once locked, the records of this period can only be amended. Computers that have not"
        " delivered: {laptops}.",
        laptops=_laptop_names(missing),
    )


def _laptop_names(laptops: Sequence[LaptopLine]) -> Text | str:
    names: Text | str = f"{laptops[0].name} {laptops[0].code}"
    for laptop in laptops[1:]:
        names = T("{first}; {second}", "list", first=names, second=f"{laptop.name} {laptop.code}")
    return names


def slip_page(desk: OpenDesk, overview: MonthOverview) -> bytes:
    """Return the slip on paper, in the paper's language."""
    close = overview.status.close
    assert close is not None
    paper = desk.session.paper
    lines = [desk.month.slip(str(overview.period))]
    title = T(
        "Slip of the report {period}, {report}",
        period=period_text(overview.period),
        report=revision_text(close.revision),
    )
    caption = paper.render(T("Check code: compare it with headquarters by phone."))
    return desk.paper.slip(paper.render(title), lines, check_code(close.digest), caption)
