# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes the rows of the scenes of ``role_acts`` on a real desk."""

from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.services.session import DeskFacts
from branchdesk.wiring.desk import Desk
from tests.services import conftest as office
from tests.services.conftest import START


class Bench(office.Desk):
    """Writes as the branch's people do, whichever desk it is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.database, desk.blobs, desk.session.paper)
        self.new_id = desk.session.new_id  # type: ignore[assignment]
        self.clock.moment = START
        self.facts = DeskFacts("GZ", DeskRole.BRANCH, "GZ", "D01", "node-1")
