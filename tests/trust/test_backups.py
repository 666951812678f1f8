# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Backups come by themselves, rotate, and bring the whole desk onto another machine (R-158)."""

from pathlib import Path

from trust.backups import BackupsCheck
from trust.frame import Scale


def test_backups_are_made_kept_and_brought_back(tmp_path: Path) -> None:
    rows = list(BackupsCheck().run(Scale.QUICK, tmp_path))
    assert [(row.subject, row.failures) for row in rows if not row.ok] == []
    assert [row.subject for row in rows] == [
        "every day · rotating",
        "another machine · passphrase",
        "another machine · recovery code",
    ]
    # Twelve days: the last seven, and of the second week and the months what is among them.
    assert 7 <= rows[0].findings["kept"] < 12
