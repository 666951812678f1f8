# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Opens a desk as a newer program would: FOLDER HOME SCRIPTS REVISION; prints what it says."""

import sys
from pathlib import Path

from branchdesk.domain.errors import UserError
from branchdesk.store import upgrade
from tests.store.freeze import unlock_frozen


def main() -> None:
    """Bring the desk to the revision of these scripts."""
    folder, home, scripts, revision = sys.argv[1:]
    upgrade.MIGRATIONS, upgrade.HEAD = Path(scripts), revision
    try:
        unlock_frozen(Path(folder), Path(home)).close()
    except UserError as error:
        print(error.title.source)


if __name__ == "__main__":
    main()
