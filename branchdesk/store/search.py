# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Full-text search that is right for one Chinese character as for four.

FTS5 splits on blanks, so every CJK character (and every emoji, which chat names are full of)
becomes a token of its own and a query is a phrase.
Digits of phones and serial numbers, and pinyin initials, are matched beside it.
"""

import itertools
import re
import unicodedata
from uuid import UUID

from sqlalchemy import Connection

from branchdesk.domain.identifiers import clean_text, fold_width, phone_digits
from branchdesk.domain.lines import SearchHit

INITIALS_LENGTH = 12
"""Characters of a name that are indexed by their initials."""

INITIALS_LIMIT = 32
"""Heteronym readings kept per name."""

_READINGS_TRIED = 4096

_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

CUSTOMERS_FROM = 1 << 40
"""Entries of customers are numbered from here on, so that the newest number comes first in every
search: customers, then what was touched last. The full text finds in that order by itself and
stops as soon as it has enough, however many rows hold the words."""

_FOUND = "SELECT e.id, e.entity, e.row_id, e.number, e.title, e.subtitle FROM "
_BY_NUMBER = _FOUND + "search_entry e WHERE e.number LIKE ? ORDER BY e.id DESC LIMIT ?"
_BY_INITIALS = _FOUND + (
    "search_entry e WHERE e.entity = 'customer' AND (' ' || e.initials) LIKE ?"
    " ORDER BY length(e.title) LIMIT ?"
)
_BY_DIGITS = _FOUND + "search_entry e WHERE e.digits LIKE ? ORDER BY e.id DESC LIMIT ?"
_BY_TEXT = _FOUND + (
    "(SELECT rowid FROM search_text WHERE search_text MATCH ? ORDER BY rowid DESC LIMIT ?) t"
    " JOIN search_entry e ON e.id = t.rowid ORDER BY t.rowid DESC"
)


class _Apart(dict[str, str]):
    """Character → the character as it is indexed, half-width; learns each one it meets."""

    def __missing__(self, typed: str) -> str:
        ch = fold_width(typed)
        self[typed] = found = f" {ch} " if _stands_alone(ch) else ch
        return found


_APART = _Apart()


def spaced(text: str) -> str:
    """Return the text with every CJK character standing alone, lower-cased and half-width."""
    # Looked up by character: a translation makes a number of each one first.
    return " ".join("".join(map(_APART.__getitem__, text.lower())).split())


def _stands_alone(ch: str) -> bool:
    return _CJK.match(ch) is not None or unicodedata.category(ch) == "So"


def _is_searched(ch: str) -> bool:
    category = unicodedata.category(ch)
    return category[0] in "LN" or category in {"Co", "So"}


def phrase(text: str) -> str:
    """Return the FTS query for what a person typed: each word a phrase, the last one a prefix."""
    words = []
    for word in fold_width(text).split():
        kept = "".join(ch if _is_searched(ch) else " " for ch in word)
        if tokens := spaced(kept):
            words.append(f'"{tokens}"')
    if not words:
        return ""
    if not _stands_alone(words[-1][-2]):
        words[-1] += "*"
    return " AND ".join(words)


def initials_of(name: str, override: str = "") -> str:
    """Return all readings of a name's pinyin initials and its full pinyin, blank-separated.

    ``override`` is what a person entered instead. Of very many readings those are kept that differ
    from the usual one in the fewest characters.
    """
    if override.strip():
        return " ".join(override.lower().split())
    if not _CJK.search(name):
        return name.lower()
    from pypinyin import Style, pinyin  # costs a quarter second: only when a name is indexed

    start = name[:INITIALS_LENGTH]
    usual = pinyin(start, style=Style.FIRST_LETTER, errors="default")
    every = pinyin(start, style=Style.FIRST_LETTER, heteronym=True, errors="default")
    choices = [list(dict.fromkeys(one + more)) for one, more in zip(usual, every, strict=True)]
    tried = itertools.islice(itertools.product(*(range(len(c)) for c in choices)), _READINGS_TRIED)
    nearest = sorted(tried, key=lambda picks: sum(pick > 0 for pick in picks))
    readings = (
        "".join(choice[pick] for choice, pick in zip(choices, picks, strict=True))
        for picks in nearest[:INITIALS_LIMIT]
    )
    whole = "".join(p[0] for p in pinyin(start, style=Style.NORMAL, errors="default"))
    return " ".join([*readings, whole]).lower()


def search(connection: Connection, text: str, limit: int) -> list[SearchHit]:
    """Return the best matches, customers by initials and numbers first."""
    typed = fold_width(clean_text(text)).strip()
    if not typed:
        return []
    hits: dict[int, SearchHit] = {}
    lowered = typed.lower().replace("%", "").replace("_", "")
    digits = phone_digits(typed)

    def collect(sql: str, parameters: tuple[object, ...], score: float) -> None:
        for row in connection.exec_driver_sql(sql, parameters):
            if row[0] not in hits:
                kind, row_id, number, title, subtitle = row[1:6]
                hits[row[0]] = SearchHit(
                    kind, UUID(bytes=bytes(row_id)), number, title, subtitle, score
                )

    if lowered.isascii() and lowered:  # numbers hold nothing else
        collect(_BY_NUMBER, (f"%{lowered}", limit), 100.0)
    if lowered.isascii() and lowered.isalpha():
        collect(_BY_INITIALS, (f"% {lowered}%", limit), 90.0)
    if len(digits) >= 3 and len(digits) >= len(typed) - 3:
        collect(_BY_DIGITS, (f"%{digits}%", limit), 80.0)
    if query := phrase(typed):
        collect(_BY_TEXT, (query, limit), 50.0)
    return sorted(hits.values(), key=lambda h: -h.score)[:limit]
