# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Bytes handed from one thread to another, a bounded number at a time.

Compressing and encrypting, or decrypting and unpacking, then share the work between two cores.
"""

import threading
from collections import deque

PIECE = 256 * 1024
"""So many bytes are handed over at once: waking the other thread costs more than a small piece."""

_PIECES = 4


class ReaderGoneError(OSError):
    """Nobody will read what is written."""


class Handover:
    """One thread writes and ends, one other reads and leaves; either may fail."""

    def __init__(self) -> None:
        """Begin with nothing handed over."""
        self._changed = threading.Condition()
        self._pieces: deque[bytes] = deque()
        self._ended = False
        self._left = False
        self._failure: Exception | None = None
        self._collected: list[bytes] = []
        self._collected_bytes = 0
        self._rest = memoryview(b"")

    # -- the writing thread -------------------------------------------------------------------

    def write(self, content: bytes) -> int:
        """Hand the content over, waiting for room; raises ReaderGoneError."""
        self._collected.append(content)
        self._collected_bytes += len(content)
        if self._collected_bytes >= PIECE:
            self._hand_over()
        return len(content)

    def flush(self) -> None:
        """Nothing is held back but what the end hands over."""

    def end(self, failure: Exception | None = None) -> None:
        """Say that nothing follows; a ``failure`` is raised to the reader in place of the end."""
        if failure is None and self._collected:
            self._hand_over()
        with self._changed:
            self._ended = True
            self._failure = failure
            self._changed.notify_all()

    def _hand_over(self) -> None:
        piece = b"".join(self._collected)
        self._collected.clear()
        self._collected_bytes = 0
        with self._changed:
            self._changed.wait_for(lambda: self._left or len(self._pieces) < _PIECES)
            if self._left:
                raise ReaderGoneError
            self._pieces.append(piece)
            self._changed.notify_all()

    # -- the reading thread -------------------------------------------------------------------

    def read(self, size: int = -1) -> bytes:
        """Return at most ``size`` bytes, none at the end; raises what the writer ended with."""
        if not self._rest and not self._take():
            return b""
        count = len(self._rest) if size < 0 else size
        piece, self._rest = self._rest[:count], self._rest[count:]
        return bytes(piece)

    def leave(self) -> None:
        """Say that nothing more will be read."""
        with self._changed:
            self._left = True
            self._pieces.clear()
            self._changed.notify_all()

    def _take(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._pieces or self._ended)
            if self._failure is not None:
                raise self._failure
            if not self._pieces:
                return False
            self._rest = memoryview(self._pieces.popleft())
            self._changed.notify_all()
            return True
