# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Publish a bundle and be killed in the middle of writing the part of the given number."""

import os
import signal
import sys
from pathlib import Path

import msgspec

from branchdesk.sync import files
from branchdesk.sync.header import Envelope
from branchdesk.sync.identity import DeskKeys
from branchdesk.sync.mailbox import FolderMailbox
from branchdesk.sync.parts import publish


def main(root: Path, bundle: Path, keys: Path, kill_at: int) -> None:
    envelope = msgspec.json.decode(sys.stdin.buffer.read(), type=Envelope)
    renames = 0
    rename = Path.replace

    def die_before_the_last_rename(temporary: Path, target: Path) -> Path:
        nonlocal renames
        renames += 1
        if renames == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return rename(temporary, target)

    files.Path.replace = die_before_the_last_rename
    publish(FolderMailbox(root), bundle, envelope, DeskKeys.from_private_bytes(keys.read_bytes()))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), int(sys.argv[4]))
