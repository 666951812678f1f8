# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Phones, credit codes and the readable numbers of records."""

import re
import unicodedata
from datetime import datetime

from branchdesk.domain.clock import local_date

_PHONE = re.compile(r"\(?\+?[0-9][0-9 ()/-]{2,30}(?:(?:转|分机|-|ext\.?|,)\s*[0-9]{1,6})?")
_MOBILE = re.compile(r"1[0-9]{10}")
_NO_DIGITS = re.compile("[^0-9０-９]+")
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


class _HalfWidth(dict[int, int]):
    """Character code → the code of its half-width form; learns the codes that stay as they are.

    A table that lacks them is three times slower: each miss is an exception inside.
    """

    def __missing__(self, code: int) -> int:
        self[code] = code
        return code


_HALF_WIDTH = _HalfWidth({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})
_HALF_WIDTH[0x3000] = ord(" ")


def fold_width(text: str) -> str:
    """Return the text with full-width digits, letters and blanks made half-width."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def clean_phone(text: str) -> str:
    """Return a phone number as it is stored: half-width, outer blanks cut."""
    return fold_width(text).strip()


def phone_is_plausible(text: str) -> bool:
    """Tell whether a text is a phone number a person could dial (mobile, landline, extension)."""
    return bool(_PHONE.fullmatch(clean_phone(text)))


def shown_phone(text: str) -> str:
    """Return a phone number as people read it out: a mobile one in groups, ``154 0000 4217``.

    Anything else stays as it was typed; area codes and extensions are grouped by their author.
    """
    number = clean_phone(text)
    if _MOBILE.fullmatch(number):
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    return text


def phone_digits(text: str) -> str:
    """Return only the digits, for searching by any part of a number."""
    return fold_width(_NO_DIGITS.sub("", text))


def credit_code_is_valid(code: str) -> bool:
    """Check a unified social credit code (18 characters, GB 32100) by its last digit."""
    if len(code) != 18 or any(ch not in _CREDIT_ALPHABET for ch in code):
        return False
    total = sum(
        _CREDIT_ALPHABET.index(ch) * weight
        for ch, weight in zip(code[:17], _CREDIT_WEIGHTS, strict=True)
    )
    return _CREDIT_ALPHABET[(31 - total % 31) % 31] == code[17]


def number_prefix(letters: str, branch_code: str, device: str, accepted_at: datetime) -> str:
    """Return the part of a number before the running number: ``FW-GZ-2611-L03-``.

    The month is the branch's local month of acceptance; it never changes afterwards (R-006).
    """
    day = local_date(accepted_at)
    return f"{letters}-{branch_code}-{day:%y%m}-{device}-"


def format_number(prefix: str, running: int) -> str:
    """Return the whole number; the running number has at least four digits."""
    return f"{prefix}{running:04d}"


def short_number(number: str) -> str:
    """Return the part of a number colleagues say: ``L03-0042``."""
    return "-".join(number.split("-")[-2:])


def clean_text(text: str) -> str:
    """Return what a person typed without control characters, keeping line breaks and tabs.

    Unpaired surrogates, which no encoding can store, become the replacement character.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (ch for ch in text if ch in "\n\t" or unicodedata.category(ch) != "Cc")
    return "".join("\ufffd" if 0xD800 <= ord(ch) <= 0xDFFF else ch for ch in kept)
