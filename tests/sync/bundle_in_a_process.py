# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Write and read a bundle of N megabytes; print the peak memory of this process in kibibytes."""

import hashlib
import io
import os
import random
import resource
import sys
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.sync.bundle_reader import ReadingDesk, read_bundle
from branchdesk.sync.bundle_writer import BlobSource, write_bundle
from branchdesk.sync.header import BundleHeader, DeskAddress
from branchdesk.sync.identity import DeskKeys


def main(folder: Path, megabytes: int) -> None:
    sender, receiver = DeskKeys.generate(), DeskKeys.generate()
    addresses = DeskAddress("GZ", "0" * 32, "GZ"), DeskAddress("HQ", "1" * 32, "HQ")
    noise = random.Random(1)
    blob = noise.randbytes(1024 * 1024)
    half = megabytes // 2
    header = BundleHeader(
        bundle_id=f"{megabytes:032x}",
        sender=addresses[0],
        receiver=addresses[1],
        stream="GZ>HQ",
        epoch="1",
        first=1,
        last=half * 1024,
        min_reader=1,
        schema_version=1,
        journal_head="",
        journal_count=0,
        demo=True,
        made_at=datetime(2026, 11, 27, tzinfo=BRANCH_ZONE),
    )
    blobs = []
    for number in range(half):
        content = number.to_bytes(4) + blob
        digest = hashlib.sha256(content).hexdigest()
        blobs.append(
            BlobSource(digest, len(content), lambda n=number: io.BytesIO(n.to_bytes(4) + blob))
        )
    written = write_bundle(
        header,
        (noise.randbytes(512).hex().encode() for _ in range(half * 1024)),
        blobs,
        b"{}",
        None,
        {},
        sender,
        [receiver.public().age],
        folder / f"{megabytes}.age",
    )
    minisign = sender.public().minisign
    desk = ReadingDesk(addresses[1], 1, True)
    opened = read_bundle(written.path, receiver, desk, lambda _: minisign)
    assert sum(1 for _ in opened.operations()) == half * 1024

    @contextmanager
    def sink(_sha256: str, _size: int):
        with Path(os.devnull).open("wb") as target:
            yield target

    opened.extract_blobs(sink)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
