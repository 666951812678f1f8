# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The files that go to other desks: bundles, their parts, enrolment files; and backups."""

import shutil
from pathlib import Path

from branchdesk.domain.exchange import BundleEntry
from branchdesk.store.backup import restore
from branchdesk.sync.enrolment import read_answer, read_request
from branchdesk.sync.mailbox import open_mailbox
from branchdesk.sync.parts import find_bundle, join
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.setting_keys import REQUEST_SETTING
from tests.companies import Company
from trust.damage.desk_files import SingleFile
from trust.damage.victim import HARMLESS, WrongValueError


def single_bundle(company: Company, entry: BundleEntry, folder: Path) -> SingleFile:
    """A month's report as one file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = company.branch.courier.single_file(entry, folder)

    def read() -> object:
        with company.hq.courier.open_file(file) as parcel:
            return parcel.bundle_id, parcel.receipt, parcel.month, list(parcel.operations())

    return SingleFile("bundle (one file)", file, read, _nothing)


def mailbox_part(company: Company, entry: BundleEntry, folder: Path) -> SingleFile:
    """A part of a bundle in a mailbox."""
    return _in_mailbox("bundle (part in a mailbox)", "*.part", company, entry, folder)


def part_list(company: Company, entry: BundleEntry, folder: Path) -> SingleFile:
    """The signed list of parts."""
    return _in_mailbox("bundle (list of parts)", "parts.json", company, entry, folder)


def _in_mailbox(
    name: str, pattern: str, company: Company, entry: BundleEntry, folder: Path
) -> SingleFile:
    box = folder / "mailbox"
    shutil.copytree(company.mailbox, box)
    places = [open_mailbox(str(box))]
    hq, target = company.hq, folder / "joined"

    def read() -> bytes:
        target.unlink(missing_ok=True)
        found = find_bundle(places, entry.bundle_id, hq.courier.trusted, hq.address)
        return join(places, found, target).read_bytes()

    def tidy() -> None:
        target.unlink(missing_ok=True)

    file = next((box / "HQ" / "GZ" / entry.bundle_id).glob(pattern))
    return SingleFile(name, file, read, tidy)


class OutboxVictim:
    """A bundle that waits to be sent: damaged, it is built anew."""

    name = "bundle (waiting in the outbox)"
    slack = False

    def __init__(self, desk: Desk, entry: BundleEntry) -> None:
        """Take a bundle that was built."""
        self._desk = desk
        self._entry = entry
        self.file = desk.courier.outbox_file(entry.bundle_id)
        self._whole = self.file.read_bytes()

    def lay(self, content: bytes) -> None:
        """Write the file."""
        self.file.write_bytes(content)

    def look(self) -> str:
        """Ask as every exchange does before it sends."""
        if not self._desk.courier.is_whole(self._entry):
            return "is built anew from the desk"
        if self.file.read_bytes() != self._whole:
            raise WrongValueError("another file would be sent")
        return HARMLESS


def enrolment_request(company: Company) -> SingleFile:
    """What a new desk hands to its parent."""
    file = company.root / "GZ.request"
    return SingleFile(
        "enrolment request", file, lambda: read_request(file.read_bytes(), file.name), _nothing
    )


def enrolment_answer(company: Company) -> SingleFile:
    """What the parent hands back: certificates."""
    file = company.root / "GZ.answer"
    request = company.branch.setting(REQUEST_SETTING).encode()
    return SingleFile(
        "enrolment answer (certificates)",
        file,
        lambda: read_answer(file.read_bytes(), request, file.name),
        _nothing,
    )


def backup(company: Company, folder: Path) -> SingleFile:
    """A backup, restored in full each time."""
    folder.mkdir(parents=True, exist_ok=True)
    company.branch.backups.set_folder(folder)
    file = company.branch.backups.back_up()
    target = folder / "restored"
    now = company.clock.now()

    def read() -> object:
        tidy()
        restore(file, target, now)
        return {
            path.relative_to(target).as_posix(): path.read_bytes()
            for path in sorted(target.rglob("*"))
            if path.is_file()
        }

    def tidy() -> None:
        shutil.rmtree(target, ignore_errors=True)

    # A tar fills its members up to whole blocks.
    return SingleFile("backup", file, read, tidy, slack=True)


def _nothing() -> None:
    """Leave everything as it is."""
