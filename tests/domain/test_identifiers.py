# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Phones, credit codes, numbers and what a person typed."""

import string
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchdesk.domain.identifiers import (
    clean_phone,
    clean_text,
    credit_code_is_valid,
    fold_width,
    format_number,
    number_prefix,
    phone_digits,
    phone_is_plausible,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def test_the_example_of_the_standard_is_valid() -> None:
    assert credit_code_is_valid("91350100M000100Y43")


@given(st.text(ALPHABET, min_size=17, max_size=17))
def test_exactly_one_check_character_fits(body: str) -> None:
    weights = [pow(3, i, 31) for i in range(17)]  # the standard defines them as powers of three
    remainder = sum(ALPHABET.index(c) * w for c, w in zip(body, weights, strict=True)) % 31
    expected = ALPHABET[(31 - remainder) % 31]
    assert [c for c in ALPHABET if credit_code_is_valid(body + c)] == [expected]


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(body: str, place: int, other: str) -> None:
    code = next(body + c for c in ALPHABET if credit_code_is_valid(body + c))
    changed = code[:place] + other + code[place + 1 :]
    assert credit_code_is_valid(changed) is (changed == code)


@pytest.mark.parametrize(
    "code",
    ["", "91350100M000100Y4", "91350100M000100Y433", "91350100m000100Y43", "9135O100M000100Y43"],
)
def test_other_lengths_and_letters_are_not_codes(code: str) -> None:
    assert not credit_code_is_valid(code)


@pytest.mark.parametrize(
    "phone",
    [
        "15400001234",
        "154 0000 1234",
        "+86 15400001234",
        "026-55501234",
        "(026) 5550-1234",
        "（０２６）５５５０１２３４",
        "026-55501234转8012",
        "026-55501234 分机 802",
        "026-55501234-802",
        "4005550123",
        "1540000123/15400001235",
    ],
)
def test_phones_a_person_can_dial(phone: str) -> None:
    assert phone_is_plausible(phone)


@pytest.mark.parametrize(
    "phone",
    ["", "12", "13x1234567打不通", "张松", "15400001234\n15400001235", "026-5550转", "1" * 60],
)
def test_notes_are_not_phones(phone: str) -> None:
    assert not phone_is_plausible(phone)


def test_phones_are_stored_half_width() -> None:
    assert clean_phone("　１５４－００００ ") == "154-0000"
    assert phone_digits("（０２６）5550-1234转8") == "026555012348"


def test_arabic_digits_of_other_scripts_are_not_digits_of_phones() -> None:
    assert phone_digits("٣٤٥") == ""


def test_numbers_carry_the_local_month_of_acceptance() -> None:
    new_year_in_the_branch = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    assert number_prefix("FW", "GZ", "L03", new_year_in_the_branch) == "FW-GZ-2701-L03-"
    assert format_number("FW-GZ-2611-L03-", 42) == "FW-GZ-2611-L03-0042"
    assert format_number("FW-GZ-2611-L03-", 12345) == "FW-GZ-2611-L03-12345"


@given(st.text(st.characters()))
def test_typed_text_keeps_all_that_can_be_seen(text: str) -> None:
    cleaned = clean_text(text)
    assert not [c for c in cleaned if unicodedata.category(c) == "Cc" and c not in "\n\t"]
    cleaned.encode("utf-8")
    assert clean_text(cleaned) == cleaned
    seen = [c for c in text if unicodedata.category(c) not in {"Cc", "Cs"}]
    assert [c for c in cleaned if c not in "\n\t\ufffd"] == [c for c in seen if c != "\ufffd"]


def test_line_breaks_of_every_system_become_one() -> None:
    assert clean_text("一\r\n二\r三\n四\t五") == "一\n二\n三\n四\t五"
    assert clean_text("打\x00印\x1b[0m\x7f") == "打印[0m"
    assert clean_text("坏\ud842字") == "坏\ufffd字"


def test_full_width_letters_fold_but_chinese_punctuation_of_meaning_stays() -> None:
    assert fold_width("ＡＢｃ１２　：") == "ABc12 :"
    assert fold_width("㎡①。、") == "㎡①。、"
    assert fold_width(string.printable) == string.printable
