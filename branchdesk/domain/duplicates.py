# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether a customer is on file already, under nearly the same name, code or phone (R-139).

Most names of one trade share their last words (路桥工程有限公司), so the words of the trade count
half and the name proper the other half.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from uuid import UUID

import msgspec

from branchdesk.domain.identifiers import fold_width, phone_digits

LIKELY = 80
"""Percent from which two names are shown to the person as possibly the same customer."""

SAME_PHONE = 95
SAME_ALIAS = 96

_BRACKETS = re.compile(r"[()\[\]{}（）【】〔〕《》<>\"“”'·.,，、\s-]+")
_LEGAL_FORM = re.compile(
    r"(?:股份有限责任公司|股份有限公司|有限责任公司|集团有限公司|有限公司|分公司|总公司|公司|集团|co\.?ltd|ltd)+$"
)
_TRADE = re.compile(
    r"集团|股份|工程|建设|建筑|路桥|公路|交通|监理|咨询|科技|软件|信息|技术|市政|港航|港务|轨道|设计|研究院|"
    r"规划|管理|投资|发展|实业|服务|养护|检测|造价|项目|施工|水利|水电|电力|铁路|航道|高速"
)
_SHORTEST_PHONE = 7


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A customer on file as far as the comparison needs it."""

    uuid: UUID
    number: str
    name: str
    aliases: str = ""
    credit_code: str = ""
    phones: tuple[str, ...] = ()


class Duplicate(msgspec.Struct, frozen=True):
    """A customer that may be the same one.

    ``percent`` is 0 to 100; ``reason`` is ``credit_code``, ``phone``, ``alias`` or ``name``.
    """

    uuid: UUID
    number: str
    name: str
    percent: int
    reason: str


def core_name(name: str) -> str:
    """Return the name without brackets, blanks and the legal form at its end, half-width."""
    plain = _BRACKETS.sub("", fold_width(name)).lower()
    return _LEGAL_FORM.sub("", plain) or plain


def similarity(one: str, other: str) -> int:
    """Return how alike two customer names are, in percent."""
    return _core_similarity(core_name(one), core_name(other))


def find_duplicates(asked: Known, known: Iterable[Known], limit: int = 5) -> tuple[Duplicate, ...]:
    """Return the customers that may be the asked one, the likeliest first.

    The asked customer itself (same UUID) is passed over.
    """
    name = core_name(asked.name)
    letters = set(name)
    words = _words(asked)
    phones = _phones(asked)
    found = []
    for other in known:
        if other.uuid == asked.uuid:
            continue
        percent, reason = 0, "name"
        core = core_name(other.name)
        if name and 2 * len(letters.intersection(core)) >= len(letters):
            percent = _core_similarity(name, core)
        if percent < SAME_ALIAS and not words.isdisjoint(_words(other)):
            percent, reason = SAME_ALIAS, "alias"
        if percent < SAME_PHONE and phones and not phones.isdisjoint(_phones(other)):
            percent, reason = SAME_PHONE, "phone"
        if asked.credit_code and asked.credit_code == other.credit_code:
            percent, reason = 100, "credit_code"
        if percent >= LIKELY:
            found.append(Duplicate(other.uuid, other.number, other.name, percent, reason))
    found.sort(key=lambda duplicate: (-duplicate.percent, duplicate.number))
    return tuple(found[:limit])


def identity_keys(known: Known) -> frozenset[str]:
    """Return what names this customer beyond doubt: two that share a key are one customer."""
    keys = {f"phone {digits}" for digits in _phones(known)}
    if core := core_name(known.name):
        keys.add(f"name {core}")
    if known.credit_code:
        keys.add(f"code {known.credit_code}")
    return frozenset(keys)


def _core_similarity(one: str, other: str) -> int:
    if not one or not other:
        return 0
    if one == other:
        return 100
    proper = _ratio(_TRADE.sub("", one) or one, _TRADE.sub("", other) or other)
    return min(99, round(50 * (proper + _ratio(one, other))))


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _words(known: Known) -> frozenset[str]:
    """Return the short names and the name itself; one character alone names nobody."""
    words = {core_name(word) for word in (*known.aliases.split(), known.name)}
    return frozenset(word for word in words if len(word) > 1)


def _phones(known: Known) -> frozenset[str]:
    digits = {phone_digits(phone) for phone in known.phones}
    return frozenset(number for number in digits if len(number) >= _SHORTEST_PHONE)
