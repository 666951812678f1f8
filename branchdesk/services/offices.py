# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What stands at the head of a sheet: the company, the branch, its phones (R-005, R-076)."""

from collections.abc import Mapping

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.organisation import BRANCH, Branch
from branchdesk.domain.kinds.roles import HEADQUARTERS, MANAGERS, DeskRole, Role
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T
from branchdesk.services import rights, rows
from branchdesk.services.session import Outcome, Session


class Offices:
    """The branches a desk may describe: headquarters all of them, a branch itself."""

    def __init__(self, session: Session) -> None:
        """Work for the person of the session."""
        self._session = session

    def mine(self) -> list[Branch]:
        """Return the offices this desk may change, its own first; none on a laptop."""
        session = self._session
        if session.desk.role is DeskRole.ENGINEER:
            return []
        with session.store.read() as reader:
            found: list[Branch] = reader.find(BRANCH.name, order="id")
        own = session.desk.branch_code
        if session.desk.role is DeskRole.BRANCH:
            return [office for office in found if office.code == own]
        return sorted(found, key=lambda office: office.code != own)

    @property
    def savers(self) -> frozenset[Role]:
        """Who changes what stands at the head of the sheets."""
        return HEADQUARTERS if self._session.desk.role is DeskRole.HQ else MANAGERS

    @property
    def may_save(self) -> bool:
        """Tell whether the person is one of them."""
        return self._session.may(self.savers)

    def save(self, code: str, document: Mapping[str, object]) -> Outcome:
        """Change an office; what headquarters says later about a branch counts more.

        Raises UserError for a person or a desk that may not, and for a name left empty.
        """
        session = self._session
        headquarters = session.desk.role is DeskRole.HQ
        rights.require_roles(session, self.savers)
        if not headquarters and (
            session.desk.role is not DeskRole.BRANCH or code != session.desk.branch_code
        ):
            raise UserError(
                T("This belongs to another office"),
                T("A branch describes only itself."),
                T("Ask headquarters for the change."),
            )
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            found = writer.find(BRANCH.name, (Filter("code", "=", code),))
            if not found:
                raise UserError(
                    T("There is no such office"),
                    T("“{code}” is not known here.", code=code[:40]),
                    T("Check the code, or exchange data with headquarters first."),
                )
            values = rows.read_values(BRANCH, {**document, "code": code})
            row = rows.change_row(session, writer, BRANCH, found[0], values)
            return Outcome("", row.uuid, "", writer.changes)
