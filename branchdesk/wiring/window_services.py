# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What happens before a desk is open, for the window. Heavy rooms are imported when first used."""

import json
import platform
import zipfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from uuid import UUID

import branchdesk
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T, Text
from branchdesk.runtime.desk_keys import KeyFile
from branchdesk.runtime.settings import SettingsFile
from branchdesk.runtime.single_instance import DeskLock
from branchdesk.services.desk_door import (
    DemoPlace,
    DeskCard,
    FirstAnswers,
    Report,
    Unlocker,
)
from branchdesk.services.open_desk import OpenDesk
from branchdesk.wiring.desk_folder import DeskFolder
from branchdesk.wiring.surroundings import Surroundings

OPENING = "branchdesk.wiring.founding"
"""Imports the database, the exchange and the paper."""

DEMO_FOLDER = "demo"
DEMO_SIZE = {"branches": 1, "engineers": 2, "records": 300}
"""A year of one branch: enough to look real, made in well under a minute."""

DEMO_MARK = "demo.json"
"""Written last: a demo without it was interrupted."""


class Door:
    """Finds, founds, unlocks and restores the desks of this machine."""

    def __init__(self, surroundings: Surroundings, settings: SettingsFile) -> None:
        """``settings`` remembers the desks that were open before."""
        self._surroundings = surroundings
        self._settings = settings

    # -- finding ------------------------------------------------------------------------------

    def known_desks(self) -> tuple[DeskCard, ...]:
        """Return the desks that are still there: remembered ones, then those in the usual place.

        Desks of the demo stay out: they are found through the demo, and nobody knows their
        passphrase.
        """
        remembered = [Path(desk.path) for desk in self._settings.load().desks]
        home = self._surroundings.paths.desks
        found = sorted(home.iterdir()) if home.is_dir() else []
        paths = dict.fromkeys([*remembered, *found])
        cards = [self._card_or_damaged(path) for path in paths if DeskFolder(path).exists()]
        return tuple(card for card in cards if not card.demo)

    def _card_or_damaged(self, path: Path) -> DeskCard:
        try:
            return self.card(str(path))
        except UserError:
            # Damaged facts: the person must see it in the list to be able to restore it.
            return DeskCard(path=str(path), code="", name=path.name, role=DeskRole.BRANCH)

    def card(self, path: str) -> DeskCard:
        """Return what a folder holds."""
        facts = DeskFolder(Path(path)).read()
        return DeskCard(
            path=str(path), code=facts.code, name=facts.name, role=facts.role, demo=facts.demo
        )

    def unlockers(self, path: str) -> tuple[Unlocker, ...]:
        """Return who can unlock the desk."""
        DeskFolder(Path(path)).read()
        people = self._key_file(path).people()
        return tuple(Unlocker(person.id, person.name) for person in people)

    def require_free(self, path: str) -> None:
        """Raise UserError when another program has the desk open, or nothing can be written."""
        with DeskLock(Path(path)):
            pass

    def branches(self) -> Sequence[tuple[str, Text]]:
        """Return the branches a desk can belong to."""
        from branchdesk.services.seeds import BRANCHES

        return [(code, name) for code, name in BRANCHES.items() if code != "HQ"]

    def latest_backup(self, path: str) -> Path | None:
        """Return the newest automatic backup inside the desk's folder."""
        from branchdesk.store.backup_rotation import list_backups

        backups = list_backups(DeskFolder(Path(path)).backups)
        return backups[0].path if backups else None

    # -- opening ------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Import what opening a desk needs; called while nobody waits for it."""
        import_module(OPENING)

    def unlock(self, path: str, person: UUID, passphrase: str) -> bytes:
        """Return the desk's key."""
        return self._key_file(path).unlock(person, passphrase)

    def open(self, path: str, person: UUID, key: bytes) -> OpenDesk:
        """Open the desk with its key."""
        from branchdesk.wiring.founding import open_with_key

        return open_with_key(Path(path), person, key, self._surroundings)

    def recover(self, path: str, person: UUID, code: str, passphrase: str) -> bytes:
        """Set a new passphrase with the recovery code and return the key."""
        key_file = self._key_file(path)
        key = key_file.unlock_with_recovery(code)
        key_file.set_passphrase(key, person, passphrase)
        return key

    # -- beginning ----------------------------------------------------------------------------

    def found(self, answers: FirstAnswers) -> tuple[OpenDesk, str]:
        """Make a new desk in the usual place."""
        from branchdesk.services.seeds import BRANCHES
        from branchdesk.wiring.founding import NewDesk, found_desk

        role = answers.post.desk
        code = {
            DeskRole.HQ: "HQ",
            DeskRole.BRANCH: answers.branch,
            DeskRole.ENGINEER: f"{answers.branch}-{answers.laptop}",
        }[role]
        name = answers.name.strip()
        if role is not DeskRole.ENGINEER:
            known = BRANCHES.get(code)
            name = self._surroundings.paper.render(known) if known else code
        new = NewDesk(
            role=role,
            code=code,
            name=name,
            person_name=answers.name.strip(),
            passphrase=answers.passphrase,
            roles=answers.post.roles,
        )
        return found_desk(self._free_folder(code), new, self._surroundings)

    def build_demo(self, report: Report) -> tuple[DemoPlace, ...]:
        """Make the demo desks, or find them again."""
        from branchdesk.wiring.demo import build_demo

        places = self._demo_places()
        if places:
            return places
        root = self._demo_root()
        if root.exists():
            self._set_aside(root)
        result = build_demo(
            root,
            **DEMO_SIZE,
            today=self._surroundings.clock.now().date(),
            surroundings=self._surroundings,
            report=report,
        )
        mark = {
            code: {"path": desk["path"], "role": desk["role"], "person": desk["users"][0]}  # type: ignore[index]
            for code, desk in result.desks.items()
        }
        (root / DEMO_MARK).write_text(json.dumps(mark, ensure_ascii=False), encoding="utf-8")
        return self._demo_places()

    def open_demo(self, place: DemoPlace) -> OpenDesk:
        """Open a desk of the demo; its passphrase lies beside it and protects nothing."""
        from branchdesk.wiring.founding import unlock_desk

        return unlock_desk(Path(place.path), place.person, place.passphrase, self._surroundings)

    def restore(self, file: Path) -> str:
        """Unpack a backup beside the other desks."""
        from branchdesk.store.backup import restore
        from branchdesk.store.database import require_free_space

        code = file.name.split("-20")[0][:12] or "desk"
        folder = self._free_folder(code)
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise translate_os_error(error, folder.parent) from error
        require_free_space(folder.parent)
        restored = restore(file, folder, self._surroundings.clock.now())
        return str(restored.folder)

    def save_diagnosis(self, target: Path) -> None:
        """Pack logs and crash reports; neither ever holds customer data."""
        paths = self._surroundings.paths
        facts = {"program": branchdesk.__version__, "system": platform.platform()}
        try:
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("about.json", json.dumps(facts))
                for file in sorted(paths.logs.rglob("*")):
                    if file.is_file():
                        archive.write(file, file.relative_to(paths.logs).as_posix())
        except OSError as error:
            raise translate_os_error(error, target) from error

    # -- places -------------------------------------------------------------------------------

    def _key_file(self, path: str) -> KeyFile:
        return KeyFile.load(
            DeskFolder(Path(path)).keys,
            clock=self._surroundings.clock,
            cost=self._surroundings.cost,
        )

    def _free_folder(self, code: str) -> Path:
        home = self._surroundings.paths.desks
        names = (code, *(f"{code}-{number}" for number in range(2, 1000)))
        return next(home / name for name in names if not (home / name).exists())

    def _demo_root(self) -> Path:
        # Beside the real desks, not among them: a demo is chosen on purpose.
        return self._surroundings.paths.desks.parent / DEMO_FOLDER

    def _set_aside(self, root: Path) -> None:
        stamp = f"{self._surroundings.clock.now():%Y%m%d%H%M%S}"
        try:
            root.rename(root.with_name(f"{root.name}-unfinished-{stamp}"))
        except OSError as error:
            raise translate_os_error(error, root) from error

    def _demo_places(self) -> tuple[DemoPlace, ...]:
        mark = self._demo_root() / DEMO_MARK
        if not mark.is_file():
            return ()
        from branchdesk.wiring.demo import PASSPHRASE

        try:
            known = json.loads(mark.read_text(encoding="utf-8"))
            return tuple(
                DemoPlace(
                    path=entry["path"],
                    code=code,
                    role=DeskRole(entry["role"]),
                    person=entry["person"],
                    passphrase=PASSPHRASE,
                )
                for code, entry in known.items()
                if DeskFolder(Path(entry["path"])).exists()
            )
        except (OSError, ValueError, KeyError) as error:
            raise UserError(
                T("The data of this computer is damaged"),
                T("{path} cannot be read.", path=str(mark)),
                T("Remove the folder of the demo data and make it again."),
            ) from error
