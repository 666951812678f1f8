# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""From the passphrase to the open desk, against the key derivation alone.

The derivation is slow on purpose (Argon2id) and nothing can open without it. The program's parts
are imported before, as they are while a person types.
"""

from pathlib import Path

from benchmarks.figures import Figure, figure, interleaved_ms
from branchdesk.domain.clock import SystemClock
from branchdesk.domain.kinds.roles import DEFAULT_ROLES, DeskRole
from branchdesk.runtime.desk_keys import KeyFile
from branchdesk.runtime.paths import Paths, find_resources
from branchdesk.runtime.settings import SettingsFile
from branchdesk.wiring.desk_folder import DeskFolder
from branchdesk.wiring.founding import NewDesk, found_desk
from branchdesk.wiring.surroundings import make_surroundings
from branchdesk.wiring.window_services import Door

PASSPHRASE = "kapok-2026-bench"
TIMES = 7


def measure(folder: Path) -> list[Figure]:
    """Found a desk, then unlock it again and again with the usual cost."""
    paths = Paths(
        folder / "config", folder / "cache", folder / "logs", folder / "desks", find_resources()
    )
    surroundings = make_surroundings(paths, SystemClock(None))
    new = NewDesk(
        role=DeskRole.BRANCH,
        code="GZ",
        name="广州分公司",
        person_name="王敏",
        passphrase=PASSPHRASE,
        roles=DEFAULT_ROLES[DeskRole.BRANCH],
    )
    place = folder / "desks" / "GZ"
    desk, _ = found_desk(place, new, surroundings)
    person = desk.session.actor.staff
    desk.close()
    door = Door(surroundings, SettingsFile(paths.settings_file))
    keys = KeyFile.load(DeskFolder(place).keys, clock=surroundings.clock, cost=surroundings.cost)

    def unlock() -> None:
        key = door.unlock(str(place), person, PASSPHRASE)
        door.open(str(place), person, key).close()

    def derive() -> None:
        keys.unlock(person, PASSPHRASE)

    value, baseline = interleaved_ms(unlock, derive, TIMES)
    return [figure("unlock", value, baseline, 1.5)]
