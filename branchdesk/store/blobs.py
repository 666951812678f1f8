# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Attachments: encrypted files named by the SHA-256 of their content (R-275)."""

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T
from branchdesk.store.part_file import PartFile, part_file, remove_parts
from branchdesk.store.sealed_stream import (
    CHUNK,
    BrokenStreamError,
    Sealer,
    SealingWriter,
    content_size,
)

_NAME = re.compile(r"[0-9a-f]{64}")


class EncryptedBlobs:
    """The attachments folder of an unlocked desk; plain content never touches the disk.

    The same content is one file however often it is put. One process at a time works on it.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        """Open or create the folder and clear what a kill left. Raises UserError."""
        self._folder = folder
        self._sealer = Sealer(key, "attachments")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise translate_os_error(error, folder) from error
        remove_parts(folder)

    def put(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Store content and return its SHA-256 and its size in bytes; raises UserError."""
        with part_file(self._folder) as part:
            incoming = _Incoming(part, self._sealer)
            for chunk in chunks:
                incoming.write(chunk)
            self._keep(part, incoming)
        return incoming.sha256, incoming.size

    @contextmanager
    def sink(self, sha256: str, size: int) -> Iterator[BinaryIO]:
        """Give a file to write received content into; it is kept when the block ends well.

        Raises UserError when the content is not the announced one; then nothing is kept.
        """
        with part_file(self._folder) as part:
            incoming = _Incoming(part, self._sealer)
            yield cast("BinaryIO", incoming)
            if (incoming.sha256, incoming.size) != (sha256, size):
                raise UserError(
                    T("An attachment is incomplete"),
                    T("{name} arrived with another content than announced.", name=sha256[:12]),
                    T("Ask for the file to be sent again. The data here was not changed."),
                )
            self._keep(part, incoming)

    def has(self, sha256: str) -> bool:
        """Tell whether the content is present; whether it is intact shows on reading."""
        return self._path(sha256).is_file()

    def size(self, sha256: str) -> int:
        """Return the size of the content in bytes; raises UserError when missing or damaged."""
        path = self._path(sha256)
        try:
            return content_size(path.stat().st_size)
        except FileNotFoundError as error:
            raise _missing(sha256) from error
        except OSError as error:
            raise translate_os_error(error, path, reading=True) from error
        except BrokenStreamError as error:
            raise _damaged(sha256) from error

    def open(self, sha256: str) -> Iterator[bytes]:
        """Yield the content in chunks; raises UserError when missing or damaged.

        Every chunk is authentic; only the end of the iteration says that it is all of it.
        """
        path = self._path(sha256)
        digest = hashlib.sha256()
        try:
            with path.open("rb") as file:
                for chunk in self._sealer.open(file):
                    digest.update(chunk)
                    yield chunk
        except FileNotFoundError as error:
            raise _missing(sha256) from error
        except OSError as error:
            raise translate_os_error(error, path, reading=True) from error
        except BrokenStreamError as error:
            raise _damaged(sha256) from error
        if digest.hexdigest() != sha256:
            raise _damaged(sha256)

    def reader(self, sha256: str) -> AbstractContextManager[BinaryIO]:
        """Return the content as a file to read from once, front to back; raises as ``open``."""
        return io.BufferedReader(_Outgoing(self.open(sha256)), CHUNK)

    def names(self) -> Iterator[str]:
        """Yield the SHA-256 of every attachment, in order."""
        for path in sorted(self._folder.glob("??/*")):
            if _NAME.fullmatch(path.name) and path.parent.name == path.name[:2]:
                yield path.name

    def verify_all(self) -> list[str]:
        """Read every attachment and return the SHA-256 of those that are damaged."""
        return [name for name in self.names() if not self._is_intact(name)]

    def _is_intact(self, sha256: str) -> bool:
        try:
            for _ in self.open(sha256):
                pass
        except UserError:
            return False
        return True

    def _keep(self, part: PartFile, incoming: "_Incoming") -> None:
        incoming.finish()
        if self.has(incoming.sha256) and self._is_intact(incoming.sha256):
            return
        target = self._path(incoming.sha256)
        target.parent.mkdir(exist_ok=True)
        part.publish(target)

    def _path(self, sha256: str) -> Path:
        if not _NAME.fullmatch(sha256):
            raise ValueError("not the SHA-256 of an attachment")
        return self._folder / sha256[:2] / sha256


class _Incoming(io.RawIOBase):
    """Hashes, counts and seals what is written to it."""

    def __init__(self, part: PartFile, sealer: Sealer) -> None:
        self._writer: SealingWriter = sealer.seal(part.file)
        self._digest = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def writable(self) -> bool:
        return True

    def write(self, content: "bytes | bytearray | memoryview", /) -> int:  # type: ignore[override]
        self._writer.write(content)
        self._digest.update(content)
        self.size += len(content)
        return len(content)

    def finish(self) -> None:
        self._writer.finish()


class _Outgoing(io.RawIOBase):
    """Lets an iterator of chunks be read as a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        if not self._waiting:
            self._waiting = next(self._chunks, b"")
        taken = self._waiting[: len(buffer)]
        buffer[: len(taken)] = taken
        self._waiting = self._waiting[len(taken) :]
        return len(taken)


def _missing(sha256: str) -> UserError:
    return UserError(
        T("An attachment is missing"),
        T("The content of {name} is not on this computer.", name=sha256[:12]),
        T("Exchange data with the other desk, or restore from a backup."),
    )


def _damaged(sha256: str) -> UserError:
    return UserError(
        T("An attachment is damaged"),
        T("The content of {name} differs from what was saved.", name=sha256[:12]),
        T("Add the file again, or restore from a backup. Everything else is intact."),
    )
