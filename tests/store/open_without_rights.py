# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Opens and writes a desk as a person without the rights of root, and tells how it ended."""

import os
import sys
from pathlib import Path

import alembic.command  # noqa: F401 - the interpreter's folder may be closed afterwards

from branchdesk.domain.errors import UserError
from tests.builders import build
from tests.store.desks import insert, open_desk

NOBODY = 65534

if __name__ == "__main__":
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        insert(open_desk(Path(sys.argv[1])), "customer", build("customer"))
    except UserError as error:
        print(error.title)
