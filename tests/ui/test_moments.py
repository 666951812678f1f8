# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Times as people say them, seen from a moment in the branch's zone."""

from datetime import UTC, datetime, timedelta

import pytest

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.ui.look import Look
from branchdesk.ui.moments import log_time, moment_text, stay_text

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=BRANCH_ZONE)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-2, "11月18日 09:30"),
        (-1, "昨天 09:30"),
        (0, "今天 09:30"),
        (1, "明天 09:30"),
        (2, "11月22日 09:30"),
        (-365, "2025年11月20日 09:30"),
    ],
)
def test_a_day_near_by_has_its_name(look: Look, days: int, words: str):
    assert look.words(moment_text(NOW + timedelta(days=days), NOW)) == words


def test_the_day_is_the_branchs(look: Look):
    late = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
    assert look.words(moment_text(late, NOW)) == "明天 01:00"


def test_a_stay_says_a_day_once(look: Look):
    left = NOW + timedelta(minutes=50)
    assert look.words(stay_text(NOW, left, NOW)) == "今天 09:30—10:20"
    assert look.words(stay_text(NOW - timedelta(days=1), left, NOW)) == "昨天 09:30—今天 10:20"
    assert look.words(stay_text(NOW, None, NOW)) == "今天 09:30"
    assert stay_text(None, None, NOW) == ""


def test_a_log_of_today_says_the_time_alone(look: Look):
    assert log_time(NOW, NOW) == "09:30"
    assert look.words(log_time(NOW - timedelta(days=1), NOW)) == "昨天 09:30"
    assert (moment_text(None, NOW), log_time(None, NOW)) == ("", "")
