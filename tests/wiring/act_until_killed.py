# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Does one thing on a desk and is killed at the n-th time something is forced to the disk."""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from tests.companies import Company


def main() -> None:
    """Arguments: the company's folder, the desk, what to do, the moment, the point to die at."""
    root, code, act, moment, point = sys.argv[1:]
    company = Company(Path(root))
    company.clock.moment = datetime.fromisoformat(moment)
    company.open([code])
    files = company.root / f"{act}.request", company.root / f"{act}.answer"
    left = int(point)
    forced = os.fsync

    def fsync(descriptor: int) -> None:
        nonlocal left
        forced(descriptor)
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    os.fsync = fsync
    match act:
        case "close":
            company[code].close_month.close("2026-11")
        case "certify":
            company[code].enrolment.certify(*files)
        case "accept":
            company[code].enrolment.accept(files[1])
    if act not in ("certify", "accept"):
        company[code].exchange.run()


if __name__ == "__main__":
    main()
