# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Who vouches for whom: headquarters certifies branches, a branch certifies its laptops."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.sync import refusals
from branchdesk.sync.documents import SignedDocument, open_document, peek_document, sign_document
from branchdesk.sync.identity import DeskKeys, PublicKeys

CERTIFICATE = "certificate"
"""The document kind of a certificate."""

PARENT_ROLE = {DeskRole.BRANCH: DeskRole.HQ, DeskRole.ENGINEER: DeskRole.BRANCH}
"""Which role certifies which; headquarters certifies itself."""


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """A parent's word that a desk has this code, role and keys.

    ``escrow_age`` is headquarters' age recipient, to which every bundle is sealed as well.
    ``node`` is the random id of the desk; ``issued_at`` is aware.
    """

    code: str
    role: DeskRole
    name: str
    node: str
    minisign: str
    age: str
    issuer_code: str
    issuer_node: str
    issuer_minisign: str
    issuer_age: str
    escrow_age: str
    issued_at: datetime

    @property
    def keys(self) -> PublicKeys:
        """The public keys of the certified desk."""
        return PublicKeys(self.minisign, self.age)

    @property
    def issuer_keys(self) -> PublicKeys:
        """The public keys of the parent."""
        return PublicKeys(self.issuer_minisign, self.issuer_age)


def certify_root(code: str, name: str, node: str, keys: DeskKeys, at: datetime) -> SignedDocument:
    """Return headquarters' certificate for itself: the root everything else hangs on."""
    public = keys.public()
    certificate = Certificate(
        code=code,
        role=DeskRole.HQ,
        name=name,
        node=node,
        minisign=public.minisign,
        age=public.age,
        issuer_code=code,
        issuer_node=node,
        issuer_minisign=public.minisign,
        issuer_age=public.age,
        escrow_age=public.age,
        issued_at=at,
    )
    return sign_document(certificate, CERTIFICATE, keys)


def read_certificate(document: SignedDocument) -> Certificate:
    """Return the content of a certificate that is already trusted; the signature is not checked."""
    return peek_document(document, CERTIFICATE, Certificate)


def verify_chain(
    chain: Sequence[SignedDocument], root_minisign: str | None = None
) -> tuple[Certificate, ...]:
    """Check a chain (the desk's own certificate first, headquarters last) and return its content.

    With ``root_minisign`` the chain must end in that key; without it the chain only proves that
    it hangs together, and people have to compare the short code. Raises UserError: unknown sender
    for anything forged, exchanged between desks or out of line.
    """
    if not 1 <= len(chain) <= 3:
        raise refusals.unknown_sender()
    root = peek_document(chain[-1], CERTIFICATE, Certificate)
    if root_minisign is not None and root.minisign != root_minisign:
        raise refusals.unknown_sender()
    if root.role != DeskRole.HQ or root.node != root.issuer_node or root.code != root.issuer_code:
        raise refusals.unknown_sender()
    if root.keys != root.issuer_keys or root.escrow_age != root.age:
        raise refusals.unknown_sender()
    verified = [open_document(chain[-1], CERTIFICATE, Certificate, root.minisign)]
    for document in reversed(chain[:-1]):
        parent = verified[0]
        child = open_document(document, CERTIFICATE, Certificate, parent.minisign)
        issuer = (child.issuer_code, child.issuer_node, child.issuer_keys, child.escrow_age)
        if issuer != (parent.code, parent.node, parent.keys, parent.escrow_age):
            raise refusals.unknown_sender()
        if PARENT_ROLE.get(child.role) != parent.role:
            raise refusals.unknown_sender()
        verified.insert(0, child)
    return tuple(verified)
