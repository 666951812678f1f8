# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Bundles as files beside the exchange: joining their parts, checking them from outside."""

import shutil
from pathlib import Path

from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.runtime.atomic import atomic_file
from branchdesk.store.capture import SCHEMA_VERSION
from branchdesk.sync import inspection
from branchdesk.sync.bundle_reader import ReadingDesk
from branchdesk.sync.header import is_identifier
from branchdesk.sync.identity import DeskKeys
from branchdesk.sync.mailbox import open_mailbox
from branchdesk.sync.parts import find_bundle, join
from branchdesk.sync.refusals import no_such_bundle
from branchdesk.sync.single_file import look_at_file
from branchdesk.wiring.desk import Desk


def join_bundle(desk: Desk, bundle_id: str, mailbox: str, target: Path) -> int:
    """Write a bundle as one sealed file and return its size in bytes.

    It comes from this desk's outbox, else from the parts in the mailbox (the desk's own when none
    is named). Raises UserError when it is nowhere or not complete.
    """
    wanted = bundle_id.strip()
    if not is_identifier(wanted):
        raise no_such_bundle(wanted)
    kept = desk.courier.outbox_file(wanted)
    try:
        if kept.is_file():
            with kept.open("rb") as source, atomic_file(target, kept.stat().st_size) as file:
                shutil.copyfileobj(source, file)
        else:
            places = [open_mailbox(mailbox or desk.exchange.mailbox())]
            join(places, find_bundle(places, wanted, desk.courier.trusted), target)
        return target.stat().st_size
    except OSError as error:
        raise translate_os_error(error, target) from error


def bundle_problems(desk: Desk, file: Path) -> list[UserError]:
    """Return why a bundle is not what it claims to be; nothing when all of it holds.

    What this desk sent itself it cannot open: then the sealed file must be, byte for byte, the one
    it built, or its envelope must fit.
    """
    reader = ReadingDesk(desk.address, SCHEMA_VERSION, desk.facts.demo)
    problems = inspection.verify(file, desk.keys, reader, desk.courier.trusted)
    if not problems:
        return []
    try:
        sealed = look_at_file(file)
        digest = sealed.sha256()
    except UserError as error:
        return [error]
    if any(entry.sha256 == digest for entry in desk.exchange.diary()):
        return []
    envelope = sealed.envelope
    if envelope is not None and envelope.sender.node == desk.facts.node:
        return inspection.verify_outside(file, desk.courier.trusted)
    return problems


def opens(file: Path, keys: DeskKeys) -> bool:
    """Tell whether the keys open a sealed file."""
    try:
        inspection.inspect(file, keys)
    except UserError:
        return False
    return True
