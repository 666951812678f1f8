# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Starting a desk, unlocking it, and taking a new incarnation after a restore."""

import base64
import secrets
from pathlib import Path
from uuid import UUID

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.organisation import Staff
from branchdesk.domain.kinds.roles import DEFAULT_ROLES, DeskRole, Role, format_roles
from branchdesk.domain.text import T
from branchdesk.runtime.desk_keys import KeyFile, PersonEntry
from branchdesk.services import rows
from branchdesk.services.seeds import seed_branch, seed_branches, seed_calendar
from branchdesk.store.database import Database, require_free_space
from branchdesk.sync.header import is_code
from branchdesk.sync.identity import DeskKeys
from branchdesk.wiring.calendar_source import known_days
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.desk_folder import DeskFolder, StoredFacts
from branchdesk.wiring.enrolment import NUMBERS_SKIPPED
from branchdesk.wiring.setting_keys import IDENTITY_SETTING, KEYS_SETTING
from branchdesk.wiring.surroundings import Surroundings

CALENDAR_YEARS_BACK = 2
CALENDAR_YEARS_AHEAD = 2


class NewDesk(msgspec.Struct, frozen=True, kw_only=True):
    """The four answers of the first start, and what a demo adds.

    ``name`` is what people call the desk (the branch's name; on a laptop the engineer's).
    ``staff`` and ``keys`` (private bytes) are given when they exist already; ``clock_shift`` in
    seconds lets a demo tell its day from the hour its scenes were written for.
    """

    role: DeskRole
    code: str
    name: str
    person_name: str
    passphrase: str
    roles: tuple[Role, ...] = ()
    phone: str = ""
    staff: Staff | None = None
    keys: bytes = b""
    demo: bool = False
    clock_shift: int = 0


def found_desk(root: Path, new: NewDesk, surroundings: Surroundings) -> tuple[Desk, str]:
    """Create a desk and return it unlocked with the recovery code, which is shown once.

    Raises UserError for a code that does not fit the role, a short passphrase, a folder in use,
    a full disk.
    """
    _check(new)
    folder = DeskFolder(root)
    person = new.staff.uuid if new.staff else surroundings.new_id()
    facts = StoredFacts(
        code=new.code,
        role=new.role,
        name=new.name,
        node=secrets.token_hex(16),
        incarnation=secrets.token_hex(4),
        demo=new.demo,
        clock_shift=new.clock_shift,
    )
    if folder.exists():
        raise UserError(
            T("There is already data in this folder"),
            T("{path} belongs to existing data.", path=str(root)),
            T("Open that data, or choose another folder."),
        )
    _set_leftovers_aside(folder, surroundings)
    folder.root.mkdir(parents=True, exist_ok=True)
    require_free_space(folder.root)
    _, key, recovery = KeyFile.create(
        folder.keys,
        PersonEntry(person, new.person_name),
        new.passphrase,
        clock=surroundings.clock,
        cost=surroundings.cost,
    )
    _first_rows(folder, facts, key, person, new, surroundings)
    folder.write(facts)
    desk = Desk(folder, key, person, surroundings)
    _seed(desk, new)
    return desk, recovery


def _set_leftovers_aside(folder: DeskFolder, surroundings: Surroundings) -> None:
    """Make room when an earlier start was interrupted before the desk existed."""
    stamp = f"{surroundings.clock.now():%Y%m%d%H%M%S}"
    for path in (folder.keys, folder.database, folder.database.with_suffix(".head")):
        if path.exists():
            path.rename(path.with_name(f"{path.name}.unfinished-{stamp}"))


def _check(new: NewDesk) -> None:
    branch, _, device = new.code.partition("-")
    fits = {
        DeskRole.HQ: new.code == "HQ",
        DeskRole.BRANCH: bool(branch) and not device and branch != "HQ" and len(branch) <= 4,
        DeskRole.ENGINEER: bool(branch) and device[:1] == "L" and device[1:].isdigit(),
    }[new.role]
    if not is_code(new.code) or not fits:
        raise UserError(
            T("This code does not fit"),
            T("“{code}” is not the code of such a desk.", code=new.code[:40]),
            T("Headquarters is HQ, a branch like GZ, a laptop like GZ-L01."),
        )
    if not new.person_name.strip() or not new.name.strip():
        raise UserError(
            T("The name is missing"),
            T("A desk needs its own name and that of the person in front of it."),
            T("Write the real name; it is printed on the sheets."),
        )


def _first_rows(
    folder: DeskFolder,
    facts: StoredFacts,
    key: bytes,
    person: UUID,
    new: NewDesk,
    surroundings: Surroundings,
) -> None:
    now = surroundings.clock.now()
    database = Database(
        folder.database,
        key,
        role=facts.role,
        node=facts.version_node,
        new_id=surroundings.new_id,
        backup_folder=folder.backups,
    )
    try:
        with database.write(person, now) as writer:
            private = new.keys or DeskKeys.generate().private_bytes()
            writer.set_setting(KEYS_SETTING, base64.b64encode(private).decode("ascii"))
            writer.set_setting(IDENTITY_SETTING, facts.identity)
            writer.insert(
                "staff",
                new.staff
                or Staff(
                    uuid=person,
                    created_at=now,
                    created_by=person,
                    name=new.person_name.strip(),
                    branch_code=facts.facts.branch_code,
                    roles=format_roles(new.roles or DEFAULT_ROLES[new.role]),
                    phone=new.phone,
                ),
            )
    finally:
        database.close()


def _seed(desk: Desk, new: NewDesk) -> None:
    session = desk.session
    now = session.clock.now()
    if new.demo:
        if new.role is DeskRole.HQ:
            desk.enrolment.found_root()
        return
    years = range(now.year - CALENDAR_YEARS_BACK, now.year + CALENDAR_YEARS_AHEAD)
    with desk.database.write(session.actor.staff, now) as writer:
        seed_branches(session, writer, desk.surroundings.paper)
        if new.role is DeskRole.BRANCH:
            seed_branch(session, writer, new.code, new.name)
        seed_calendar(session, writer, known_days(years))
    if new.role is DeskRole.HQ:
        desk.enrolment.found_root()


def people_of(root: Path, surroundings: Surroundings) -> tuple[PersonEntry, ...]:
    """Return who can unlock the desk in a folder."""
    folder = DeskFolder(root)
    folder.read()
    return _key_file(folder, surroundings).people()


def unlock_desk(root: Path, user: str, passphrase: str, surroundings: Surroundings) -> Desk:
    """Open a desk with a person's passphrase.

    ``user`` may be empty when only one person can unlock it. Raises UserError for an unknown
    person, a wrong passphrase, a damaged or newer desk, a second instance.
    """
    folder = DeskFolder(root)
    folder.read()
    key_file = _key_file(folder, surroundings)
    person = find_person(key_file, user)
    key = key_file.unlock(person.id, passphrase)
    return open_with_key(root, person.id, key, surroundings)


def open_with_key(root: Path, person: UUID, key: bytes, surroundings: Surroundings) -> Desk:
    """Open a desk with its unwrapped key, renewing the incarnation after a restore.

    A desk whose newest entries are missing is in the same place as a restored one: what it writes
    now must not look like what it once wrote, and its parent can tell it what it lost.
    """
    folder = DeskFolder(root)
    facts = folder.read()
    if facts.restored is None:
        desk = Desk(folder, key, person, surroundings)
        if desk.database.tail_at_start.whole:
            return desk
        with desk:
            desk.examination.note_tail_loss()
        noticed = surroundings.clock.now().isoformat()
        facts = msgspec.structs.replace(facts, restored={"tail_lost_at": noticed})
        folder.write(facts)
    facts = msgspec.structs.replace(facts, incarnation=secrets.token_hex(4))
    folder.write(facts)
    desk = Desk(folder, key, person, surroundings)
    _begin_anew(desk, person)
    folder.write(msgspec.structs.replace(facts, restored=None))
    return desk


def _begin_anew(desk: Desk, person: UUID) -> None:
    """Take up work after a restore: what was numbered and sent since the backup is not known here.

    Streams begin anew in a new epoch; desks that got more than is known here say so, and the parent
    tells this desk what it lost (architecture §4.5).
    """
    now = desk.surroundings.clock.now()
    prefixes = rows.current_prefixes(desk.facts.branch_code, desk.facts.device, now)
    with desk.exchange_store.write(person, now) as (writer, streams):
        writer.skip_numbers(NUMBERS_SKIPPED, prefixes)
        for link in streams.links():
            streams.restart(link.peer, tell_own=False)
            streams.owe_receipt(link.peer)  # so that the other side hears of it soon


def find_person(key_file: KeyFile, user: str) -> PersonEntry:
    """Return the person a name or identity means."""
    people = key_file.people()
    wanted = user.strip()
    if not wanted and len(people) == 1:
        return people[0]
    matches = [p for p in people if wanted in (p.name, str(p.id))]
    if len(matches) == 1:
        return matches[0]
    raise UserError(
        T("Who are you?"),
        T("“{user}” is not among the people of this desk.", user=wanted[:40]),
        T("These can unlock it: {names}.", names=", ".join(p.name for p in people)),
    )


def reset_with_recovery(
    root: Path, user: str, recovery: str, new_passphrase: str, surroundings: Surroundings
) -> None:
    """Set a person's passphrase with the recovery code of the desk."""
    folder = DeskFolder(root)
    key_file = _key_file(folder, surroundings)
    key = key_file.unlock_with_recovery(recovery)
    key_file.set_passphrase(key, find_person(key_file, user).id, new_passphrase)


def _key_file(folder: DeskFolder, surroundings: Surroundings) -> KeyFile:
    return KeyFile.load(folder.keys, clock=surroundings.clock, cost=surroundings.cost)
