# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Registers: the rows of any kind as a list, one with what hangs on it, and HQ's code lists."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import msgspec

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.customer import CONTACT, CUSTOMER, CUSTOMER_PRODUCT
from branchdesk.domain.kinds.description import FieldType, Kind
from branchdesk.domain.kinds.registry import KINDS, child_kinds
from branchdesk.domain.kinds.roles import HEADQUARTERS, DeskRole
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T
from branchdesk.services import rights, rows
from branchdesk.services.customers import masked_customer, may_read_file
from branchdesk.services.ports import Reader
from branchdesk.services.secrecy import honest_filters
from branchdesk.services.session import Outcome, Session

EXCHANGE_STATES = ("unpacked", "sent", "receipted")
CODE_LISTS = frozenset({"branch", "product"})
"""The kinds headquarters keeps and everybody else only reads."""

_DAY_LENGTH = len("2026-11-30")
_BASIC = frozenset({"uuid", "number", "state", "branch_code", "exchange"})


class Listed(msgspec.Struct, frozen=True):
    """A row with its way to the parent desk: unpacked, sent or receipted."""

    row: Any
    exchange: str


class Shown(msgspec.Struct, frozen=True):
    """A row with the live rows that hang on it, by the name of their kind."""

    row: Any
    exchange: str
    children: Mapping[str, tuple[Any, ...]]


class Registers:
    """Reads rows by their description; what is confidential is masked and its reading logged."""

    def __init__(self, session: Session) -> None:
        """Work for the person of the session."""
        self._session = session

    def rows_of(
        self, kind: Kind[Any], filters: Sequence[Filter] = (), limit: int | None = None
    ) -> list[Listed]:
        """Return the rows that fulfil all filters, the newest first. Raises UserError."""
        rights.require_reading(self._session, kind.name)
        with self._session.store.read() as reader:
            asked = honest_filters(self._session, kind.name, filters)
            found = self._found(reader, kind, asked, limit)
            shown = [Listed(self._masked(reader, kind, item.row), item.exchange) for item in found]
        self._log(kind, [item.row.uuid for item in found])
        return shown

    def show(self, kind: Kind[Any], key: str | UUID) -> Shown:
        """Return one row by its number or UUID; raises UserError when it is not there."""
        rights.require_reading(self._session, kind.name)
        with self._session.store.read() as reader:
            row = rows.get_row(reader, kind.name, key)
            masked = self._masked(reader, kind, row)
            children = {
                child.name: () if masked is not row else reader.children(child.name, row.uuid)
                for child in child_kinds(kind.name)
            }
            shown = Shown(masked, reader.exchange_state(kind.name, row.uuid), children)
        self._log(kind, [row.uuid])
        return shown

    def filters(self, kind: Kind[Any], conditions: Iterable[tuple[str, str]]) -> list[Filter]:
        """Turn field and text into filters; raises UserError for an unknown field or bad value.

        A field that points to a row takes its UUID or its number, ``customer.city`` a value of
        that row; an empty text finds what is not filled in. ``occurred_at>`` and ``occurred_at<``
        stand for “at least” and “at most”; a moment is also given as its local day (R-036).
        """
        with self._session.store.read() as reader:
            return [
                found for field, text in conditions for found in _filters(reader, kind, field, text)
            ]

    def add(self, kind: Kind[Any], document: Mapping[str, object]) -> Outcome:
        """Add a line to one of headquarters' code lists."""
        session = self._session
        self._require_keeper(kind)
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            row = rows.insert_row(session, writer, kind, rows.read_values(kind, document))
            return Outcome("", row.uuid, "", writer.changes)

    def edit(self, kind: Kind[Any], key: str | UUID, document: Mapping[str, object]) -> Outcome:
        """Change a line of one of headquarters' code lists."""
        session = self._session
        self._require_keeper(kind)
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            row = rows.get_row(writer, kind.name, key)
            rows.change_row(session, writer, kind, row, rows.read_values(kind, document))
            return Outcome("", row.uuid, "", writer.changes)

    def _require_keeper(self, kind: Kind[Any]) -> None:
        if kind.name not in CODE_LISTS:
            raise ValueError(f"{kind.name} is no code list")
        if self._session.desk.role is not DeskRole.HQ:
            raise UserError(
                T("This list belongs to headquarters"),
                T("A branch gets it with the next exchange and does not change it."),
                T("Ask headquarters for the change."),
            )
        rights.require_roles(self._session, HEADQUARTERS)

    def _found(
        self, reader: Reader, kind: Kind[Any], filters: Sequence[Filter], limit: int | None
    ) -> Sequence[Listed]:
        if not kind.numbered:
            newest = reader.find(kind.name, filters, descending=True, limit=limit)
            return [Listed(row, EXCHANGE_STATES[0]) for row in newest]
        # One query for each state costs less than one question for each row.
        found = [
            Listed(row, state)
            for state in EXCHANGE_STATES
            for row in reader.find(
                kind.name,
                (*filters, Filter("exchange", "=", state)),
                descending=True,
                limit=limit,
            )
        ]
        found.sort(key=lambda item: (item.row.created_at, item.row.number), reverse=True)
        return found[:limit]

    def _masked(self, reader: Reader, kind: Kind[Any], row: Any) -> Any:
        """Return the row without what this person may not read (requirements §6)."""
        roles = self._session.actor.roles
        if kind is CUSTOMER:
            secret = not may_read_file(roles, row.confidentiality)
            return masked_customer(row) if secret else row
        if kind in (CONTACT, CUSTOMER_PRODUCT):
            owner = reader.get(CUSTOMER.name, row.customer)
            if owner is not None and not may_read_file(roles, owner.confidentiality):
                return kind.struct(uuid=row.uuid, created_at=row.created_at, customer=row.customer)
        return row

    def _log(self, kind: Kind[Any], read: Sequence[UUID]) -> None:
        fields = kind.confidential_fields()
        if not fields or not read:
            return
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            for uuid in read:
                writer.log_reading(kind.name, uuid, fields)


def _filters(reader: Reader, kind: Kind[Any], name: str, text: str) -> list[Filter]:
    reference, dot, inner = name.partition(".")
    pointing = kind.fields.get(reference)
    if dot and pointing is not None and pointing.type is FieldType.REFERENCE:
        asked = _filters(reader, KINDS[pointing.facts.refers], inner, text)
        return [Filter(f"{reference}.{f.field}", f.operator, f.value) for f in asked]
    operator = f"{name[-1]}=" if name.endswith((">", "<")) else "="
    name = name.rstrip("<>")
    field = kind.fields.get(name)
    basic = name == "uuid" or (kind.numbered and name in _BASIC)
    if field is None and not basic:
        known = sorted({*kind.fields, "uuid", *(_BASIC if kind.numbered else ())})
        raise UserError(
            T("There is no field “{name}”", name=name[:40]),
            T("{kind} cannot be filtered by it.", kind=kind.label),
            T("The fields that exist: {fields}.", fields=", ".join(known)),
        )
    if field is not None and field.type is FieldType.REFERENCE and text:
        return [Filter(name, operator, rows.get_row(reader, field.facts.refers, text).uuid)]
    if field is not None and field.optional and not text:
        return [Filter(name, operator, None)]
    if field is not None and field.type is FieldType.MOMENT and len(text) == _DAY_LENGTH:
        return _within_day(name, operator, _converted(name, text, date))
    declared = {f.name: f.type for f in msgspec.structs.fields(kind.struct)}
    return [Filter(name, operator, _converted(name, text, declared.get(name, str)))]


def _within_day(name: str, operator: str, day: date) -> list[Filter]:
    start = datetime.combine(day, time(), BRANCH_ZONE)
    since = Filter(name, ">=", start)
    until = Filter(name, "<", start + timedelta(days=1))
    return {">=": [since], "<=": [until], "=": [since, until]}[operator]


def _converted(name: str, text: str, wanted: Any) -> Any:
    try:
        return msgspec.convert(text, wanted, strict=False)
    except msgspec.ValidationError as error:
        raise UserError(
            T("This value does not fit"),
            T("“{value}” is no value of “{name}”.", value=text[:40], name=name),
            T("Write dates as 2026-11-30, moments with their zone, yes and no as true and false."),
        ) from error
