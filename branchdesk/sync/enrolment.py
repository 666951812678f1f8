# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Connecting a desk to its parent by exchanging two files.

The child writes a request, the parent answers with a certificate. Whoever carries the files could
exchange them, so both people compare two short codes by voice: ``request_code`` before the parent
certifies (it covers the child's keys) and ``answer_code`` before the child accepts (it covers the
request and the keys of the whole chain above it). A code has 32 bits and is derived by scrypt:
trying four thousand million forgeries costs years instead of seconds.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.signature import check_code, sha256_hex
from branchdesk.domain.text import T, Text
from branchdesk.sync import refusals
from branchdesk.sync.certificate import (
    CERTIFICATE,
    PARENT_ROLE,
    Certificate,
    read_certificate,
    verify_chain,
)
from branchdesk.sync.documents import (
    SignedDocument,
    decode_document,
    encode_document,
    open_document,
    peek_document,
    sign_document,
)
from branchdesk.sync.header import is_code
from branchdesk.sync.identity import DeskKeys, PublicKeys, is_public_keys

_REQUEST = "enrolment-request"
_ANSWER = "enrolment-answer"
_SCRYPT_COST = 2**15
_SCRYPT_MEMORY = 64 * 1024 * 1024


class EnrolmentRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a new desk says of itself; signed with its own key, as nobody vouches for it yet."""

    code: str
    role: DeskRole
    name: str
    node: str
    minisign: str
    age: str
    made_at: datetime

    @property
    def keys(self) -> PublicKeys:
        """The public keys of the desk that asks."""
        return PublicKeys(self.minisign, self.age)


class _AnswerBody(msgspec.Struct, frozen=True, kw_only=True):
    chain: tuple[SignedDocument, ...]
    request_sha256: str
    policy: dict[str, Any]


class EnrolmentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A verified answer.

    ``chain`` holds the desk's own certificate first and headquarters' last, ``certificates`` the
    same read; ``policy`` is what the parent's desk hands down (code lists, calendar, settings).
    """

    chain: tuple[SignedDocument, ...]
    certificates: tuple[Certificate, ...]
    policy: dict[str, Any]

    @property
    def own(self) -> Certificate:
        """The certificate of the desk that asked."""
        return self.certificates[0]

    @property
    def parent(self) -> Certificate:
        """The certificate of its parent."""
        return self.certificates[1]


def make_request(
    code: str, role: DeskRole, name: str, node: str, keys: DeskKeys, at: datetime
) -> bytes:
    """Return the request file of a new desk. Headquarters has no parent and makes none."""
    public = keys.public()
    request = EnrolmentRequest(
        code=code,
        role=role,
        name=name,
        node=node,
        minisign=public.minisign,
        age=public.age,
        made_at=at,
    )
    return encode_document(sign_document(request, _REQUEST, keys)) + b"\n"


def read_request(content: bytes, name: str = "") -> EnrolmentRequest:
    """Return a request after checking that it is whole and signed by the keys it names.

    ``name`` is the file's name for the error. Raises UserError: not ours, damaged.
    """
    document = decode_document(content, name)
    request = peek_document(document, _REQUEST, EnrolmentRequest)
    if not is_public_keys(request.keys) or not is_code(request.code):
        raise refusals.damaged(T("the request is not complete"))
    return open_document(document, _REQUEST, EnrolmentRequest, request.minisign)


def request_code(content: bytes) -> str:
    """Return the short code of a request file, the same on both desks: ``7F3A-91C2``."""
    read_request(content)
    return _short_code(_REQUEST, content)


def certify_request(
    content: bytes,
    chain: Sequence[SignedDocument],
    keys: DeskKeys,
    at: datetime,
    policy: dict[str, Any],
    name: str = "",
) -> bytes:
    """Return the answer file to a request.

    ``chain`` is the certifying desk's own chain (its certificate first) and ``keys`` its keys;
    ``policy`` is any JSON object. Raises UserError: not ours, damaged, wrong parent.
    """
    request = read_request(content, name)
    parent = read_certificate(chain[0])
    if PARENT_ROLE.get(request.role) != parent.role:
        raise refusals.wrong_parent(_role_text(request.role), _role_text(parent.role))
    certificate = Certificate(
        code=request.code,
        role=request.role,
        name=request.name,
        node=request.node,
        minisign=request.minisign,
        age=request.age,
        issuer_code=parent.code,
        issuer_node=parent.node,
        issuer_minisign=parent.minisign,
        issuer_age=parent.age,
        escrow_age=parent.escrow_age,
        issued_at=at,
    )
    body = _AnswerBody(
        chain=(sign_document(certificate, CERTIFICATE, keys), *chain),
        request_sha256=_digest(content),
        policy=policy,
    )
    return encode_document(sign_document(body, _ANSWER, keys)) + b"\n"


def read_answer(content: bytes, request: bytes, name: str = "") -> EnrolmentAnswer:
    """Return the answer to the request file this desk made, fully checked.

    Raises UserError: not ours, damaged, for another desk, not trustworthy. That the parent is
    really the parent is confirmed by people comparing ``answer_code``.
    """
    asked = read_request(request)
    document = decode_document(content, name)
    body = peek_document(document, _ANSWER, _AnswerBody)
    certificates = verify_chain(body.chain)
    if len(certificates) < 2:
        raise refusals.unknown_sender()
    own = certificates[0]
    open_document(document, _ANSWER, _AnswerBody, certificates[1].minisign)
    granted = (own.code, own.role, own.node, own.keys)
    if body.request_sha256 != _digest(request) or granted != (
        asked.code,
        asked.role,
        asked.node,
        asked.keys,
    ):
        raise refusals.answer_for_another()
    return EnrolmentAnswer(chain=body.chain, certificates=certificates, policy=body.policy)


def answer_code(content: bytes) -> str:
    """Return the short code of an answer file, the same on both desks: ``7F3A-91C2``."""
    peek_document(decode_document(content, ""), _ANSWER, _AnswerBody)
    return _short_code(_ANSWER, content)


def _digest(content: bytes) -> str:
    return sha256_hex(content.rstrip(b"\r\n"))


def _short_code(kind: str, content: bytes) -> str:
    code = hashlib.scrypt(
        content.rstrip(b"\r\n"),
        salt=f"branchdesk {kind} code".encode("ascii"),
        n=_SCRYPT_COST,
        r=8,
        p=1,
        maxmem=_SCRYPT_MEMORY,
        dklen=4,
    )
    return check_code(code.hex())


def _role_text(role: DeskRole) -> Text:
    return {
        DeskRole.ENGINEER: T("an engineer's laptop"),
        DeskRole.BRANCH: T("a branch"),
        DeskRole.HQ: T("headquarters"),
    }[role]
