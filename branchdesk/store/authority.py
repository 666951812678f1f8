# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may write what: whether a desk takes an operation from another one (architecture §4.3)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from branchdesk.domain.exchange import Operation
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.versions import Tier
from branchdesk.store.tables import SYNCED

BRANCH_ONLY = frozenset({"month_close", "month_summary", "month_explanation"})
"""Kinds a branch writes itself; a laptop has no month."""


class Sender(msgspec.Struct, frozen=True):
    """Who sent a bundle, as far as it decides what may be in it.

    ``code`` is the link's peer; ``is_parent`` whether it is the parent desk; ``branch`` the only
    branch whose rows a child may write.
    """

    code: str
    is_parent: bool
    branch: str


class OwnerMissingError(Exception):
    """The row an operation hangs on has not arrived yet, so nobody can say whose it is.

    ``row`` is its kind and identity; None when the operation names none this program knows.
    """

    def __init__(self, row: tuple[str, bytes] | None = None) -> None:
        """Name the row."""
        super().__init__()
        self.row = row


class Authority:
    """The rules of one desk."""

    def __init__(self, connection: Connection, tier: Tier, own_code: str) -> None:
        """``own_code`` is this desk's code; parents may tell it its own work after a loss."""
        self._raw: Any = connection.connection.dbapi_connection
        self._tier = tier
        self._own_code = own_code

    def refusal(
        self, sender: Sender, operation: Operation, present: Mapping[str, Any] | None
    ) -> str:
        """Return why the sender may not write this, or an empty text; raises OwnerMissingError."""
        owner = KINDS[operation.entity].owner
        if sender.is_parent:
            foreign = self._tier is Tier.BRANCH and operation.origin != self._own_code
            if foreign and owner != "hq":
                return "the branch writes this kind"
            if present is None:
                self._branch(operation.entity, operation.set)
            return ""
        if owner == "hq":
            return "this kind belongs to headquarters"
        if any(version[1] >= self._tier for version in operation.versions.values()):
            return "written in the name of a higher desk"
        if self._tier is Tier.BRANCH and (reason := _refused_from_laptop(operation, present)):
            return reason
        before: dict[str, Any] = {} if present is None else dict(present)
        after = before | dict(operation.set)
        for values in (before, after):
            if values and self._branch(operation.entity, values) != sender.branch:
                return "the row belongs to another branch"
        return ""

    def _branch(self, kind: str, values: Mapping[str, Any]) -> str:
        parent = KINDS[kind].parent
        if parent is not None:
            return self._branch_of(parent.kind, values.get(parent.field))
        if "owner_kind" in SYNCED[kind].c:
            return self._branch_of(values.get("owner_kind"), values.get("owner"))
        return str(values.get("branch_code", ""))

    def _branch_of(self, kind: Any, identity: Any) -> str:
        if kind not in SYNCED or identity is None:
            raise OwnerMissingError
        uuid = UUID(bytes=identity) if isinstance(identity, bytes) else UUID(str(identity))
        if "branch_code" not in SYNCED[kind].c:
            raise ValueError("nothing hangs on this kind")
        owner = self._raw.execute(
            f"SELECT branch_code FROM {kind} WHERE uuid = ?", (uuid.bytes,)
        ).fetchone()
        if owner is None:
            raise OwnerMissingError((kind, uuid.bytes))
        return str(owner[0])


def _refused_from_laptop(operation: Operation, present: Mapping[str, Any] | None) -> str:
    if operation.entity in BRANCH_ONLY:
        return "the branch writes this kind"
    known = operation.entity == "staff" and present is not None
    if known and operation.action == "update" and "roles" in operation.set:
        return "the branch gives roles"
    return ""
