# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Which automatic backups are kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.store.backup_rotation import backup_name, list_backups, rotate

SUNDAY = datetime(2026, 11, 22, 18, 2, tzinfo=BRANCH_ZONE)


def _make(folder: Path, code: str, moments: list[datetime]) -> None:
    for moment in moments:
        (folder / backup_name(code, moment)).write_bytes(b"")


def _days(folder: Path) -> list[str]:
    return [f"{file.created_at:%m-%d %H}" for file in list_backups(folder)]


def test_a_name_says_the_desk_and_the_local_time(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 24, 20, 0, 5, tzinfo=UTC)
    assert backup_name("GZ-L01", moment) == "GZ-L01-20261125-040005.deskbackup"
    _make(tmp_path, "GZ-L01", [moment])
    (found,) = list_backups(tmp_path)
    assert (found.code, found.created_at) == ("GZ-L01", moment)
    assert list_backups(tmp_path / "absent") == ()


def test_a_year_shrinks_to_days_weeks_and_months(tmp_path: Path) -> None:
    # 400 days, twice a day: at 18 and at 12 o'clock.
    evenings = [SUNDAY - timedelta(days=n) for n in range(400)]
    _make(tmp_path, "GZ", [*evenings, *(moment - timedelta(hours=6) for moment in evenings)])
    removed = rotate(tmp_path)
    assert _days(tmp_path) == [
        # seven days, the newest of each
        *(f"11-{day} 18" for day in range(22, 15, -1)),
        # Sundays that end the weeks before; the last days of the months before
        "11-15 18",
        "11-08 18",
        "11-01 18",
        "10-31 18",
        "09-30 18",
        "08-31 18",
        "07-31 18",
        "06-30 18",
        "05-31 18",
        "04-30 18",
        "03-31 18",
        "02-28 18",
        "01-31 18",
        "12-31 18",
    ]
    assert len(removed) == 800 - 21
    assert rotate(tmp_path) == ()


def test_a_pause_costs_nothing(tmp_path: Path) -> None:
    _make(tmp_path, "GZ", [SUNDAY - timedelta(days=200 + n) for n in range(3)])
    assert rotate(tmp_path) == ()


def test_the_newest_stays_whatever_is_asked(tmp_path: Path) -> None:
    _make(tmp_path, "GZ", [SUNDAY, SUNDAY - timedelta(days=1)])
    rotate(tmp_path, daily=0, weekly=0, monthly=0)
    assert _days(tmp_path) == ["11-22 18"]


def test_desks_that_share_a_folder_do_not_push_each_other_out(tmp_path: Path) -> None:
    _make(tmp_path, "GZ-L01", [SUNDAY - timedelta(days=n) for n in range(3)])
    _make(tmp_path, "GZ-L02", [SUNDAY - timedelta(days=n, hours=1) for n in range(3)])
    rotate(tmp_path, daily=3, weekly=0, monthly=0)
    assert len(list_backups(tmp_path)) == 6


def test_other_files_are_not_touched(tmp_path: Path) -> None:
    names = {
        "合同.docx",
        "GZ-20261399-999999.deskbackup",
        "GZ-20261122-180200.deskbackup.txt",
        "20261122-180200.deskbackup",
    }
    for name in names:
        (tmp_path / name).write_bytes(b"")
    assert rotate(tmp_path, daily=0, weekly=0, monthly=0) == ()
    assert {path.name for path in tmp_path.iterdir()} == names
