# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Amounts on paper, in digits and in capital numerals."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchdesk.domain.money import capital_amount, plain_amount

amounts = st.integers(min_value=-(10**17), max_value=10**17).map(lambda fen: Decimal(fen) / 100)


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("10", "壹拾元整"),
        ("300.00", "叁佰元整"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("10500", "壹万零伍佰元整"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("100010001", "壹亿零壹万零壹元整"),
        ("1000000010000", "壹万亿零壹万元整"),
        ("-5.2", "负伍元贰角"),
    ],
)
def test_capitals_as_on_a_bill(amount: str, capitals: str) -> None:
    """The examples of the rules for bills, and the corners of the number system."""
    assert capital_amount(Decimal(amount)) == capitals


@given(amounts)
def test_capitals_mean_the_same_amount(amount: Decimal) -> None:
    """Reading the capitals gives the amount back, so no two amounts share their words."""
    assert _read(capital_amount(amount)) == amount


@given(amounts)
def test_capitals_have_no_doubled_or_trailing_zero(amount: Decimal) -> None:
    """One 零 for a run of zeros, none before a unit, 整 only behind the yuan."""
    words = capital_amount(amount)
    assert "零零" not in words
    assert words == "零元整" or not re.search("零[拾佰仟万亿元角分]", words)
    assert words.endswith(("元整", "角", "分"))


@given(amounts)
def test_digits_can_be_read_back(amount: Decimal) -> None:
    """Two decimals always."""
    written = plain_amount(amount)
    assert Decimal(written.replace(",", "")) == amount
    assert written[-3] == "."


@pytest.mark.parametrize("amount", ["0.001", "10000000000000000"])
def test_what_cannot_be_an_amount_is_refused(amount: str) -> None:
    """Fractions of a fen would be lost on paper."""
    with pytest.raises(ValueError, match="whole fen"):
        capital_amount(Decimal(amount))


_PLACES = {"仟": 1000, "佰": 100, "拾": 10, "": 1}


def _read(words: str) -> Decimal:
    """Read capital numerals digit by digit: the reverse of the program, written independently."""
    sign = -1 if words.startswith("负") else 1
    words = words.removeprefix("负").removesuffix("整")
    yuan_words, _, rest = words.partition("元") if "元" in words else ("", "", words)
    total = Decimal(0)
    trillions, _, lower = yuan_words.rpartition("万亿")
    hundred_millions, _, lower = lower.rpartition("亿")
    ten_thousands, _, ones = lower.rpartition("万")
    for part, factor in (
        (trillions, 10**12), (hundred_millions, 10**8), (ten_thousands, 10**4), (ones, 1),
    ):  # fmt: skip
        total += _read_section(part) * factor
    for digit, unit in re.findall("([零壹贰叁肆伍陆柒捌玖])([角分])", rest):
        total += Decimal("零壹贰叁肆伍陆柒捌玖".index(digit)) / (10 if unit == "角" else 100)
    return sign * total


def _read_section(words: str) -> int:
    total = 0
    for digit, unit in re.findall("([壹贰叁肆伍陆柒捌玖])([仟佰拾]?)", words):
        total += "零壹贰叁肆伍陆柒捌玖".index(digit) * _PLACES[unit]
    return total
