# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The BagIt layout of a bundle: names, order, manifests and limits."""

import hashlib
import re
from collections.abc import Mapping
from types import MappingProxyType

BAGIT = "bagit.txt"
BAG_INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
SIGNATURE = "tagmanifest-sha256.txt.minisig"
RECEIPT = "data/receipt.json"
MONTH = "data/month.json"
OPERATIONS = "data/ops.jsonl"
BLOBS = "data/blobs/"

BAGIT_CONTENT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

_MEGABYTE = 1024 * 1024

TAG_LIMITS: Mapping[str, int] = MappingProxyType(
    {
        BAGIT: len(BAGIT_CONTENT),
        BAG_INFO: 64 * 1024,
        MANIFEST: 32 * _MEGABYTE,
        TAG_MANIFEST: 4096,
        SIGNATURE: 4096,
    }
)
"""The tag files in the order in which they stand before the payload, with their largest size.

They come first so that a reader knows sender, signature and every digest before it touches the
payload.
"""

MAXIMUM_JSON_BYTES = 64 * _MEGABYTE
"""Receipt and month summary are kept in memory."""

MAXIMUM_LINE_BYTES = 16 * _MEGABYTE
"""One operation or one row of a table."""

MAXIMUM_PAYLOAD_BYTES = 64 * 1024 * _MEGABYTE

FREE_EXPANSION_BYTES = 64 * _MEGABYTE
MAXIMUM_EXPANSION = 1000
"""A bundle may unpack to this many times its size, and to FREE_EXPANSION_BYTES in any case."""

_TABLE = re.compile(r"data/[a-z][a-z0-9_]{0,40}\.csv")
_BLOB = re.compile(r"data/blobs/[0-9a-f]{64}")
_LINE = re.compile(r"([0-9a-f]{64})  (data/[a-z0-9_./]+)")


def table_path(name: str) -> str:
    """Return the path of a table; raises ValueError for a name that is no plain identifier."""
    path = f"data/{name}.csv"
    if not _TABLE.fullmatch(path):
        raise ValueError(f"table name {name!r}")
    return path


def is_table(path: str) -> bool:
    """Tell whether a payload path is that of a table."""
    return _TABLE.fullmatch(path) is not None


def is_blob(path: str) -> bool:
    """Tell whether a payload path is that of a blob."""
    return _BLOB.fullmatch(path) is not None


def format_manifest(digests: Mapping[str, str]) -> bytes:
    """Return a manifest: path → SHA-256, in the order of the mapping."""
    return "".join(f"{digest}  {path}\n" for path, digest in digests.items()).encode("ascii")


def parse_manifest(content: bytes) -> dict[str, str]:
    """Return path → SHA-256 of a payload manifest, in its order.

    Raises ValueError for anything but the members a bundle may hold, each once.
    """
    digests: dict[str, str] = {}
    for line in content.decode("ascii").splitlines():
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError("manifest line")
        digest, path = match[1], match[2]
        known = path in {RECEIPT, MONTH, OPERATIONS} or is_table(path) or is_blob(path)
        if not known or path in digests:
            raise ValueError(f"manifest path {path!r}")
        if is_blob(path) and path.removeprefix(BLOBS) != digest:
            raise ValueError("blob name")
        digests[path] = digest
    if RECEIPT not in digests or OPERATIONS not in digests:
        raise ValueError("receipt or operations missing")
    return digests


def tag_manifest(tags: Mapping[str, bytes]) -> bytes:
    """Return the only right tag manifest for these tag files."""
    return format_manifest(
        {name: hashlib.sha256(tags[name]).hexdigest() for name in (BAGIT, BAG_INFO, MANIFEST)}
    )


def signature_statement(bundle_id: str) -> str:
    """Return what the sender's signature of a bundle is for."""
    return f"branchdesk bundle 1 {bundle_id}"
