# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Column types and the columns every synced table has."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BLOB,
    Boolean,
    Column,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.engine import Dialect

from branchdesk.domain.clock import BRANCH_ZONE

metadata = MetaData()
"""All tables of a desk."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An aware datetime as integer milliseconds since 1970 in UTC."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return the milliseconds; raises ValueError for a naive datetime."""
        del dialect
        return None if value is None else to_milliseconds(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return an aware datetime in the branch's zone."""
        del dialect
        return None if value is None else from_milliseconds(value)


class Identity(TypeDecorator[UUID]):
    """A UUID as 16 bytes."""

    impl = BLOB
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> bytes | None:
        """Store the bytes."""
        del dialect
        return None if value is None else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        """Return the UUID."""
        del dialect
        return None if value is None else UUID(bytes=bytes(value))


class Amount(TypeDecorator[Decimal]):
    """A decimal as text, so that no digit is lost."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Store plain digits, never an exponent."""
        del dialect
        return None if value is None else format(value, "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Return the decimal."""
        del dialect
        return None if value is None else Decimal(value)


def to_milliseconds(moment: datetime) -> int:
    """Return milliseconds since 1970 in UTC; raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime reached the store")
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def from_milliseconds(milliseconds: int) -> datetime:
    """Return the aware moment in the branch's zone."""
    seconds, rest = divmod(milliseconds, 1000)
    moment = datetime.fromtimestamp(seconds, BRANCH_ZONE)
    return moment.replace(microsecond=rest * 1000) if rest else moment


def synced_columns() -> tuple[Column[Any], ...]:
    """Return the columns every synced table begins with.

    ``versions`` is the sparse JSON map of field versions (``*`` is the version of creation),
    ``extra`` keeps fields of a newer schema untouched.
    """
    return (
        Column("id", Integer, primary_key=True),
        Column("uuid", Identity, nullable=False, unique=True),
        Column("created_at", Moment, nullable=False),
        Column("created_by", Identity),
        Column("deleted", Boolean, nullable=False, default=False),
        Column("versions", Text, nullable=False),
        Column("extra", Text),
    )


def numbered_columns() -> tuple[Column[Any], ...]:
    """Return the columns of a numbered kind; ``exchange`` is local and never travels."""
    return (
        *synced_columns(),
        Column("number", String, nullable=False, unique=True),
        Column("state", String, nullable=False),
        Column("branch_code", String, nullable=False),
        Column("exchange", String, nullable=False, default="unpacked"),
    )


LOCAL_COLUMNS = frozenset({"id", "versions", "extra", "exchange"})
"""Columns of a synced table that are not fields of its kind."""

LIVE = text("deleted = 0")
"""The rows lists show: an index over them alone is read without looking at the rows."""

UNPACKED = text("exchange = 'unpacked' AND deleted = 0")
"""The few rows that wait to be sent, so that counting them never walks through all."""
