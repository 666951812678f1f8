# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What an operation of another desk sets, as cells of its table.

Most operations of a bundle set the same fields in the same order, so what there is to know of them
is worked out once for each such shape.
"""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

import msgspec

from branchdesk.domain.kinds.registry import KINDS
from branchdesk.store.rows import cell_readers, identity_columns, text_columns
from branchdesk.store.tables import SYNCED

_SHAPES_KEPT = 256
"""Combinations of fields a desk remembers; who sends other ones only waits a little longer."""


class Shape(msgspec.Struct, frozen=True):
    """How operations of one kind that set the same fields are read and inserted.

    ``texts`` are fields whose cells are the texts as they came, ``others`` the remaining known
    ones, ``newer`` the fields of a newer schema. ``insertion`` takes the cells of the known fields
    in their order, then UUID, versions, extra and, where ``exchange`` says so, the exchange state;
    the defaults of what was not sent stand in it as ``defaults``. ``missing`` are the columns that
    no row may lack and that are neither sent nor have a default.
    """

    kind: str
    texts: tuple[str, ...]
    take_texts: Callable[[Mapping[str, Any]], tuple[Any, ...]] | None
    others: tuple[tuple[str, Callable[[Any], Any]], ...]
    newer: tuple[str, ...]
    identities: tuple[str, ...]
    insertion: str
    exchange: bool
    defaults: tuple[Any, ...]
    missing: tuple[str, ...]

    def read(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the raw cells of what an operation sets, and the newer fields as they came.

        Raises ValueError or ArithmeticError for a value that its cell cannot hold.
        """
        known = dict(values)
        extra = {name: known.pop(name) for name in self.newer}
        if self.take_texts is not None and {*map(type, self.take_texts(known))} != {str}:
            readers = cell_readers(self.kind)
            for name in self.texts:
                known[name] = readers[name](known[name])
        for name, read in self.others:
            known[name] = read(known[name])
        return known, extra

    def journalled(self, known: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
        """Return raw cells in the form the journal keeps, with the newer fields."""
        kept = {**known, **extra}
        for name in self.identities:
            kept[name] = as_journalled(self.kind, name, known[name])
        return kept


def shape_of(kind: str, values: Mapping[str, Any]) -> Shape:
    """Return the shape of an operation that sets these values."""
    return _shape(kind, tuple(values))


@lru_cache(maxsize=_SHAPES_KEPT)
def _shape(kind: str, names: tuple[str, ...]) -> Shape:
    readers = cell_readers(kind)
    known = [name for name in names if name in readers]
    texts = tuple(name for name in known if name in text_columns(kind))
    defaults = {k: v for k, v in default_cells(kind).items() if k not in known}
    exchange = "exchange" in SYNCED[kind].c
    own = ["uuid", "versions", "extra", *(["exchange"] if exchange else [])]
    columns = [*known, *own, *defaults]
    marks = ", ".join("?" for _ in columns)
    return Shape(
        kind=kind,
        texts=texts,
        take_texts=itemgetter(*texts) if len(texts) > 1 else None,
        others=tuple((n, readers[n]) for n in known if n not in texts or len(texts) == 1),
        newer=tuple(name for name in names if name not in readers),
        identities=tuple(name for name in known if name in identity_columns(kind)),
        insertion=f"INSERT INTO {kind} ({', '.join(columns)}) VALUES ({marks})",
        exchange=exchange,
        defaults=tuple(defaults.values()),
        missing=tuple(name for name in _required(kind) if name not in columns),
    )


def as_journalled(kind: str, field: str, stored: Any) -> Any:
    """Turn a raw cell into the form the journal keeps."""
    if stored is not None and field in identity_columns(kind):
        return bytes(stored).hex()
    return stored


@cache
def default_cells(kind: str) -> Mapping[str, Any]:
    """Return the raw default of every column a sender with an older schema may not know."""
    defaults: dict[str, Any] = {}
    for field in msgspec.structs.fields(KINDS[kind].struct):
        default = field.default
        if default is msgspec.NODEFAULT or default is None or field.name == "uuid":
            continue
        as_json = format(default, "f") if hasattr(default, "as_tuple") else default
        defaults[field.name] = cell_readers(kind)[field.name](as_json)
    return defaults


@cache
def _required(kind: str) -> tuple[str, ...]:
    """Return the columns that no row may lack."""
    return tuple(c.name for c in SYNCED[kind].c if not c.nullable and c.name != "id")
