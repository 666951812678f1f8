# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a bundle says of itself: the header inside (bag-info.txt) and the envelope outside."""

import re
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

import msgspec

from branchdesk.domain.signature import check_code
from branchdesk.domain.text import T, Text

BUNDLE_FORMAT = 1
"""Version of the bundle layout itself, beside the schema version of its operations."""

_CODE = re.compile(r"[A-Z0-9]{1,16}(?:-[A-Z0-9]{1,16})*")
_IDENTIFIER = re.compile(r"[0-9a-f]{8,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PERIOD = re.compile(r"[0-9]{4}-[0-9]{2}")
_STREAM = re.compile(r"[A-Za-z0-9>:._-]{1,80}")


class DeskAddress(msgspec.Struct, frozen=True):
    """Where a bundle comes from or goes to.

    ``code`` is the readable code (``HQ``, ``GZ``, ``GZ-L01``), ``node`` the desk's random id,
    ``name`` what people call it.
    """

    code: str
    node: str
    name: str


Trusted = Callable[[DeskAddress], str | None]
"""Returns the minisign public key a desk knows for another one, None when it knows none.

Only code and node of the address may be used for the look-up; the name is not yet confirmed.
"""


class BundleKind(StrEnum):
    """What a bundle carries, as people call it."""

    REPORT = "report"
    DATA = "data"
    RECEIPT = "receipt"


class BundleHeader(msgspec.Struct, frozen=True, kw_only=True):
    """The signed description of a bundle.

    ``first`` to ``last`` is the range of the stream; an empty range has ``last == first - 1``.
    ``period`` is ``2026-11`` and ``revision`` 1, 2, … for a month close, else empty and 0.
    ``previous`` is the SHA-256 of the file of the bundle sent before in this stream (a cloned
    desk shows as two bundles with one predecessor), empty for the first. ``min_reader`` is the
    lowest schema version that may read the operations. ``journal_head`` and ``journal_count``
    are the sender's hash chain at the time of writing. ``made_at`` is aware.
    """

    bundle_id: str
    sender: DeskAddress
    receiver: DeskAddress
    stream: str
    epoch: str
    first: int
    last: int
    period: str = ""
    revision: int = 0
    min_reader: int
    schema_version: int
    previous: str = ""
    journal_head: str
    journal_count: int
    demo: bool
    made_at: datetime

    @property
    def operations(self) -> int:
        """The number of operations in the range."""
        return self.last - self.first + 1

    @property
    def kind(self) -> BundleKind:
        """A month's report, data, or a mere receipt."""
        if self.period:
            return BundleKind.REPORT
        return BundleKind.DATA if self.operations else BundleKind.RECEIPT


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What may be known of a bundle without opening it; signed by the sender.

    ``bytes`` and ``sha256`` are those of the sealed file. ``made_at`` is aware.
    """

    bundle_id: str
    sender: DeskAddress
    receiver: DeskAddress
    kind: BundleKind
    period: str
    revision: int
    demo: bool
    made_at: datetime
    bytes: int
    sha256: str

    @property
    def code(self) -> str:
        """The code people compare, from the content: ``7F3A-91C2``."""
        return check_code(self.sha256)


def make_envelope(header: BundleHeader, size: int, sha256: str) -> Envelope:
    """Return the envelope of a sealed bundle of ``size`` bytes."""
    return Envelope(
        bundle_id=header.bundle_id,
        sender=_tidy(header.sender),
        receiver=_tidy(header.receiver),
        kind=header.kind,
        period=header.period,
        revision=header.revision,
        demo=header.demo,
        made_at=header.made_at,
        bytes=size,
        sha256=sha256,
    )


def kind_text(kind: BundleKind) -> Text:
    """Return what people call a bundle of this kind."""
    return {
        BundleKind.REPORT: T("report bundle"),
        BundleKind.DATA: T("data bundle"),
        BundleKind.RECEIPT: T("receipt", "bundle"),
    }[kind]


def is_code(text: str) -> bool:
    """Tell whether a text is a desk code, safe as the name of a folder."""
    return len(text) <= 40 and _CODE.fullmatch(text) is not None


def is_identifier(text: str) -> bool:
    """Tell whether a text is a random id (hex digits, or a UUID), safe as a folder's name."""
    return _IDENTIFIER.fullmatch(text) is not None


def format_bag_info(header: BundleHeader, payload_bytes: int, payload_files: int) -> bytes:
    """Return bag-info.txt; raises ValueError when the header could not be read back."""
    fields = {
        "Format": f"BranchDesk-Bundle {BUNDLE_FORMAT}",
        "Bundle-Id": header.bundle_id,
        "From": header.sender.code,
        "From-Node": header.sender.node,
        "From-Name": _one_line(header.sender.name),
        "To": header.receiver.code,
        "To-Node": header.receiver.node,
        "To-Name": _one_line(header.receiver.name),
        "Stream": header.stream,
        "Epoch": header.epoch,
        "Range": f"{header.first}-{header.last}",
        "Period": header.period,
        "Revision": str(header.revision) if header.period else "",
        "Min-Reader": str(header.min_reader),
        "Schema-Version": str(header.schema_version),
        "Previous": header.previous,
        "Journal-Head": header.journal_head,
        "Journal-Count": str(header.journal_count),
        "Demo": "yes" if header.demo else "no",
        "Made-At": header.made_at.isoformat(),
        "Bagging-Date": f"{header.made_at:%Y-%m-%d}",
        "Payload-Oxum": f"{payload_bytes}.{payload_files}",
    }
    content = "".join(f"{label}: {value}\n" for label, value in fields.items() if value)
    encoded = content.encode("utf-8")
    parse_bag_info(encoded)
    return encoded


def parse_bag_info(content: bytes) -> tuple[BundleHeader, int, int]:
    """Return the header, the payload's bytes and its number of files.

    Raises ValueError when anything is missing, doubled or out of its range. Labels this version
    does not know are ignored: a newer writer may add some.
    """
    fields: dict[str, str] = {}
    for line in content.decode("utf-8").splitlines():
        label, colon, value = line.partition(": ")
        if not colon or label in fields:
            raise ValueError(f"bag-info line {line!r}")
        fields[label] = value
    try:
        header, oxum = _header_of(fields), fields["Payload-Oxum"].split(".")
        size, files = (_number(part) for part in oxum)
    except KeyError as error:
        raise ValueError(f"bag-info without {error}") from error
    return header, size, files


def _header_of(fields: dict[str, str]) -> BundleHeader:
    _require(fields["Format"].startswith("BranchDesk-Bundle "), "format")
    first, dash, last = fields["Range"].partition("-")
    _require(dash == "-" and int(last) >= int(first) - 1, "range")
    header = BundleHeader(
        bundle_id=fields["Bundle-Id"],
        sender=DeskAddress(fields["From"], fields["From-Node"], fields.get("From-Name", "")),
        receiver=DeskAddress(fields["To"], fields["To-Node"], fields.get("To-Name", "")),
        stream=fields["Stream"],
        epoch=fields["Epoch"],
        first=_number(first),
        last=_number(last),
        period=fields.get("Period", ""),
        revision=_number(fields.get("Revision", "0")),
        min_reader=_number(fields["Min-Reader"]),
        schema_version=_number(fields["Schema-Version"]),
        previous=fields.get("Previous", ""),
        journal_head=fields.get("Journal-Head", ""),
        journal_count=_number(fields["Journal-Count"]),
        demo={"yes": True, "no": False}[fields["Demo"]],
        made_at=datetime.fromisoformat(fields["Made-At"]),
    )
    for address in (header.sender, header.receiver):
        _require(is_code(address.code) and is_identifier(address.node), "address")
    _require(is_identifier(header.bundle_id), "id")
    _require(_STREAM.fullmatch(header.stream) is not None, "stream")
    _require(_STREAM.fullmatch(header.epoch) is not None, "epoch")
    _require(not header.period or _PERIOD.fullmatch(header.period) is not None, "period")
    _require(not header.previous or _SHA256.fullmatch(header.previous) is not None, "previous")
    _require(not header.journal_head or len(header.journal_head) <= 200, "journal head")
    _require(header.made_at.tzinfo is not None, "time")
    return header


def bundle_format(content: bytes) -> int:
    """Return the layout version of a bag-info.txt, 0 when it has none."""
    first = content.split(b"\n", 1)[0]
    match = re.fullmatch(rb"Format: BranchDesk-Bundle ([0-9]{1,6})", first)
    return int(match[1]) if match else 0


def _number(text: str) -> int:
    _require(re.fullmatch(r"[0-9]{1,18}", text) is not None, "number")
    return int(text)


def _tidy(address: DeskAddress) -> DeskAddress:
    return DeskAddress(address.code, address.node, _one_line(address.name))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise ValueError(f"bag-info {what}")
