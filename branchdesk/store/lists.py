# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Lists: the ids of a page or of a whole list in its order, and the lines that are shown.

The statements of the lines are put together once: every page asks with the same ones.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import Select

from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.kinds.service_record import UNFINISHED
from branchdesk.domain.lines import CustomerLine, RecordLine, VisitLine
from branchdesk.domain.queries import Filter
from branchdesk.store.search import phrase
from branchdesk.store.tables import SYNCED

RECORD = SYNCED["service_record"]
VISIT = SYNCED["visit"]
CUSTOMER = SYNCED["customer"]
CONTACT = SYNCED["contact"]
STAFF = SYNCED["staff"]

_ALL = -1
"""SQLite's LIMIT for every row."""


def condition(table: Table, item: Filter) -> ColumnElement[bool]:
    """Return the SQL condition of a filter; an unknown field is a bug and raises KeyError.

    ``customer.customer_type`` asks the row the field ``customer`` points to.
    """
    reference, dot, inner = item.field.partition(".")
    if dot:
        referred = SYNCED[KINDS[table.name].fields[reference].facts.refers]
        asked = condition(referred, Filter(inner, item.operator, item.value))
        return table.c[reference].in_(select(referred.c.uuid).where(asked))
    column: ColumnElement[Any] = table.c[item.field]
    value: object = item.value
    match item.operator:
        case "=":
            return column.is_(None) if value is None else column == value
        case "!=":
            return column.is_not(None) if value is None else column != value
        case "<":
            return column < value
        case "<=":
            return column <= value
        case ">":
            return column > value
        case ">=":
            return column >= value
        case "in":
            return column.in_(list(item.value))
        case "like":
            return column.contains(item.value, autoescape=True)
    raise ValueError(f"unknown operator {item.operator}")


def conditions(table: Table, filters: Sequence[Filter]) -> ColumnElement[bool]:
    """Return all filters and, unless they ask for deleted rows, “not deleted” as one condition."""
    asked = any(f.field == "deleted" for f in filters)
    live = () if asked else (~table.c.deleted,)
    return and_(*live, *(condition(table, f) for f in filters))


def ids(
    connection: Connection,
    kind: str,
    filters: Sequence[Filter],
    order: str,
    descending: bool,
    text: str,
    limit: int | None = None,
    offset: int = 0,
) -> list[int]:
    """Return the integer keys of a list in its order, or of one page of it."""
    match = phrase(text)
    if not match and text.strip():
        return []
    asked = (kind, tuple(filters), order, descending, match)
    try:
        query = _in_order(*asked)
    except TypeError:  # a filter's value is a list or a set: only its statement is not kept
        query = _in_order.__wrapped__(*asked)
    page = {"limit": _ALL if limit is None else limit, "offset": offset}
    if limit is not None:
        return list(connection.execute(query, page).scalars())
    # As one text: a million rows handed over one by one take three times as long.
    whole = select(func.json_group_array(query.subquery().c.id))
    found: list[int] = json.loads(connection.execute(whole, page).scalar_one())
    return found


@lru_cache(maxsize=64)
def _in_order(
    kind: str, filters: tuple[Filter, ...], order: str, descending: bool, match: str
) -> Select[Any]:
    """Return the statement of a list; one that is asked again and again is made once."""
    table = SYNCED[kind]
    column = table.c[order]
    query = select(table.c.id).where(conditions(table, filters))
    if match:
        query = query.where(
            table.c.id.in_(
                select(func.coalesce(_entry.c.row_key, 0))
                .select_from(_entry)
                .where(_entry.c.entity == kind, _entry.c.id.in_(_matching(match)))
            )
        )
    ordered = (column.desc(), table.c.id.desc()) if descending else (column, table.c.id)
    query = query.order_by(*ordered)
    return query.limit(bindparam("limit", _ALL)).offset(bindparam("offset", 0))


def _matching(match: str) -> Select[Any]:
    from sqlalchemy import literal_column
    from sqlalchemy import text as sql_text

    return (
        select(literal_column("rowid", type_=_entry.c.id.type))
        .select_from(sql_text("search_text"))
        .where(sql_text("search_text MATCH :match").bindparams(match=match))
    )


_entry = CUSTOMER.metadata.tables["search_entry"]


_KEYS = func.json_each(bindparam("keys", "[]")).table_valued("value")
"""The keys of a page as one parameter, so that the statement is the same for every page."""


class _Lines:
    """The statement of the lines of one kind, and how its columns become values.

    Rows come from the driver itself: the library takes as long for a page as the database does.
    """

    def __init__(self, query: Select[Any]) -> None:
        """``query`` has the integer key first and takes the keys from ``_KEYS``."""
        dialect = sqlite.dialect(paramstyle="named")
        compiled = query.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        self._statement, self._parameters = str(compiled), compiled.params
        processors = (c.type.result_processor(dialect, None) for c in query.selected_columns)
        self._readers = [(i, p) for i, p in enumerate(processors) if p is not None]

    def fetch(self, connection: Connection, keys: Sequence[int]) -> list[list[Any]]:
        """Return the columns behind the key, in the order of the keys that exist."""
        raw: Any = connection.connection.dbapi_connection
        found: dict[int, list[Any]] = {}
        parameters = {**self._parameters, "keys": json.dumps(list(keys))}
        for row in raw.execute(self._statement, parameters):
            values = list(row)
            for place, read in self._readers:
                values[place] = read(values[place])
            found[values[0]] = values[1:]
        return [found[key] for key in keys if key in found]


def _record_lines() -> Select[Any]:
    owner = STAFF.alias("owner")
    return (
        select(
            RECORD.c.id,
            RECORD.c.uuid,
            RECORD.c.number,
            RECORD.c.state,
            RECORD.c.exchange,
            RECORD.c.category,
            RECORD.c.service_mode,
            func.coalesce(CUSTOMER.c.name, ""),
            RECORD.c.contact_person,
            func.substr(RECORD.c.problem_description, 1, 200),
            func.coalesce(STAFF.c.name, ""),
            func.coalesce(owner.c.name, ""),
            RECORD.c.occurred_at,
            RECORD.c.promised_answer_at,
            RECORD.c.period,
            RECORD.c.late_entry,
            RECORD.c.recurrence,
            RECORD.c.open_ended,
            RECORD.c.frozen,
        )
        .select_from(RECORD)
        .outerjoin(CUSTOMER, CUSTOMER.c.uuid == RECORD.c.customer)
        .outerjoin(STAFF, STAFF.c.uuid == RECORD.c.handler)
        .outerjoin(owner, owner.c.uuid == RECORD.c.first_contact_owner)
        .where(RECORD.c.id.in_(select(_KEYS.c.value)))
    )


_RECORD_LINES = _Lines(_record_lines())


def record_lines(connection: Connection, keys: Sequence[int]) -> list[RecordLine]:
    """Return the lines of service records in the order of the keys."""
    return [RecordLine(*values) for values in _RECORD_LINES.fetch(connection, keys)]


def _visit_lines() -> Select[Any]:
    return (
        select(
            VISIT.c.id,
            VISIT.c.uuid,
            VISIT.c.number,
            VISIT.c.state,
            VISIT.c.exchange,
            func.coalesce(CUSTOMER.c.name, ""),
            func.substr(VISIT.c.purpose, 1, 200),
            func.coalesce(STAFF.c.name, ""),
            VISIT.c.engineer,
            VISIT.c.appointment_at,
            VISIT.c.arrived_at,
            VISIT.c.result,
            VISIT.c.signature_kind,
            VISIT.c.copy_way,
            VISIT.c.signature_due,
            func.coalesce(RECORD.c.number, ""),
            VISIT.c.period,
            VISIT.c.print_count,
        )
        .select_from(VISIT)
        .outerjoin(CUSTOMER, CUSTOMER.c.uuid == VISIT.c.customer)
        .outerjoin(STAFF, STAFF.c.uuid == VISIT.c.engineer)
        .outerjoin(RECORD, RECORD.c.uuid == VISIT.c.record)
        .where(VISIT.c.id.in_(select(_KEYS.c.value)))
    )


_VISIT_LINES = _Lines(_visit_lines())


def visit_lines(connection: Connection, keys: Sequence[int]) -> list[VisitLine]:
    """Return the lines of visits in the order of the keys."""
    return [VisitLine(*values) for values in _VISIT_LINES.fetch(connection, keys)]


def _customer_lines() -> Select[Any]:
    products = SYNCED["customer_product"]
    contact = (
        select(func.coalesce(func.nullif(CONTACT.c.name, ""), CONTACT.c.salutation))
        .where(CONTACT.c.customer == CUSTOMER.c.uuid, ~CONTACT.c.deleted)
        .order_by(CONTACT.c.is_key.desc(), CONTACT.c.id)
        .limit(1)
        .scalar_subquery()
    )
    contact_phone = (
        select(func.coalesce(func.nullif(CONTACT.c.mobile, ""), CONTACT.c.landline))
        .where(CONTACT.c.customer == CUSTOMER.c.uuid, ~CONTACT.c.deleted)
        .order_by(CONTACT.c.is_key.desc(), CONTACT.c.id)
        .limit(1)
        .scalar_subquery()
    )
    registered = (
        select(func.count())
        .where(products.c.customer == CUSTOMER.c.uuid, ~products.c.deleted)
        .scalar_subquery()
    )
    unfinished = (
        select(func.count())
        .where(
            RECORD.c.customer == CUSTOMER.c.uuid,
            ~RECORD.c.deleted,
            RECORD.c.state.in_(sorted(UNFINISHED)),
        )
        .scalar_subquery()
    )
    return select(
        CUSTOMER.c.id,
        CUSTOMER.c.uuid,
        CUSTOMER.c.number,
        CUSTOMER.c.state,
        CUSTOMER.c.exchange,
        CUSTOMER.c.name,
        CUSTOMER.c.customer_type,
        CUSTOMER.c.value_class,
        func.coalesce(contact, ""),
        func.coalesce(func.nullif(CUSTOMER.c.phone, ""), contact_phone, ""),
        CUSTOMER.c.city,
        registered,
        unfinished,
    ).where(CUSTOMER.c.id.in_(select(_KEYS.c.value)))


_CUSTOMER_LINES = _Lines(_customer_lines())


def customer_lines(connection: Connection, keys: Sequence[int]) -> list[CustomerLine]:
    """Return the lines of customers in the order of the keys."""
    return [CustomerLine(*values) for values in _CUSTOMER_LINES.fetch(connection, keys)]
