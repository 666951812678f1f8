# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Compression and encryption as streams: bytes → zstd → age, and back.

Memory does not grow with the size. Nothing plain is ever written to a file. The encryption works in
a thread of its own: its library lets others work meanwhile.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO, Protocol, cast

import pyrage
import zstandard

from branchdesk.domain.errors import UserError
from branchdesk.sync.handover import PIECE, Handover, ReaderGoneError

COMPRESSION_LEVEL = 3
_WINDOW_LOG = 21

AGE_MAGIC = b"age-encryption.org/v1\n"
"""The first line of every age file."""


Seen = Callable[[bytes], object]
"""Is given pieces of a file in their order."""


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
    chunks: Iterable[bytes],
    recipients: Sequence[str],
    target: Sink,
    level: int = COMPRESSION_LEVEL,
    window_log: int = _WINDOW_LOG,
) -> None:
    """Compress the chunks and encrypt them to the age recipients into ``target``.

    ``level`` is zstd's, ``window_log`` the power of two of the bytes it looks back (and keeps in
    memory). Whatever the chunks or the target raise is raised again as it was; a recipient that is
    no age key raises ValueError.
    """
    try:
        keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    except pyrage.RecipientError as error:
        raise ValueError("not an age recipient") from error
    worker = _Encryption(keys, target)
    worker.start()
    try:
        for piece in _compressed(chunks, level, window_log):
            worker.content.write(piece)
        worker.content.end()
    except ReaderGoneError:
        pass  # the target failed; it is raised below
    except BaseException:
        worker.content.end(_AbandonedError())
        worker.join()
        raise
    worker.join()
    worker.raise_failure()


@contextmanager
def unsealed(
    source: BinaryIO, identity: "pyrage.x25519.Identity", seen: Seen | None = None
) -> Iterator["PlainStream"]:
    """Give the decompressed content of a sealed file as a stream to read from.

    ``seen`` is given every piece of the sealed file, in the thread that reads it.
    Reading raises WrongRecipientError or BrokenSealError; only when the stream was read to its end
    (an empty read) is the whole file known to be genuine.
    """
    worker = _Decryption(source, identity, seen)
    worker.start()
    try:
        yield PlainStream(worker.content)
    finally:
        worker.content.leave()
        worker.join()


class PlainStream:
    """The reading end of a sealed file."""

    def __init__(self, content: Handover) -> None:
        """Read the compressed bytes that the decryption hands over."""
        self._plain = zstandard.ZstdDecompressor(max_window_size=1 << _WINDOW_LOG).stream_reader(
            cast("BinaryIO", content), read_size=PIECE, read_across_frames=True
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


class _AbandonedError(Exception):
    """What was to be sealed could not be produced."""


class _Encryption(threading.Thread):
    """Pulls what is handed over and writes it to the target, encrypted."""

    def __init__(self, keys: Sequence["pyrage.x25519.Recipient"], target: Sink) -> None:
        super().__init__(name="seal", daemon=True)
        self.content = Handover()
        self._keys = keys
        self._sink = _WatchedSink(target)
        self._failure: Exception | None = None

    def run(self) -> None:
        try:
            pyrage.encrypt_io(self.content, self._sink, self._keys)
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits for it
            self._failure = error
        finally:
            self.content.leave()

    def raise_failure(self) -> None:
        """Raise what went wrong, as the target raised it."""
        # The library drops an error of its last write without a word, so it is asked for here.
        self._sink.raise_failure()
        if self._failure is not None:
            raise self._failure


class _Decryption(threading.Thread):
    """Hands the decrypted bytes over, because the library only knows how to push."""

    def __init__(
        self, source: BinaryIO, identity: "pyrage.x25519.Identity", seen: Seen | None
    ) -> None:
        super().__init__(name="unseal", daemon=True)
        self.content = Handover()
        self._source = _WatchedSource(source, seen)
        self._identity = identity

    def run(self) -> None:
        try:
            pyrage.decrypt_io(self._source, self.content, [self._identity])
        except pyrage.DecryptError as error:
            no_key = "No matching keys" in str(error)
            failure: Exception = WrongRecipientError() if no_key else BrokenSealError(str(error))
        except OSError as error:
            # Either the file ends or is altered (the library says "decryption error"), or the
            # reader has left early and will never look at this.
            failure = BrokenSealError(str(error))
        else:
            self._end(None)
            return
        if self._source.failure is not None:
            failure = UnreadableSourceError(self._source.failure)
        self._end(failure)

    def _end(self, failure: Exception | None) -> None:
        with suppress(ReaderGoneError):
            self.content.end(failure)


class _WatchedSource:
    """Keeps the error of a file that is being read, which the library turns into a text.

    The library asks for small pieces; the file is read, and told, in large ones.
    """

    def __init__(self, source: BinaryIO, seen: Seen | None) -> None:
        self._source = source
        self._seen = seen
        self._rest = memoryview(b"")
        self.failure: OSError | None = None

    def read(self, size: int) -> bytes:
        if not self._rest:
            try:
                piece = self._source.read(PIECE)
            except OSError as error:
                self.failure = error
                raise
            if self._seen is not None:
                self._seen(piece)
            self._rest = memoryview(piece)
        taken, self._rest = bytes(self._rest[:size]), self._rest[size:]
        return taken


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


def _compressed(chunks: Iterable[bytes], level: int, window_log: int) -> Iterator[bytes]:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        level, window_log=window_log, write_checksum=True
    )
    # The chunker fills one buffer of a handover's size; other ways allocate anew at every call.
    compressor = zstandard.ZstdCompressor(compression_params=parameters).chunker(chunk_size=PIECE)
    for chunk in chunks:
        yield from compressor.compress(chunk)
    yield from compressor.finish()  # type: ignore[no-untyped-call]  # its stub has no types
