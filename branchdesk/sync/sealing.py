# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Compression and encryption as streams: bytes → zstd → age, and back.

Memory does not grow with the size. Nothing plain is ever written to a file.
"""

import io
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, Protocol, cast

import pyrage
import zstandard

from branchdesk.domain.errors import UserError

COMPRESSION_LEVEL = 6
_WINDOW_LOG = 21
_PIPE_PIECE = 128 * 1024

AGE_MAGIC = b"age-encryption.org/v1\n"
"""The first line of every age file."""


class Sink(Protocol):
    """Where bytes go."""

    def write(self, content: bytes, /) -> int:
        """Take all of the content."""
        ...

    def flush(self) -> None:
        """Hand on what is held back."""
        ...


class WrongRecipientError(Exception):
    """The file is sealed for other keys."""


class UnreadableSourceError(Exception):
    """The file could not be read; ``cause`` says why."""

    def __init__(self, cause: OSError) -> None:
        """Keep the error of the file system."""
        super().__init__(str(cause))
        self.cause = cause


class BrokenSealError(Exception):
    """The file was altered, cut off, or is no sealed bundle at all."""


def seal(
    chunks: Iterable[bytes], recipients: Sequence[str], target: Sink, level: int = COMPRESSION_LEVEL
) -> None:
    """Compress the chunks and encrypt them to the age recipients into ``target``.

    ``level`` is zstd's. Whatever the chunks or the target
    raise is raised again as it was; a recipient that is no age key raises ValueError.
    """
    try:
        keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    except pyrage.RecipientError as error:
        raise ValueError("not an age recipient") from error
    source = _PulledBytes(_compressed(chunks, level))
    sink = _WatchedSink(target)
    try:
        pyrage.encrypt_io(source, sink, keys)
    except (pyrage.EncryptError, OSError, UserError):
        sink.raise_failure()
        source.raise_failure()
        raise
    # The library drops an error of its last write without a word, so it is asked for here.
    sink.raise_failure()


@contextmanager
def unsealed(source: BinaryIO, identity: "pyrage.x25519.Identity") -> Iterator["PlainStream"]:
    """Give the decompressed content of a sealed file as a stream to read from.

    Reading raises WrongRecipientError or BrokenSealError; only when the stream was read to its end
    (an empty read) is the whole file known to be genuine.
    """
    read_end, write_end = os.pipe()
    worker = _Decryption(source, write_end, identity)
    worker.start()
    with io.FileIO(read_end, "rb") as pipe:
        try:
            yield PlainStream(pipe, worker)
        finally:
            pipe.close()
            worker.join()


class PlainStream:
    """The reading end of a sealed file."""

    def __init__(self, pipe: io.FileIO, worker: "_Decryption") -> None:
        """Read compressed bytes from the pipe the worker fills."""
        source = cast("BinaryIO", _CheckedPipe(pipe, worker))
        self._plain = zstandard.ZstdDecompressor(max_window_size=1 << _WINDOW_LOG).stream_reader(
            source, read_size=_PIPE_PIECE, read_across_frames=True
        )

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes, fewer only at the end, none after it."""
        pieces = []
        while size > 0:
            try:
                piece = self._plain.read(size)
            except zstandard.ZstdError as error:
                raise BrokenSealError("compression") from error
            if not piece:
                break
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)


class _Decryption(threading.Thread):
    """Pushes the decrypted bytes into a pipe, because the library only knows how to push."""

    def __init__(
        self, source: BinaryIO, write_end: int, identity: "pyrage.x25519.Identity"
    ) -> None:
        super().__init__(name="unseal", daemon=True)
        self._source = source
        self._write_end = write_end
        self._identity = identity
        self.failure: Exception | None = None

    def run(self) -> None:
        reader = _WatchedSource(self._source)
        try:
            with io.FileIO(self._write_end, "wb") as pipe:
                pyrage.decrypt_io(reader, _WholeWrites(pipe), [self._identity])
        except pyrage.DecryptError as error:
            no_key = "No matching keys" in str(error)
            self.failure = WrongRecipientError() if no_key else BrokenSealError(str(error))
        except OSError as error:
            # Either the file ends or is altered (the library says "decryption error"), or the
            # reader has closed the pipe early and will never look at this.
            self.failure = BrokenSealError(str(error))
        if reader.failure is not None:
            self.failure = UnreadableSourceError(reader.failure)


class _CheckedPipe:
    """Raises the worker's failure instead of a silent end."""

    def __init__(self, pipe: io.FileIO, worker: _Decryption) -> None:
        self._pipe = pipe
        self._worker = worker

    def read(self, size: int) -> bytes:
        piece = self._pipe.read(size) or b""
        if not piece:
            self._worker.join()
            if self._worker.failure is not None:
                raise self._worker.failure
        return piece


class _WholeWrites:
    """A pipe takes part of a write; the library would lose the rest."""

    def __init__(self, pipe: io.FileIO) -> None:
        self._pipe = pipe

    def write(self, content: bytes) -> int:
        view = memoryview(content)
        while view:
            view = view[self._pipe.write(view) :]
        return len(content)

    def flush(self) -> None:
        """Nothing is held back."""


class _WatchedSource:
    """Keeps the error of a file that is being read, which the library turns into a text."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.failure: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._source.read(size)
        except OSError as error:
            self.failure = error
            raise


class _WatchedSink:
    """Keeps the first error of the target, which the library turns into a text or drops."""

    def __init__(self, target: Sink) -> None:
        self._target = target
        self._failure: Exception | None = None

    def write(self, content: bytes) -> int:
        try:
            return self._target.write(content)
        except (OSError, UserError) as error:
            self._failure = self._failure or error
            raise

    def flush(self) -> None:
        try:
            self._target.flush()
        except (OSError, UserError) as error:
            self._failure = self._failure or error
            raise

    def raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure


class _PulledBytes:
    """Lets the library read from an iterator of chunks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")
        self._failure: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            try:
                self._rest = memoryview(next(self._chunks))
            except StopIteration:
                return b""
            except BaseException as error:
                self._failure = error
                raise
        end = len(self._rest) if size < 0 else size
        piece, self._rest = self._rest[:end], self._rest[end:]
        return bytes(piece)

    def raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure


def _compressed(chunks: Iterable[bytes], level: int) -> Iterator[bytes]:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        level, window_log=_WINDOW_LOG, write_checksum=True
    )
    compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    for chunk in chunks:
        piece = compressor.compress(chunk)
        if piece:
            yield piece
    yield compressor.flush()
