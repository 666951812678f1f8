# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a committed use case changed: the ids by kind, for screens to refresh just those."""

from collections.abc import Mapping
from uuid import UUID

import msgspec


class Changes(msgspec.Struct, frozen=True):
    """UUIDs of changed rows by kind name."""

    rows: Mapping[str, frozenset[UUID]] = {}

    def touches(self, *kinds: str) -> bool:
        """Tell whether any row of the named kinds changed."""
        return any(self.rows.get(kind) for kind in kinds)

    def merged(self, other: "Changes") -> "Changes":
        """Return both together."""
        kinds = {*self.rows, *other.rows}
        empty: frozenset[UUID] = frozenset()
        return Changes({k: self.rows.get(k, empty) | other.rows.get(k, empty) for k in kinds})

    def names(self) -> list[str]:
        """Return ``kind:uuid`` for every changed row, sorted, as the command line prints them."""
        return sorted(f"{kind}:{uuid}" for kind, uuids in self.rows.items() for uuid in uuids)
