# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A desk as one file, and back (R-158).

A backup is an uncompressed tar of the encrypted database, the encrypted attachments, the wrapped
keys and the facts of the desk; what is private in it is ciphertext already, and whoever could
unlock the desk at that time can unlock what was restored. Its last member is a list of all
others with sizes and SHA-256, which shows damage; forgery shows when the desk is unlocked.
"""

import hashlib
import io
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal, cast

import msgspec

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T
from branchdesk.store.database import Database
from branchdesk.store.journal import Head
from branchdesk.store.part_file import part_file, sync_folder

DATABASE_NAME = "desk.db"
HEAD_NAME = "desk.head"
KEYS_NAME = "keys.json"
FACTS_NAME = "desk.json"
ATTACHMENTS_NAME = "attachments"
COPIES_NAME = ".backup"
"""How the parts of a desk are called in its folder."""

RESTORED = "restored"
"""The entry a restore leaves in the facts of the desk; a new incarnation must be taken then."""

_MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 256 * 1024 * 1024
_PIECE = 1024 * 1024
_REQUIRED = {DATABASE_NAME, KEYS_NAME, FACTS_NAME}
_MEMBER = re.compile(r"desk\.(?:db|head|json)|keys\.json|attachments/([0-9a-f]{2})/\1[0-9a-f]{62}")


class _Entry(msgspec.Struct, frozen=True):
    size: int
    sha256: str


class _Manifest(msgspec.Struct, frozen=True):
    created_at: Annotated[datetime, msgspec.Meta(tz=True)]
    journal_count: int
    journal_chain: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    files: dict[str, _Entry]
    format: Literal[1] = 1


class BackupFacts(msgspec.Struct, frozen=True):
    """What a backup holds: when it was made (aware), the journal's head, how many attachments."""

    created_at: datetime
    journal: Head
    attachments: int


class RestoredDesk(msgspec.Struct, frozen=True):
    """A desk that was unpacked into ``folder``; nobody has unlocked it yet."""

    folder: Path
    restored_at: datetime
    backup: BackupFacts


def back_up(database: Database, desk_folder: Path, target: Path, at: datetime) -> BackupFacts:
    """Write the desk into one new file, read it again, and only then give it its name.

    Others may go on working meanwhile; the backup is the desk at one moment between. ``at`` is
    the aware time of the backup. Raises UserError: no room, not writable, damaged on the way.
    """
    # The head is read before the copy is made, so that it never promises more than the copy has.
    head = database.head()
    small = {HEAD_NAME: database.head_file.content(head)}
    for name in (FACTS_NAME, KEYS_NAME):
        small[name] = _read_small(desk_folder / name)
    # A name of its own, so that killed attempts do not fill the stick.
    own = hashlib.sha256(str(desk_folder.absolute()).encode()).hexdigest()[:16]
    copies = desk_folder / COPIES_NAME
    try:
        database.backup(copies / DATABASE_NAME)
        with part_file(target.parent, f"backup-{own}") as part:
            with tarfile.open(fileobj=part.file, mode="w") as archive:
                files = {name: _add_small(archive, name, small[name]) for name in small}
                files[DATABASE_NAME] = _add_file(archive, DATABASE_NAME, copies / DATABASE_NAME)
                for path in sorted((desk_folder / ATTACHMENTS_NAME).glob("??/*")):
                    name = path.relative_to(desk_folder).as_posix()
                    if _MEMBER.fullmatch(name):
                        files[name] = _add_file(archive, name, path)
                manifest = _Manifest(at, head.count, head.hex, files)
                _add_small(archive, _MANIFEST, msgspec.json.encode(manifest))
            part.finish()
            facts = _facts(_walk(part.path, None, shown=target))
            part.publish(target)
    finally:
        shutil.rmtree(copies, ignore_errors=True)
    return facts


def inspect_backup(file: Path) -> BackupFacts:
    """Read a backup from end to end; raises UserError when it is damaged or something else."""
    return _facts(_walk(file, None, shown=file))


def restore(file: Path, folder: Path, at: datetime) -> RestoredDesk:
    """Unpack a backup into a folder that is empty or does not exist yet.

    The folder appears only when every part has arrived intact. Its facts are marked with
    ``restored``: the desk must take a new incarnation before it exchanges anything. ``at`` is
    the aware time of the restore. Raises UserError.
    """
    folder = folder.absolute()
    if folder.exists() and not _is_empty_folder(folder):
        raise UserError(
            T("This folder is not empty"),
            T("{path} already holds files; a restore overwrites nothing.", path=str(folder)),
            T("Choose an empty or a new folder."),
        )
    fresh = folder.with_name(f".{folder.name}.restoring")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        try:
            manifest = _walk(file, fresh, shown=file)
            _mark_restored(fresh / FACTS_NAME, _read_facts(fresh / FACTS_NAME, file), at)
            if folder.exists():
                folder.rmdir()  # Windows cannot rename onto an existing folder
            fresh.rename(folder)
            sync_folder(folder.parent)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise translate_os_error(error, folder) from error
    return RestoredDesk(folder, at, _facts(manifest))


def _add(archive: tarfile.TarFile, name: str, source: BinaryIO, size: int, path: Path) -> _Entry:
    member = tarfile.TarInfo(name)
    member.size = size
    member.mode = 0o600
    hashing = _Hashing(source, path)
    archive.addfile(member, cast("BinaryIO", hashing))
    return _Entry(size, hashing.digest.hexdigest())


def _add_small(archive: tarfile.TarFile, name: str, content: bytes) -> _Entry:
    return _add(archive, name, io.BytesIO(content), len(content), Path(name))


def _add_file(archive: tarfile.TarFile, name: str, path: Path) -> _Entry:
    with _reading(path):
        file = path.open("rb")
    with file:
        return _add(archive, name, file, os.fstat(file.fileno()).st_size, path)


class _Hashing:
    """Reads through to a file and remembers the SHA-256."""

    def __init__(self, source: BinaryIO, path: Path) -> None:
        self._source = source
        self._path = path
        self.digest = hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        with _reading(self._path):
            piece = self._source.read(size)
        self.digest.update(piece)
        return piece


def _walk(file: Path, folder: Path | None, *, shown: Path) -> _Manifest:
    """Check every member against the list at the end, writing them below ``folder`` if given.

    ``shown`` is the file that an error names.
    """
    found: dict[str, _Entry] = {}
    manifest: _Manifest | None = None
    try:
        with (
            _reading(shown),
            file.open("rb") as source,
            tarfile.open(fileobj=source, mode="r:") as archive,
        ):
            for member in archive:
                # Only plain files of known names: no links, devices, holes or ways out.
                if manifest is not None or member.name in found or not _is_plain(member):
                    raise _damaged(shown)
                content = _Hashing(cast("BinaryIO", archive.extractfile(member)), shown)
                if member.name == _MANIFEST and member.size <= _LARGEST_MANIFEST:
                    manifest = msgspec.json.decode(content.read(member.size), type=_Manifest)
                elif _MEMBER.fullmatch(member.name):
                    found[member.name] = _take(content, member.name, folder)
                else:
                    raise _damaged(shown)
    except (tarfile.TarError, msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _damaged(shown) from error
    if manifest is None or manifest.files != found or not found.keys() >= _REQUIRED:
        raise _damaged(shown)
    return manifest


def _is_plain(member: tarfile.TarInfo) -> bool:
    return member.type in {tarfile.REGTYPE, tarfile.AREGTYPE} and not member.issparse()


def _take(content: _Hashing, name: str, folder: Path | None) -> _Entry:
    size = 0
    with ExitStack() as stack:
        target = None
        if folder is not None:
            stack.enter_context(_writing(folder))
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            target = stack.enter_context(path.open("xb"))
        while piece := content.read(_PIECE):
            size += len(piece)
            if target is not None:
                target.write(piece)
        if target is not None:
            target.flush()
            os.fsync(target.fileno())
    return _Entry(size, content.digest.hexdigest())


def _mark_restored(facts_file: Path, facts: dict[str, Any], at: datetime) -> None:
    facts[RESTORED] = {"restored_at": at.isoformat()}
    with facts_file.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(facts)))
        file.flush()
        os.fsync(file.fileno())


def _read_facts(facts_file: Path, shown: Path) -> dict[str, Any]:
    try:
        return msgspec.json.decode(facts_file.read_bytes(), type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise _damaged(shown) from error


def _facts(manifest: _Manifest) -> BackupFacts:
    count = sum(name.startswith(ATTACHMENTS_NAME) for name in manifest.files)
    head = Head(manifest.journal_count, bytes.fromhex(manifest.journal_chain))
    return BackupFacts(manifest.created_at.astimezone(BRANCH_ZONE), head, count)


def _read_small(path: Path) -> bytes:
    with _reading(path):
        return path.read_bytes()


def _is_empty_folder(folder: Path) -> bool:
    with _reading(folder):
        return folder.is_dir() and not any(folder.iterdir())


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise translate_os_error(error, path, reading=True) from error


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise translate_os_error(error, folder) from error


def _damaged(file: Path) -> UserError:
    return UserError(
        T("The backup cannot be used"),
        T("{name} is incomplete, damaged or not a backup of this program.", name=file.name),
        T("Choose another backup. Nothing was changed."),
    )
