# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The counts of the navigation and the pill at the top right, read on the database lane."""

from collections.abc import Mapping
from dataclasses import dataclass

from branchdesk.domain.clock import local_date
from branchdesk.domain.day_words import period_text
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.text import T, Text
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui.moments import moment_text
from branchdesk.ui.tokens import Tone

SOON_DAYS = 3


@dataclass(frozen=True)
class DeskStatus:
    """What the frame shows: counts by page, words and tone of the pill, the page it leads to."""

    counts: Mapping[str, int]
    words: Text
    tone: Tone
    page: str


def read_status(desk: OpenDesk) -> DeskStatus:
    """Return the present status of a desk."""
    counts = desk.workbench.navigation_counts()
    role = desk.facts.role
    if role is DeskRole.ENGINEER:
        words, tone = _waiting(desk, counts.get("exchange", 0))
        return DeskStatus(counts, words, tone, "exchange")
    words, tone = _days(desk)
    return DeskStatus(counts, words, tone, "board" if role is DeskRole.HQ else "month")


def _waiting(desk: OpenDesk, count: int) -> tuple[Text, Tone]:
    links = desk.exchange.links()
    moments = [m for link in links for m in (link.last_sent_at, link.last_received_at) if m]
    now = desk.session.clock.now()
    last = moment_text(max(moments), now) if moments else T("never", "exchange")
    tone: Tone = "amber" if count else "green"
    return T("{count} to be sent · last exchange {moment}", count=count, moment=last), tone


def _days(desk: OpenDesk) -> tuple[Text, Tone]:
    session = desk.session
    period = desk.workbench.next_report()
    left = (period.last_day - local_date(session.clock.now())).days
    day = period.last_day.day
    tone: Tone = "amber" if left > SOON_DAYS else "red"
    if desk.facts.role is DeskRole.HQ:
        if left == 0:
            return T("Merging tomorrow, day {day}", day=day + 1), "red"
        return T("{left} days to the merge on day {day}", left=left + 1, day=day + 1), tone
    if left < 0:
        late = T("{days} d late", "due", days=-left)
        return T("Report of {period}: {late}", period=period_text(period), late=late), "red"
    if left == 0:
        return T("Reporting today, day {day}", day=day), "red"
    if left == 1:
        return T("Reporting tomorrow, day {day}", day=day), "red"
    return T("{left} days to the report on day {day}", left=left, day=day), tone
