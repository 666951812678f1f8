# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The one search box: customers, records and visits by any part of a word or number."""

from branchdesk.domain.identifiers import clean_text
from branchdesk.domain.lines import SearchHit
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
        """Return the best matches, best first; nothing for blanks or a limit below one."""
        asked = " ".join(clean_text(text)[:TEXT_LIMIT].split())
        if not asked or limit < 1:
            return ()
        with self._session.store.read() as reader:
            return tuple(reader.search(asked, min(limit, HIT_LIMIT)))
