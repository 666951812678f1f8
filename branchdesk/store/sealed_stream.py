# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Encrypted, authenticated streams for the files beside the database.

Layout: 8 bytes magic, 32 bytes salt, then chunks of 64 KiB, each followed by a 16-byte tag
(ChaCha20-Poly1305). The key of a file follows from the desk's key, the purpose, the salt and a
context; the nonce counts the chunks and marks the last one. So a flipped bit, a chunk that was
moved, cut off or appended, and a file put in the place of another do not open.
"""

import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK = 64 * 1024
"""Bytes of content that are sealed at once."""

_MAGIC = b"BDSEAL1\n"
_SALT = 32
_HEADER = len(_MAGIC) + _SALT
_TAG = 16


class BrokenStreamError(Exception):
    """The file is not, or no longer, what was sealed under this key for this purpose."""


class Sealer:
    """Seals and opens the files of one purpose."""

    def __init__(self, key: bytes, purpose: str) -> None:
        """Derive the key of this purpose (an ASCII name) from the desk's 32-byte key."""
        self._key = _derive(key, None, b"branchdesk " + purpose.encode("ascii"))

    def __repr__(self) -> str:
        """Keep the key out of logs."""
        return "Sealer()"

    def seal(self, target: BinaryIO, context: bytes = b"") -> "SealingWriter":
        """Begin a sealed stream; ``context`` (a name, say) must be given again to open it."""
        salt = os.urandom(_SALT)
        target.write(_MAGIC + salt)
        return SealingWriter(target, ChaCha20Poly1305(_derive(self._key, salt, context)))

    def open(self, source: BinaryIO, context: bytes = b"") -> Iterator[bytes]:
        """Yield the content in authenticated chunks; raises BrokenStreamError.

        Only when the iterator ends is it certain that nothing was cut off.
        """
        header = source.read(_HEADER)
        if len(header) != _HEADER or not header.startswith(_MAGIC):
            raise BrokenStreamError
        cipher = ChaCha20Poly1305(_derive(self._key, header[len(_MAGIC) :], context))
        number, sealed = 0, source.read(CHUNK + _TAG)
        while True:
            following = source.read(CHUNK + _TAG)
            try:
                content = cipher.decrypt(_nonce(number, last=not following), sealed, None)
            except InvalidTag as error:
                raise BrokenStreamError from error
            if content:
                yield content
            if not following:
                return
            number, sealed = number + 1, following


class SealingWriter:
    """Takes content of any length and seals it chunk by chunk."""

    def __init__(self, target: BinaryIO, cipher: ChaCha20Poly1305) -> None:
        """Write behind the header; use ``Sealer.seal``."""
        self._target = target
        self._cipher = cipher
        self._number = 0
        self._waiting = bytearray()

    def write(self, content: bytes | bytearray | memoryview) -> None:
        """Add content; memory stays at two chunks however much comes at once."""
        view = memoryview(content)
        while view:
            # A full chunk waits until more comes: the last one is marked.
            if len(self._waiting) == CHUNK:
                self._put(last=False)
            taken = view[: CHUNK - len(self._waiting)]
            self._waiting += taken
            view = view[len(taken) :]

    def finish(self) -> None:
        """Seal what is left as the last chunk; without it the stream does not open."""
        self._put(last=True)

    def _put(self, *, last: bool) -> None:
        nonce = _nonce(self._number, last=last)
        self._target.write(self._cipher.encrypt(nonce, bytes(self._waiting), None))
        self._number += 1
        self._waiting.clear()


def content_size(file_size: int) -> int:
    """Return the bytes of content in a sealed file of this size; raises BrokenStreamError."""
    sealed = file_size - _HEADER
    whole, rest = divmod(sealed, CHUNK + _TAG)
    chunks = whole + (1 if rest else 0)
    if sealed < _TAG or 0 < rest < _TAG:
        raise BrokenStreamError
    return sealed - chunks * _TAG


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _derive(key: bytes, salt: bytes | None, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key)
