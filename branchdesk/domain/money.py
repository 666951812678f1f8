# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Amounts of yuan as they are written on Chinese papers (R-081)."""

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_SECTIONS = ("", "万", "亿", "万亿")
_LIMIT = Decimal(10) ** 16


def plain_amount(amount: Decimal) -> str:
    """Return the amount in digits with two decimals and thousands marks: ``1,680.32``."""
    return f"{_in_fen(amount) / Decimal(100):,.2f}"


def yuan(amount: Decimal) -> str:
    """Return the amount with its sign as people read it: ``¥1,680.32``."""
    return f"¥{plain_amount(amount)}"


def capital_amount(amount: Decimal) -> str:
    """Return the amount in capital numerals (人民币大写), without the word 人民币.

    Follows the rules for filling in bills of the Payment and Settlement Measures (支付结算办法,
    annex 1): 整 only when the amount ends at the yuan, one 零 for any run of zeros inside.
    Raises ValueError for fractions of a fen and from ten thousand trillion yuan on.
    """
    fen = _in_fen(amount)
    yuan, rest = divmod(abs(fen), 100)
    jiao, single_fen = divmod(rest, 10)
    words = "负" if fen < 0 else ""
    if yuan or not rest:
        words += _whole(yuan) + "元"
    if not rest:
        return words + "整"
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif yuan:
        words += "零"
    if single_fen:
        words += _DIGITS[single_fen] + "分"
    return words


def _in_fen(amount: Decimal) -> int:
    fen = amount * 100
    if fen != fen.to_integral_value() or abs(amount) >= _LIMIT:
        raise ValueError(f"not an amount of whole fen below {_LIMIT}: {amount}")
    return int(fen)


def _whole(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    sections: list[int] = []
    while number:
        number, section = divmod(number, 10_000)
        sections.append(section)
    words = ""
    skipped = False
    for index in range(len(sections) - 1, -1, -1):
        section = sections[index]
        if section == 0:
            skipped = True
            continue
        if words and (skipped or section < 1000):
            words += _DIGITS[0]
        words += _section(section) + _SECTIONS[index]
        skipped = False
    return words


def _section(section: int) -> str:
    """Return one to four digits with their places, without leading or trailing 零."""
    words = ""
    skipped = False
    for place in (3, 2, 1, 0):
        digit = section // 10**place % 10
        if digit == 0:
            skipped = bool(words)
            continue
        words += (_DIGITS[0] if skipped else "") + _DIGITS[digit] + _PLACES[place]
        skipped = False
    return words
