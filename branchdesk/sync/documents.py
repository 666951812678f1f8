# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Small signed JSON documents: certificates, enrolment files, envelopes and part lists.

The signed text travels verbatim inside the document. A reader that is older than the writer
ignores fields it does not know and can still check the signature.
"""

from typing import TypeVar

import msgspec

from branchdesk.domain.signature import canonical_json
from branchdesk.domain.text import T
from branchdesk.sync import refusals
from branchdesk.sync.identity import DeskKeys, signature_is_valid

FORMAT_VERSION = 1
"""Grows only when older readers must not even try."""

MAXIMUM_BYTES = 32 * 1024 * 1024
"""No honest document comes near this; larger ones are not even parsed."""

Body = TypeVar("Body", bound=msgspec.Struct)


class SignedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A canonical JSON text with the minisign signature over it."""

    format: str
    version: int
    body: str
    signature: str


def sign_document(body: msgspec.Struct, kind: str, keys: DeskKeys) -> SignedDocument:
    """Sign a struct as a document of the given kind (such as ``certificate``)."""
    content = canonical_json(msgspec.to_builtins(body))
    signature = keys.sign(content, _statement(kind))
    return SignedDocument(
        format=_format(kind),
        version=FORMAT_VERSION,
        body=content.decode("utf-8"),
        signature=signature.decode("ascii"),
    )


def peek_document(document: SignedDocument, kind: str, body_type: type[Body]) -> Body:
    """Return the body WITHOUT checking the signature, to learn whose it claims to be.

    Raises UserError when it is another kind, damaged, or from a newer program.
    """
    if document.format != _format(kind):
        raise refusals.not_ours(document.format)
    if document.version > FORMAT_VERSION:
        raise refusals.newer_program()
    try:
        return msgspec.json.decode(document.body, type=body_type)
    except (msgspec.MsgspecError, RecursionError) as error:  # nested without end
        raise refusals.damaged(T("the text does not fit its kind")) from error


def open_document(
    document: SignedDocument, kind: str, body_type: type[Body], minisign: str | None
) -> Body:
    """Return the body after checking the signature against the key the caller trusts.

    Raises UserError: unknown sender when the key is None or did not sign this.
    """
    body = peek_document(document, kind, body_type)
    content, signature = document.body.encode("utf-8"), document.signature.encode("utf-8")
    if minisign is None or not signature_is_valid(minisign, content, signature, _statement(kind)):
        raise refusals.unknown_sender()
    return body


def encode_document(document: SignedDocument) -> bytes:
    """Return the document as one line of canonical JSON, without a line break."""
    return canonical_json(msgspec.to_builtins(document))


def decode_document(content: bytes, name: str) -> SignedDocument:
    """Read what ``encode_document`` wrote; ``name`` is what the error calls the file.

    Anything but the canonical form is refused, so a flipped bit outside the signed text shows
    too. Raises UserError: not ours, or damaged.
    """
    if len(content) > MAXIMUM_BYTES or not content.lstrip()[:1] == b"{":
        raise refusals.not_ours(name)
    if b'"branchdesk/' not in content:
        raise refusals.not_ours(name)
    try:
        document = msgspec.json.decode(content, type=SignedDocument)
        canonical = encode_document(document)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise refusals.damaged(T("the file breaks off or was altered")) from error
    if not document.format.startswith("branchdesk/"):
        raise refusals.not_ours(name)
    if canonical != content.rstrip(b"\r\n"):
        raise refusals.damaged(T("the file breaks off or was altered"))
    return document


def _format(kind: str) -> str:
    return f"branchdesk/{kind}"


def _statement(kind: str) -> str:
    return f"branchdesk {kind} {FORMAT_VERSION}"
