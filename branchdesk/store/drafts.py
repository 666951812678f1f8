# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Drafts: what a person has typed and not yet saved, encrypted, one file each.

They lie beside the database, not in it: typing must not wait for a writer, and a draft belongs to
this computer only.
"""

import json
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from branchdesk.domain.clock import Clock
from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T
from branchdesk.store.part_file import part_file, remove_parts
from branchdesk.store.sealed_stream import BrokenStreamError, Sealer

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,119}")
_SUFFIX = ".draft"
_ASIDE = ".damaged"


class DraftLine(msgspec.Struct, frozen=True):
    """A draft that can be loaded; ``saved_at`` is aware."""

    name: str
    saved_at: datetime


class Drafts(msgspec.Struct, frozen=True):
    """The drafts of a desk, newest first, and the names of those that were set aside."""

    lines: tuple[DraftLine, ...]
    damaged: tuple[str, ...]


class DraftStore:
    """The drafts folder of an unlocked desk.

    A name is the caller's (``visit-<uuid>``): lower-case letters, digits, ``_`` and ``-``, at
    most 100; it stands readable on the disk and so holds nothing private.
    """

    def __init__(self, folder: Path, key: bytes, clock: Clock) -> None:
        """Open or create the folder and clear what a kill left. Raises UserError."""
        self._folder = folder
        self._sealer = Sealer(key, "drafts")
        self._clock = clock
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise translate_os_error(error, folder) from error
        remove_parts(folder)

    def save(self, name: str, document: dict[str, Any]) -> None:
        """Keep a document of JSON values in place of the older one, all or nothing.

        Any text is kept as it was typed, even halves of characters. Raises UserError when it
        cannot be written; the older draft stays then.
        """
        envelope = {"saved_at": self._clock.now().isoformat(), "document": document}
        content = json.dumps(envelope, allow_nan=False, separators=(",", ":")).encode("ascii")
        target = self._path(name)
        with part_file(self._folder) as part:
            writer = self._sealer.seal(part.file, name.encode("ascii"))
            writer.write(content)
            writer.finish()
            part.publish(target)

    def load(self, name: str) -> dict[str, Any] | None:
        """Return the document, None when there is no such draft.

        A damaged draft is set aside; raises UserError with the name of the file it is kept in.
        """
        try:
            envelope = self._read(name)
        except BrokenStreamError as error:
            kept = self._set_aside(name)
            raise UserError(
                T("The draft cannot be read"),
                T("The file is damaged; it was set aside as {name}.", name=kept.name),
                T("Please enter the content again. Saved records are not affected."),
            ) from error
        return None if envelope is None else dict(envelope["document"])

    def list(self) -> Drafts:
        """Return what there is; damaged drafts are set aside and named. Raises UserError."""
        lines = []
        try:
            names = [path.stem for path in self._folder.glob(f"*{_SUFFIX}")]
        except OSError as error:
            raise translate_os_error(error, self._folder, reading=True) from error
        for name in filter(_NAME.fullmatch, names):
            try:
                envelope = self._read(name)
            except BrokenStreamError:
                self._set_aside(name)
                continue
            if envelope is not None:
                lines.append(DraftLine(name, datetime.fromisoformat(envelope["saved_at"])))
        lines.sort(key=lambda line: (line.saved_at, line.name), reverse=True)
        aside = self._folder.glob(f"*{_SUFFIX}{_ASIDE}")
        damaged = sorted(path.name.removesuffix(_SUFFIX + _ASIDE) for path in aside)
        return Drafts(tuple(lines), tuple(damaged))

    def discard(self, name: str) -> None:
        """Remove a draft, and its damaged file if there is one. Raises UserError."""
        path = self._path(name)
        try:
            path.unlink(missing_ok=True)
            _aside(path).unlink(missing_ok=True)
        except OSError as error:
            raise translate_os_error(error, path) from error

    def _read(self, name: str) -> dict[str, Any] | None:
        path = self._path(name)
        try:
            with path.open("rb") as file:
                content = b"".join(self._sealer.open(file, name.encode("ascii")))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise translate_os_error(error, path, reading=True) from error
        envelope: dict[str, Any] = json.loads(content)
        return envelope

    def _set_aside(self, name: str) -> Path:
        path = self._path(name)
        kept = _aside(path)
        try:
            os.replace(path, kept)
        except OSError as error:
            raise translate_os_error(error, path) from error
        return kept

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a name for a draft: {name!r}")
        return self._folder / (name + _SUFFIX)


def _aside(path: Path) -> Path:
    return path.with_name(path.name + _ASIDE)
