# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The one search box: customers, records and visits by any part of a word or number."""

import msgspec

from branchdesk.domain.identifiers import clean_text
from branchdesk.domain.kinds.customer import CUSTOMER
from branchdesk.domain.kinds.roles import readers_of
from branchdesk.domain.lines import SearchHit
from branchdesk.services.customers import may_read_file
from branchdesk.services.ports import Reader
from branchdesk.services.secrecy import without_secrets
from branchdesk.services.session import Session

TEXT_LIMIT = 100
"""Characters of a search that are looked at."""

HIT_LIMIT = 200


class SearchDesk:
    """Finds rows for the palette and the command line."""

    def __init__(self, session: Session) -> None:
        """Work for the person of the session."""
        self._session = session

    def find(self, text: str, limit: int = 20) -> tuple[SearchHit, ...]:
        """Return the best matches, best first; nothing for blanks or a limit below one.

        What the person may not read is left out, and of secret files nothing but the name is told.
        """
        asked = " ".join(clean_text(text)[:TEXT_LIMIT].split())
        if not asked or limit < 1:
            return ()
        with self._session.store.read() as reader:
            found = reader.search(asked, min(limit, HIT_LIMIT))
            hits = without_secrets(self._session, reader, asked, found)
            return tuple(
                self._masked(reader, hit) for hit in hits if self._session.may(readers_of(hit.kind))
            )

    def _masked(self, reader: Reader, hit: SearchHit) -> SearchHit:
        file = reader.get(CUSTOMER.name, hit.uuid) if hit.kind == CUSTOMER.name else None
        if file is None or may_read_file(self._session.actor.roles, file.confidentiality):
            return hit
        return msgspec.structs.replace(hit, match="")
