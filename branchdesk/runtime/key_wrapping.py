# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Wrapping a key under something a person knows: Argon2id, then AES-256-GCM."""

import os
import secrets
import unicodedata
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T

KEY_LENGTH = 32
"""Bytes of the database key and of everything derived from it."""

SHORTEST_PASSPHRASE = 8
"""Characters, counted after normalisation."""

_SALT, _NONCE, _TAG = 16, 12, 16
_ALPHABET = "2345679ACDEFGHJKMNPQRTWXY"
"""Nothing in it looks like something else: no 0 O, 1 I L, 8 B, S, Z, U V."""
_MISREAD = str.maketrans("SZ", "52")
_GROUPS, _GROUP = 5, 4


class Cost(msgspec.Struct, frozen=True):
    """What trying one passphrase costs: memory in KiB, passes and lanes of Argon2id.

    The limits keep a forged file from using up the memory of the machine.
    """

    memory: Annotated[int, msgspec.Meta(ge=64, le=1024 * 1024)] = 64 * 1024
    passes: Annotated[int, msgspec.Meta(ge=1, le=16)] = 3
    lanes: Annotated[int, msgspec.Meta(ge=1, le=8)] = 4

    def is_weaker_than(self, other: "Cost") -> bool:
        """Tell whether less is computed than at the other cost."""
        return self.memory * self.passes < other.memory * other.passes


class WrappedKey(msgspec.Struct, frozen=True):
    """A key only the secret opens, with everything but the secret."""

    cost: Cost
    salt: Annotated[bytes, msgspec.Meta(min_length=_SALT, max_length=_SALT)]
    nonce: Annotated[bytes, msgspec.Meta(min_length=_NONCE, max_length=_NONCE)]
    sealed: Annotated[
        bytes, msgspec.Meta(min_length=KEY_LENGTH + _TAG, max_length=KEY_LENGTH + _TAG)
    ]


class WrongSecretError(Exception):
    """The secret does not open the key."""


def wrap(key: bytes, secret: bytes, bound_to: bytes, cost: Cost) -> WrappedKey:
    """Seal the key under the secret; ``bound_to`` must be the same when it is opened."""
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    sealed = AESGCM(_stretch(secret, salt, cost)).encrypt(nonce, key, bound_to)
    return WrappedKey(cost, salt, nonce, sealed)


def unwrap(wrapped: WrappedKey, secret: bytes, bound_to: bytes) -> bytes:
    """Return the key; raises WrongSecretError. Takes about 0.2 s and 64 MiB at the usual cost."""
    cipher = AESGCM(_stretch(secret, wrapped.salt, wrapped.cost))
    try:
        return cipher.decrypt(wrapped.nonce, wrapped.sealed, bound_to)
    except InvalidTag as error:
        raise WrongSecretError from error


def derive(key: bytes, purpose: bytes) -> bytes:
    """Return another key for one purpose, from which the first cannot be found."""
    return HKDF(algorithm=SHA256(), length=KEY_LENGTH, salt=None, info=purpose).derive(key)


def passphrase_bytes(passphrase: str) -> bytes:
    """Return a passphrase as it is stretched: the same however the keyboard composed it (NFC)."""
    return unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")


def require_acceptable(passphrase: str) -> None:
    """Raise UserError for a new passphrase of less than eight characters."""
    if len(unicodedata.normalize("NFC", passphrase)) < SHORTEST_PASSPHRASE:
        raise UserError(
            T("The passphrase is too short"),
            T("It needs at least {count} characters.", count=SHORTEST_PASSPHRASE),
            T("Several words are easier to remember than signs."),
        )


def make_recovery_code() -> str:
    """Return a new code of 20 random characters (92 bits): ``7K2M-QX4D-93HA-TR6W-5NPC``."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def recovery_code_bytes(code: str) -> bytes:
    """Return what a code means, however it was typed: full-width, small, misread 5 and 2."""
    folded = unicodedata.normalize("NFKC", code).upper().translate(_MISREAD)
    return "".join(ch for ch in folded if ch.isalnum()).encode("utf-8")


def _stretch(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    stretching = Argon2id(
        salt=salt,
        length=KEY_LENGTH,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory,
    )
    return stretching.derive(secret)
