# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Looking at a bundle from outside the import: what it says, whether it holds, its plain files."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T
from branchdesk.sync import bag, refusals
from branchdesk.sync.bundle_reader import ReadingDesk, open_bag, read_bundle
from branchdesk.sync.header import Trusted
from branchdesk.sync.identity import DeskKeys
from branchdesk.sync.single_file import SealedFile, look_at_file, verify_envelope


def inspect(file: Path, keys: DeskKeys | None) -> dict[str, Any]:
    """Return what a file says of itself, without vouching for any of it.

    Always: ``form`` (``single`` or ``sealed``), ``bytes``, ``sha256`` of the sealed bundle,
    ``envelope`` (None for a bare one). With keys that open it also ``header``, ``files`` (path →
    bytes) and ``payload_bytes``, else these are None. Raises UserError when it is no bundle or
    damaged.
    """
    sealed = look_at_file(file)
    envelope = sealed.envelope
    result: dict[str, Any] = {
        "form": "sealed" if sealed.document is None else "single",
        "bytes": sealed.size,
        "sha256": sealed.sha256(),
        "envelope": None if envelope is None else msgspec.to_builtins(envelope),
        "header": None,
        "files": None,
        "payload_bytes": None,
    }
    if keys is None:
        return result
    with open_bag(sealed, keys) as (tags, members):
        result["header"] = msgspec.to_builtins(tags.header)
        result["payload_bytes"] = tags.payload_bytes
        result["files"] = {member.name: member.size for member in members}
    return result


def verify(file: Path, keys: DeskKeys, desk: ReadingDesk, trusted: Trusted) -> list[UserError]:
    """Return why a bundle cannot be accepted here, nothing when all of it holds."""
    return _reasons(lambda: read_bundle(file, keys, desk, trusted))


def verify_outside(file: Path, trusted: Trusted) -> list[UserError]:
    """Check a single file without opening it: the sender's envelope and the sealed content.

    For desks that cannot open it, such as the sender's own. A bare file has no envelope and is
    reported as sealed for another desk.
    """

    def check() -> None:
        sealed = look_at_file(file)
        if sealed.document is None:
            raise refusals.sealed_for_another()
        if verify_envelope(sealed.document, trusted).sha256 != sealed.sha256():
            raise refusals.damaged(T("the sealed content was altered or cut off"))

    return _reasons(check)


def unpack(file: Path, keys: DeskKeys, folder: Path) -> list[str]:
    """Write the plain files of a bundle into a new or empty folder and return their paths.

    The result is a BagIt folder: ``bagit.py --validate`` accepts it and ``minisign -V`` verifies
    ``tagmanifest-sha256.txt``. Digests are checked, the signature is left to the reader. Raises
    UserError; then the folder is as it was.
    """
    sealed = look_at_file(file)
    try:
        if folder.exists() and any(folder.iterdir()):
            raise refusals.target_exists(str(folder))
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder.with_name(f".{folder.name}.unpacking")
        shutil.rmtree(partial, ignore_errors=True)
        try:
            paths = _unpack_into(partial, sealed, keys)
            folder.rmdir()
            partial.rename(folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise translate_os_error(error, folder) from error
    return paths


def _unpack_into(folder: Path, sealed: SealedFile, keys: DeskKeys) -> list[str]:
    (folder / bag.BLOBS).mkdir(parents=True)
    paths: list[str] = []
    with open_bag(sealed, keys) as (tags, members):
        for name, content in tags.contents.items():
            (folder / name).write_bytes(content)
            paths.append(name)
        for member in members:
            with (folder / member.name).open("wb") as target:
                for piece in member.pieces():
                    target.write(piece)
            paths.append(member.name)
    return paths


def _reasons(check: Callable[[], object]) -> list[UserError]:
    try:
        check()
    except UserError as reason:
        return [reason]
    return []
