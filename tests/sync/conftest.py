# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Two desks that know each other, and bundles between them."""

import hashlib
import io
import itertools
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.errors import UserError
from branchdesk.sync.bundle_reader import OpenedBundle, ReadingDesk, read_bundle
from branchdesk.sync.bundle_writer import BlobSource, BundleFile, write_bundle
from branchdesk.sync.header import BundleHeader, DeskAddress, Envelope, make_envelope
from branchdesk.sync.identity import DeskKeys

MOMENT = datetime(2026, 11, 27, 16, 48, tzinfo=BRANCH_ZONE)


def blob_of(content: bytes) -> BlobSource:
    digest = hashlib.sha256(content).hexdigest()
    return BlobSource(digest, len(content), lambda: io.BytesIO(content))


def operations(count: int) -> list[bytes]:
    noise = random.Random(7)
    return [
        f'{{"op":{number},"text":"现场服务 {noise.getrandbits(200):x}"}}'.encode()
        for number in range(count)
    ]


@dataclass
class Desk:
    """A desk with keys that knows its neighbours' signatures."""

    address: DeskAddress
    keys: DeskKeys
    known: dict[str, str] = field(default_factory=dict)
    demo: bool = False
    schema_version: int = 3

    def trusted(self, sender: DeskAddress) -> str | None:
        return self.known.get(sender.node)

    def read(self, file: Path) -> OpenedBundle:
        desk = ReadingDesk(self.address, self.schema_version, self.demo)
        return read_bundle(file, self.keys, desk, self.trusted)


def make_desk(code: str, name: str) -> Desk:
    node = hashlib.sha256(code.encode()).hexdigest()[:32]
    return Desk(DeskAddress(code, node, name), DeskKeys.generate())


@dataclass
class Link:
    """A branch and its headquarters; ``write`` makes a bundle from the one to the other."""

    branch: Desk
    hq: Desk
    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def header(self, count: int, **changes: object) -> BundleHeader:
        header = BundleHeader(
            bundle_id=f"{next(self.numbers):032x}",
            sender=self.branch.address,
            receiver=self.hq.address,
            stream="GZ>HQ",
            epoch="1",
            first=1,
            last=count,
            min_reader=1,
            schema_version=3,
            journal_head="ab" * 32,
            journal_count=count,
            demo=False,
            made_at=MOMENT,
        )
        return msgspec.structs.replace(header, **changes)

    def write(
        self,
        ops: Iterable[bytes] = (),
        blobs: Iterable[BlobSource] = (),
        *,
        count: int | None = None,
        receipt: bytes = b'{"applied_through":0}',
        month: bytes | None = None,
        tables: Mapping[str, Iterable[bytes]] | None = None,
        keys: DeskKeys | None = None,
        recipients: list[str] | None = None,
        **changes: object,
    ) -> tuple[BundleHeader, BundleFile]:
        ops = list(ops) if count is None else ops
        header = self.header(len(ops) if count is None else count, **changes)  # type: ignore[arg-type]
        written = write_bundle(
            header,
            iter(ops),
            blobs,
            receipt,
            month,
            tables or {},
            keys or self.branch.keys,
            recipients or [self.hq.keys.public().age],
            self.folder / f"{header.bundle_id}.tar.zst.age",
        )
        return header, written

    def envelope(self, header: BundleHeader, written: BundleFile) -> Envelope:
        return make_envelope(header, written.bytes, written.sha256)


@pytest.fixture
def link(tmp_path: Path) -> Link:
    branch, hq = make_desk("GZ", "广州分公司"), make_desk("HQ", "总部客服中心")
    hq.known[branch.address.node] = branch.keys.public().minisign
    branch.known[hq.address.node] = hq.keys.public().minisign
    folder = tmp_path / "outbox"
    folder.mkdir()
    return Link(branch, hq, folder)


@dataclass
class BlobStore:
    """Takes in attachments; keeps only those that were written to the end."""

    kept: dict[str, bytes] = field(default_factory=dict)

    @contextmanager
    def sink(self, sha256: str, _size: int) -> Iterator[io.BytesIO]:
        target = io.BytesIO()
        yield target
        self.kept[sha256] = target.getvalue()


@pytest.fixture
def blob_store() -> BlobStore:
    return BlobStore()


def refusal(action: Callable[[], object]) -> str:
    """Return the title of the UserError the action ends in."""
    with pytest.raises(UserError) as caught:
        action()
    return str(caught.value.title)


__all__ = [
    "MOMENT",
    "BlobStore",
    "Desk",
    "Link",
    "blob_of",
    "make_desk",
    "operations",
    "refusal",
    "replace",
]
