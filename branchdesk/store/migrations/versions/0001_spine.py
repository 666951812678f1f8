# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The tables of the spine."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table and index, as they stand in the file beside this one."""
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            op.execute(statement)
