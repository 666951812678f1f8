# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Desks for pictures: empty, of the demo, with 100,000 records; the last two kept between runs."""

import base64
import hashlib
import shutil
from datetime import date, datetime
from functools import cache
from pathlib import Path

import platformdirs

from benchmarks.desks import KEY, open_database
from benchmarks.desks import filled_desk as benchmark_desk
from branchdesk.domain.clock import BRANCH_ZONE, FixedClock
from branchdesk.domain.kinds.organisation import Staff
from branchdesk.domain.kinds.roles import DeskRole, Role, format_roles
from branchdesk.runtime.desk_keys import KeyFile, PersonEntry
from branchdesk.runtime.key_wrapping import Cost
from branchdesk.runtime.paths import find_paths
from branchdesk.services.seeds import seed_branch
from branchdesk.sync.identity import DeskKeys
from branchdesk.wiring.demo import PASSPHRASE, build_demo
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.desk_folder import DeskFolder, StoredFacts
from branchdesk.wiring.founding import NewDesk, found_desk, unlock_desk
from branchdesk.wiring.setting_keys import IDENTITY_SETTING, KEYS_SETTING
from branchdesk.wiring.surroundings import Surroundings, make_surroundings
from tests.temporary import temporary_folder

CHEAP = Cost(64, 1, 1)
DEMO_DAY = date(2026, 11, 24)
DEMO_NOW = datetime(2026, 11, 24, 15, 20, tzinfo=BRANCH_ZONE)
DEMO_SIZE = {"branches": 1, "engineers": 3, "records": 300}
DEMO_PEOPLE = {"HQ": "宋岩", "GZ": "王敏", "GZ-L03": "陈亮"}
MANY = 100_000
AFTER_MANY = datetime(2016, 12, 20, 10, 0, tzinfo=BRANCH_ZONE)
"""Behind the newest of the many records."""


def surroundings_at(moment: datetime) -> Surroundings:
    """Return a machine of its own at a moment."""
    paths = find_paths({"BRANCHDESK_HOME": str(temporary_folder())})
    return make_surroundings(paths, FixedClock(moment), cost=CHEAP)


@cache
def demo_desk(code: str) -> Desk:
    """Open a copy of a desk of the demo, at 15:20 on its day."""
    folder = temporary_folder() / code
    shutil.copytree(_demo() / code, folder)
    return unlock_desk(folder, DEMO_PEOPLE[code], PASSPHRASE, surroundings_at(DEMO_NOW))


@cache
def empty_desk(role: DeskRole) -> Desk:
    """Found a desk with nothing in it yet."""
    code, name, person = {
        DeskRole.HQ: ("HQ", "总部客服中心", "宋岩"),
        DeskRole.BRANCH: ("GZ", "广州分公司", "王敏"),
        DeskRole.ENGINEER: ("GZ-L03", "陈亮", "陈亮"),
    }[role]
    new = NewDesk(role=role, code=code, name=name, person_name=person, passphrase=PASSPHRASE)
    return found_desk(temporary_folder() / code, new, surroundings_at(DEMO_NOW))[0]


@cache
def crowded_desk() -> Desk:
    """Make a branch of the rows that are measured: 100,000 records and their customers."""
    root = temporary_folder() / "GZ"
    shutil.copytree(benchmark_desk(MANY), root)
    surroundings = surroundings_at(AFTER_MANY)
    facts = StoredFacts(
        code="GZ", role=DeskRole.BRANCH, name="广州分公司", node="be" * 16, incarnation="0badcafe"
    )
    person = surroundings.new_id()
    manager = Staff(
        uuid=person,
        created_at=AFTER_MANY,
        branch_code="GZ",
        name="王敏",
        roles=format_roles((Role.BRANCH_MANAGER, Role.SERVICE_AGENT)),
    )
    database = open_database(root)
    try:
        with database.write(person, AFTER_MANY) as writer:
            private = base64.b64encode(DeskKeys.generate().private_bytes()).decode("ascii")
            writer.set_setting(KEYS_SETTING, private)
            writer.set_setting(IDENTITY_SETTING, facts.identity)
            writer.insert("staff", manager)
    finally:
        database.close()
    folder = DeskFolder(root)
    folder.write(facts)
    # Only so that the folder is whole: this desk is opened with its key.
    entry = PersonEntry(person, manager.name)
    KeyFile.create(folder.keys, entry, PASSPHRASE, clock=surroundings.clock, cost=CHEAP)
    desk = Desk(folder, KEY, person, surroundings)
    with desk.database.write(person, AFTER_MANY) as writer:
        seed_branch(desk.session, writer, "GZ", facts.name)
    return desk


def _demo() -> Path:
    """Return the folder of the demo, made when what makes it has changed."""
    package = Path(__file__).parents[2]
    sources = [
        *(package / "branchdesk" / "wiring").glob("demo*.py"),
        *(package / "branchdesk" / "services" / "demo").glob("*.py"),
        *(package / "branchdesk" / "store").rglob("*.sql"),
        *(package / "resources" / "demo").glob("*.json"),
    ]
    parts = [str(DEMO_SIZE), *(file.read_text(encoding="utf-8") for file in sorted(sources))]
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
    folder = platformdirs.user_cache_path("BranchDesk-bench") / f"demo-{digest}"
    if not folder.exists():
        made = temporary_folder() / "demo"
        build_demo(made, **DEMO_SIZE, today=DEMO_DAY, surroundings=surroundings_at(DEMO_NOW))
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, folder)
    return folder
