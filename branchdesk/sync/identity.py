# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The two key pairs of a desk: Ed25519 to sign (minisign), X25519 to receive (age)."""

import binascii
from typing import Self

import msgspec
import pyrage
from minisign import Error as MinisignError
from minisign import KeyPair, PublicKey, SecretKey, Signature

_UNTRUSTED_COMMENT = "signed by BranchDesk"


class PublicKeys(msgspec.Struct, frozen=True):
    """What others may know of a desk.

    ``minisign`` is the base64 line that ``minisign -V -P`` takes, ``age`` the recipient
    ``age1…`` that ``age -r`` takes.
    """

    minisign: str
    age: str


class _StoredKeys(msgspec.Struct, frozen=True):
    version: int
    minisign: str
    age: str


class DeskKeys:
    """The private keys of a desk; they live inside its encrypted database only."""

    def __init__(self, signing: SecretKey, identity: "pyrage.x25519.Identity") -> None:
        """Join two key pairs; use ``generate`` or ``from_private_bytes``."""
        self._signing = signing
        self._identity = identity

    def __repr__(self) -> str:
        """Name the public half only, so that no log ever shows a private key."""
        return f"DeskKeys({self.public()!r})"

    @classmethod
    def generate(cls) -> Self:
        """Make new random keys."""
        return cls(KeyPair.generate().secret_key, pyrage.x25519.Identity.generate())

    @classmethod
    def from_private_bytes(cls, stored: bytes) -> Self:
        """Read what ``private_bytes`` wrote; raises ValueError when it is something else."""
        try:
            keys = msgspec.json.decode(stored, type=_StoredKeys)
            return cls(
                SecretKey.from_base64(keys.minisign), pyrage.x25519.Identity.from_str(keys.age)
            )
        except (msgspec.MsgspecError, MinisignError, pyrage.IdentityError) as error:
            raise ValueError("stored desk keys are damaged") from error

    def private_bytes(self) -> bytes:
        """Return both private keys for the encrypted database; never for a file."""
        minisign = self._signing.to_base64().decode("ascii")
        return msgspec.json.encode(_StoredKeys(1, minisign, str(self._identity)))

    def public(self) -> PublicKeys:
        """Return the public half of both pairs."""
        minisign = self._signing.get_public_key().to_base64().decode("ascii")
        return PublicKeys(minisign, str(self._identity.to_public()))

    def export_age_identity(self) -> bytes:
        """Return the age identity file that ``age -d -i FILE`` takes.

        Whoever holds it can read everything sent to this desk: the escrow print and the
        emergency export are its only uses.
        """
        return f"# public key: {self.public().age}\n{self._identity}\n".encode("ascii")

    def age_identity(self) -> "pyrage.x25519.Identity":
        """Return the key that opens what was sealed for this desk."""
        return self._identity

    def sign(self, content: bytes, statement: str) -> bytes:
        """Return a minisign signature file of the content.

        ``statement`` (printable ASCII) is the trusted comment: it is signed as well and says
        what the signature is for, so that one kind of document cannot pass for another.
        """
        signature = self._signing.sign(
            content, untrusted_comment=_UNTRUSTED_COMMENT, trusted_comment=statement
        )
        return bytes(signature) + b"\n"


def signature_is_valid(minisign: str, content: bytes, signature: bytes, statement: str) -> bool:
    """Tell whether the key signed this content for this purpose.

    The signature file must be byte for byte as ``DeskKeys.sign`` writes it; a different encoding
    of the same signature counts as damage.
    """
    try:
        parsed = Signature.from_bytes(signature)
        PublicKey.from_base64(minisign).verify(content, parsed)
    except (MinisignError, binascii.Error):
        return False
    return (
        parsed.untrusted_comment == _UNTRUSTED_COMMENT
        and parsed.trusted_comment == statement
        and parsed.is_prehashed()
        and bytes(parsed) + b"\n" == signature
    )


def is_public_keys(keys: PublicKeys) -> bool:
    """Tell whether both texts are public keys of their kinds."""
    try:
        PublicKey.from_base64(keys.minisign)
        pyrage.x25519.Recipient.from_str(keys.age)
    except (MinisignError, pyrage.RecipientError):
        return False
    return True
