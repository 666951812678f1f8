# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A tar archive as a stream, in the narrowest form that every tar program reads.

Only plain files in ustar headers with fixed metadata. Links, folders, devices, extensions and
anything after the end are refused: no two programs then disagree about what an archive holds.
"""

import hashlib
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

_BLOCK = 512
_PIECE = 128 * 1024

MAXIMUM_MEMBER_BYTES = 8 * 1024**3 - 1
"""What a ustar header can say."""


class TarError(Exception):
    """The archive is cut off, or not of the narrow form."""


class Stream(Protocol):
    """Something to read bytes from; fewer than asked only at its end."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes."""
        ...


@dataclass(frozen=True)
class PackedFile:
    """A file to be written: its content must have exactly ``size`` bytes."""

    name: str
    size: int
    content: Iterable[bytes]


def tar_bytes(files: Iterable[PackedFile]) -> Iterator[bytes]:
    """Yield the archive; the same files always give the same bytes.

    Raises ValueError when a content is longer or shorter than it was said to be.
    """
    for file in files:
        yield _header(file.name, file.size)
        written = 0
        for chunk in file.content:
            written += len(chunk)
            yield chunk
        if written != file.size:
            raise ValueError(f"{file.name} has {written} bytes instead of {file.size}")
        yield bytes(-file.size % _BLOCK)
    yield bytes(2 * _BLOCK)


class TarMember:
    """One file of an archive that is being read; valid until the next one is asked for."""

    def __init__(self, stream: Stream, name: str, size: int) -> None:
        """Stand at the first byte of the content."""
        self.name = name
        self.size = size
        self._stream = stream
        self._left = size
        self._digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes of the content, none at its end."""
        piece = self._stream.read(min(size, self._left))
        if not piece and min(size, self._left) > 0:
            raise TarError("cut off")
        self._left -= len(piece)
        self._digest.update(piece)
        return piece

    def pieces(self) -> Iterator[bytes]:
        """Yield the rest of the content."""
        while piece := self.read(_PIECE):
            yield piece

    def sha256(self) -> str:
        """Read what is left and return the digest of the whole content."""
        for _ in self.pieces():
            pass
        return self._digest.hexdigest()


def read_tar(stream: Stream) -> Iterator[TarMember]:
    """Yield the members in order; raises TarError for anything but the narrow form."""
    while True:
        block = _exactly(stream, _BLOCK)
        if block == bytes(_BLOCK):
            if _exactly(stream, _BLOCK) != bytes(_BLOCK) or stream.read(1):
                raise TarError("bytes after the end")
            return
        member = _member(stream, block)
        yield member
        member.sha256()
        if any(_exactly(stream, -member.size % _BLOCK)):
            raise TarError("padding")


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size = size
    info.mode = 0o644
    return info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")


def _member(stream: Stream, block: bytes) -> TarMember:
    try:
        info = tarfile.TarInfo.frombuf(block, "ascii", "strict")
        canonical = _header(info.name, info.size)
    except (tarfile.HeaderError, ValueError) as error:
        raise TarError("header") from error
    # Comparing with the one header this program would write leaves no field to play with.
    if canonical != block:
        raise TarError(f"kind of member {info.name!r}")
    return TarMember(stream, info.name, info.size)


def _exactly(stream: Stream, size: int) -> bytes:
    block = stream.read(size)
    if len(block) != size:
        raise TarError("cut off")
    return block
