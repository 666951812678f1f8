# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Commits customers without end and prints the number of each once it is committed."""

import sys
from pathlib import Path

from tests.builders import build
from tests.store.desks import insert, open_desk

if __name__ == "__main__":
    database = open_desk(Path(sys.argv[1]))
    while True:
        row = build("customer", name="栩川路桥工程有限公司", remarks="备注" * 2_000)
        insert(database, "customer", row)
        print(row.number, flush=True)
