# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Writing a bundle: operations, blobs and a receipt become one signed and sealed file."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

import pyrage

from branchdesk.sync import bag
from branchdesk.sync.files import GuardedWriter, whole_file
from branchdesk.sync.header import BundleHeader, format_bag_info
from branchdesk.sync.identity import DeskKeys
from branchdesk.sync.sealing import seal, unsealed
from branchdesk.sync.tar_stream import MAXIMUM_MEMBER_BYTES, PackedFile, tar_bytes

_PIECE = 128 * 1024
_SPOOL_MEMORY = 1024 * 1024
_SPOOL_LEVEL = 1
_SPOOL_WINDOW_LOG = 17
"""Small: what waits is compressed again for the bundle."""


@dataclass(frozen=True)
class BlobSource:
    """An attachment to be sent: its content's SHA-256, its size in bytes, and how to read it."""

    sha256: str
    size: int
    open: Callable[[], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True)
class BundleFile:
    """A bundle that was written: its id, where it lies, its size and the SHA-256 of the file."""

    bundle_id: str
    path: Path
    bytes: int
    sha256: str


def write_bundle(
    header: BundleHeader,
    operations: Iterable[bytes],
    blobs: Iterable[BlobSource],
    receipt: bytes,
    month: bytes | None,
    tables: Mapping[str, Iterable[bytes]],
    keys: DeskKeys,
    recipients: Sequence[str],
    target: Path,
) -> BundleFile:
    """Write a bundle to ``target`` and return what was written.

    ``operations`` are JSON texts without a line break, as many as the header's range; each is
    taken once, in order. ``receipt`` and ``month`` are JSON, ``tables`` maps a plain name to the
    lines of a CSV file (line breaks included). ``recipients`` are age keys: the receiver's and
    the escrow key. Digests stand before the payload, so what comes as an iterator waits in a
    temporary file encrypted with a key that exists in memory only; nothing plain touches the
    disk and memory does not grow with the size.

    Raises UserError for a full or missing disk, ValueError for content no reader would accept.
    """
    with ExitStack() as stack:
        spooled = [(bag.OPERATIONS, _Spool(target.parent, _lines(operations, header.operations)))]
        for name, lines in sorted(tables.items()):
            spooled.append((bag.table_path(name), _Spool(target.parent, lines)))
        for _, spool in spooled:
            stack.callback(spool.close)
        payload = _small_files(receipt, month)
        payload += [
            (PackedFile(path, spool.size, spool.pieces()), spool.sha256) for path, spool in spooled
        ]
        payload += _blob_files(blobs)
        return _write(header, payload, keys, recipients, target)


def _write(
    header: BundleHeader,
    payload: list[tuple[PackedFile, str]],
    keys: DeskKeys,
    recipients: Sequence[str],
    target: Path,
) -> BundleFile:
    total = sum(file.size for file, _ in payload)
    tags = {
        bag.BAGIT: bag.BAGIT_CONTENT,
        bag.BAG_INFO: format_bag_info(header, total, len(payload)),
        bag.MANIFEST: bag.format_manifest({file.name: digest for file, digest in payload}),
    }
    bag.parse_manifest(tags[bag.MANIFEST])
    tags[bag.TAG_MANIFEST] = bag.tag_manifest(tags)
    tags[bag.SIGNATURE] = keys.sign(
        tags[bag.TAG_MANIFEST], bag.signature_statement(header.bundle_id)
    )
    for name, limit in bag.TAG_LIMITS.items():
        if len(tags[name]) > limit:
            raise ValueError(f"{name} is too large")
    if total > bag.MAXIMUM_PAYLOAD_BYTES:
        raise ValueError("the payload is too large")
    files = [PackedFile(name, len(tags[name]), [tags[name]]) for name in bag.TAG_LIMITS]
    files += [file for file, _ in payload]
    with whole_file(target) as sealed:
        counter = _HashingSink(sealed)
        seal(tar_bytes(files), recipients, counter)
        if total > bag.FREE_EXPANSION_BYTES + bag.MAXIMUM_EXPANSION * counter.size:
            raise ValueError("the payload is suspiciously uniform")
    return BundleFile(header.bundle_id, target, counter.size, counter.sha256)


def _small_files(receipt: bytes, month: bytes | None) -> list[tuple[PackedFile, str]]:
    contents = {bag.RECEIPT: receipt}
    if month is not None:
        contents[bag.MONTH] = month
    for path, content in contents.items():
        if len(content) > bag.MAXIMUM_JSON_BYTES:
            raise ValueError(f"{path} is too large")
    return [
        (PackedFile(path, len(content), [content]), hashlib.sha256(content).hexdigest())
        for path, content in contents.items()
    ]


def _blob_files(blobs: Iterable[BlobSource]) -> list[tuple[PackedFile, str]]:
    once = {blob.sha256: blob for blob in blobs}
    files = []
    for digest, blob in sorted(once.items()):
        if blob.size > MAXIMUM_MEMBER_BYTES:
            raise ValueError("a blob is too large")
        files.append((PackedFile(bag.BLOBS + digest, blob.size, _blob_pieces(blob)), digest))
    return files


def _blob_pieces(blob: BlobSource) -> Iterator[bytes]:
    digest = hashlib.sha256()
    with blob.open() as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            yield piece
    if digest.hexdigest() != blob.sha256:
        raise ValueError(f"blob {blob.sha256} has another content")


def _lines(operations: Iterable[bytes], expected: int) -> Iterator[bytes]:
    count = 0
    for operation in operations:
        if not operation or b"\n" in operation or len(operation) >= bag.MAXIMUM_LINE_BYTES:
            raise ValueError("an operation is one line of JSON")
        count += 1
        yield operation + b"\n"
    if count != expected:
        raise ValueError(f"{count} operations, the header says {expected}")


class _Spool:
    """Content whose size and digest are needed before it: kept encrypted until then."""

    def __init__(self, folder: Path, chunks: Iterable[bytes]) -> None:
        self.size = 0
        self._digest = hashlib.sha256()
        self._identity = pyrage.x25519.Identity.generate()
        self._file = cast(
            "BinaryIO",
            SpooledTemporaryFile(max_size=_SPOOL_MEMORY, dir=str(folder)),  # noqa: SIM115
        )
        try:
            target = GuardedWriter(self._file, folder)
            recipient = str(self._identity.to_public())
            seal(self._counted(chunks), [recipient], target, _SPOOL_LEVEL, _SPOOL_WINDOW_LOG)
            if self.size > MAXIMUM_MEMBER_BYTES:
                raise ValueError("the content is too large")
        except BaseException:
            self._file.close()
            raise

    @property
    def sha256(self) -> str:
        """The digest of the plain content."""
        return self._digest.hexdigest()

    def pieces(self) -> Iterator[bytes]:
        """Yield the content again."""
        self._file.seek(0)
        with unsealed(self._file, self._identity) as stream:
            while piece := stream.read(_PIECE):
                yield piece

    def close(self) -> None:
        """Drop the content."""
        self._file.close()

    def _counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.size += len(chunk)
            self._digest.update(chunk)
            yield chunk


class _HashingSink:
    """Counts and hashes what goes into a file."""

    def __init__(self, target: GuardedWriter) -> None:
        self.size = 0
        self._target = target
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The digest of what was written so far."""
        return self._digest.hexdigest()

    def write(self, content: bytes) -> int:
        self._target.write(content)
        self.size += len(content)
        self._digest.update(content)
        return len(content)

    def flush(self) -> None:
        self._target.flush()
