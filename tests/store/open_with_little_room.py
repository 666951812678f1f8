# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Writes to a desk until the operating system refuses, then tells how it ended."""

import resource
import signal
import sys
from pathlib import Path

from branchdesk.domain.errors import UserError
from tests.builders import build
from tests.store.desks import insert, open_desk

if __name__ == "__main__":
    database = open_desk(Path(sys.argv[1]))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
    written = 0
    try:
        while written < 1_000:
            insert(database, "customer", build("customer", remarks="备注" * 5_000))
            written += 1
    except UserError as error:
        print(written, error.title, sep="\t")
