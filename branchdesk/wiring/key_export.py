# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The emergency export of a desk's age identity: the passphrase again, and a trace of it."""

from pathlib import Path

from branchdesk.domain.kinds.roles import HEADQUARTERS, MANAGERS, DeskRole
from branchdesk.runtime.atomic import write_atomic
from branchdesk.services import rights
from branchdesk.wiring.desk import Desk

EXPORTED = "age_identity"
"""What the log of readings calls the identity; it stands under the person who took it out."""


def export_age_identity(desk: Desk, passphrase: str, target: Path) -> None:
    """Write the identity that ``age -d -i`` takes; only its owner may read the file.

    Managers and headquarters may, and the engineer of a laptop. The log is written first: an
    export without a trace must not be possible. Raises UserError.
    """
    session = desk.session
    if desk.facts.role is not DeskRole.ENGINEER:
        rights.require_roles(session, MANAGERS | HEADQUARTERS)
    desk.key_file().unlock(session.actor.staff, passphrase)
    with session.store.write(session.actor.staff, session.clock.now()) as writer:
        writer.log_reading("staff", session.actor.staff, (EXPORTED,))
    write_atomic(target, desk.keys.export_age_identity(), mode=0o600)
