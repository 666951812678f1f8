# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Days, times, periods, phones and amounts have one form each."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from branchdesk.domain import day_words
from branchdesk.domain.identifiers import shown_phone
from branchdesk.domain.money import yuan
from branchdesk.domain.period import Period
from branchdesk.domain.text import Text, Translator
from branchdesk.runtime.i18n import load_translator


@pytest.fixture(scope="module")
def chinese() -> Translator:
    return load_translator("zh_CN", Path(__file__).parents[2] / "resources", None)


NIGHT = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)  # the 28th in the branch


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (day_words.day_text(date(2026, 11, 8)), "11月8日"),
        (day_words.full_day_text(date(2028, 3, 1)), "2028年3月1日"),
        (day_words.moment_text(NIGHT), "11月28日 00:05"),
        (day_words.full_moment_text(NIGHT), "2026年11月28日 00:05"),
        (day_words.weekday_name(date(2026, 11, 28)), "周六"),
        (day_words.period_text(Period(2026, 11)), "2026年11月"),
        (day_words.period_words("2026-11"), "2026年11月"),
        (day_words.period_words("unknown"), "unknown"),
    ],
)
def test_days_are_written_as_people_write_them(chinese: Translator, text: Text, words: str) -> None:
    assert chinese.render(text) == words


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("15400010001", "154 0001 0001"),
        ("１５４０００１０００１", "154 0001 0001"),
        ("154 0001 0001", "154 0001 0001"),
        ("026-55500315", "026-55500315"),
        ("026-55500315 转 8", "026-55500315 转 8"),
        ("", ""),
    ],
)
def test_mobile_numbers_are_grouped_and_others_stay(typed: str, shown: str) -> None:
    assert shown_phone(typed) == shown


def test_an_amount_has_its_sign_thousands_and_two_decimals() -> None:
    assert yuan(Decimal("6841.5")) == "¥6,841.50"
