# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The program at work for a long time: FOLDER OPENS; prints what it held before and after."""

import gc
import sys
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QApplication

from trust.long_life import Held, Life
from trust.long_life_acts import acts_of
from trust.long_life_hand import Hand

ROUNDS_TO_WARM_UP = 6
"""In these, caches of icons, fonts, statements and modules fill, and the allocator's arenas."""


def held() -> Held:
    """Count what this process holds."""
    gc.collect()
    return Held(
        widgets=len(QApplication.allWidgets()),
        threads=sum(1 for _ in Path("/proc/self/task").iterdir()),
        files=len(_open_files()),
        objects=len(gc.get_objects()),
        memory=_memory(),
    )


def _memory() -> int:
    """Return the memory of this process itself, without pages of files the system keeps."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("RssAnon:"))
    return int(line.split()[1]) * 1024


def _open_files() -> set[str]:
    """Return what is open, each once.

    A desk keeps as many connections to its file as its lanes once needed at the same time, which
    on a busy computer may be one more than after warming up.
    """
    handles = list(Path("/proc/self/fd").iterdir())
    # The folder itself was open while it was read.
    return {str(handle.readlink()) for handle in handles if handle.is_symlink()}


def main() -> None:
    """Warm up, count, open, count again."""
    folder, opens = Path(sys.argv[1]), int(sys.argv[2])
    application = QApplication(sys.argv[:1])
    hand = Hand(application, folder)
    acts = acts_of(hand)

    def go_round() -> None:
        for act in acts.values():
            act()

    for _ in range(ROUNDS_TO_WARM_UP):
        go_round()
    hand.rest()
    before = held()
    hand.opened.clear()
    # Whole rounds, so that the same page is in front at both counts.
    while hand.opened.total() < opens:
        go_round()
    hand.rest()
    after = held()
    opened = dict(hand.opened)
    hand.finish()
    print(msgspec.json.encode(Life(opened, before, after)).decode())


if __name__ == "__main__":
    main()
