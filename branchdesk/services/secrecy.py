# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Secret files are found by what everybody may know of them, and by nothing else (decision 151)."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from branchdesk.domain.identifiers import clean_text, fold_width
from branchdesk.domain.kinds.customer import CONTACT, CUSTOMER, CUSTOMER_PRODUCT
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.kinds.values import CONFIDENTIALITY_LEVELS
from branchdesk.domain.lines import SearchHit
from branchdesk.domain.queries import Filter
from branchdesk.services.customers import may_read_file
from branchdesk.services.ports import Reader
from branchdesk.services.session import Session

OPEN_FIELDS = frozenset(
    {
        "uuid",
        "id",
        "number",
        "state",
        "branch_code",
        "exchange",
        "deleted",
        "name",
        "customer_type",
        "confidentiality",
    }
)
"""What is told of a secret file to everybody."""

BY_INITIALS = 90.0
"""Hits of the search from this score on fit a number or the initials of a name."""

_OF_FILES = {CUSTOMER.name: "", CONTACT.name: "customer.", CUSTOMER_PRODUCT.name: "customer."}


def secret_grades(session: Session) -> tuple[str, ...]:
    """Return the grades of the files the person may not read."""
    roles = session.actor.roles
    return tuple(g for g in CONFIDENTIALITY_LEVELS.labels if not may_read_file(roles, g))


def honest_filters(session: Session, kind: str, filters: Sequence[Filter]) -> list[Filter]:
    """Return the filters of a list so that none tells whether a secret file fulfils it.

    Who asks for anything but what everybody may know is answered from the files they may read.
    """
    hidden = set(secret_grades(session))
    if not hidden:
        return list(filters)
    readable = ("", *(g for g in CONFIDENTIALITY_LEVELS.labels if g not in hidden))
    asked = dict.fromkeys(p for f in filters if (p := _file_asked(kind, f.field)) is not None)
    return [*filters, *(Filter(f"{p}confidentiality", "in", readable) for p in asked)]


def files_in_order(
    session: Session,
    reader: Reader,
    filters: Sequence[Filter],
    order: str,
    text: str = "",
    *,
    descending: bool,
    limit: int | None = None,
) -> list[int]:
    """Return the row ids of a list of customer files, so that no place tells of a hidden value.

    In an order by what not everybody may know, the secret files come last, by name.
    """
    kind, hidden = CUSTOMER.name, secret_grades(session)
    if order in OPEN_FIELDS or not hidden:
        return reader.line_ids(kind, filters, order, descending, text, limit=limit)
    readable = tuple(g for g in ("", *CONFIDENTIALITY_LEVELS.labels) if g not in hidden)
    open_files = (*filters, Filter("confidentiality", "in", readable))
    first = reader.line_ids(kind, open_files, order, descending, text, limit=limit)
    rest = None if limit is None else limit - len(first)
    secret_files = (*filters, Filter("confidentiality", "in", hidden))
    return first + reader.line_ids(kind, secret_files, "name", False, text, limit=rest)


def _file_asked(kind: str, field: str) -> str | None:
    """Return the way to the file whose secrets a filter asks for, or None."""
    reference, dot, inner = field.partition(".")
    if dot:
        referred = KINDS[kind].fields[reference].facts.refers
        return f"{reference}." if referred == CUSTOMER.name and inner not in OPEN_FIELDS else None
    known = OPEN_FIELDS if kind == CUSTOMER.name else OPEN_FIELDS - {"name"} | {"customer"}
    return _OF_FILES[kind] if kind in _OF_FILES and field not in known else None


def without_secrets(
    session: Session, reader: Reader, text: str, hits: Iterable[SearchHit]
) -> list[SearchHit]:
    """Return the hits without the secret files that the typed words find by their content."""
    found = list(hits)
    files = [h.uuid for h in found if h.kind == CUSTOMER.name and h.score < BY_INITIALS]
    hidden = hidden_files(session, reader, text, files)
    return [hit for hit in found if hit.uuid not in hidden]


def hidden_files(
    session: Session, reader: Reader, text: str, files: Collection[UUID] | None = None
) -> frozenset[UUID]:
    """Return the secret files, among these or of all, whose name and number lack a typed word."""
    grades = secret_grades(session)
    if not grades or (files is not None and not files):
        return frozenset()
    among = () if files is None else (Filter("uuid", "in", tuple(files)),)
    secret = reader.find(CUSTOMER.name, (*among, Filter("confidentiality", "in", grades)))
    words = fold_width(clean_text(text)).casefold().split()
    return frozenset(
        file.uuid
        for file in secret
        if not all(word in fold_width(f"{file.name} {file.number}").casefold() for word in words)
    )
