# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings and folders of a machine."""

from datetime import timedelta
from pathlib import Path

import pytest

from branchdesk.domain.clock import FixedClock, SystemClock
from branchdesk.domain.errors import UserError
from branchdesk.runtime.paths import find_paths
from branchdesk.runtime.settings import (
    MOST_KNOWN_DESKS,
    KnownDesk,
    MachineSettings,
    SettingsFile,
)

CLOCK = FixedClock(SystemClock().now())


def test_chinese_is_the_default() -> None:
    assert SettingsFile(Path("/nowhere/settings.json")).load().language == "zh_CN"


def test_settings_come_back_as_saved(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "config" / "settings.json")
    settings = MachineSettings(
        language="en",
        theme="dark",
        desks=(KnownDesk("C:/数据/GZ", CLOCK.now(), "month"),),
        geometry="AdnQywADAAA=",
    )
    file.save(settings)
    assert file.load() == settings


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"\xff\xfe", b'{"language": "fr"}', b'{"desks": [{"path": 1}]}']
)
@pytest.mark.expected_log("settings_damaged")
def test_damage_gives_defaults_and_keeps_the_file_aside(tmp_path: Path, damage: bytes) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    file.path.write_bytes(damage)
    assert file.load() == MachineSettings()
    assert (tmp_path / "settings.json.damaged").read_bytes() == damage
    assert file.load() == MachineSettings()


def test_fields_of_a_newer_version_do_not_count_as_damage(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    file.path.write_bytes(b'{"theme": "light", "invented_later": 1}')
    assert file.load() == MachineSettings(theme="light")


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.json").mkdir()
    with pytest.raises(UserError):
        SettingsFile(tmp_path / "settings.json").load()


def test_the_last_desk_comes_first_and_the_list_stays_short() -> None:
    settings = MachineSettings()
    for number in range(MOST_KNOWN_DESKS + 5):
        settings = settings.with_desk(KnownDesk(f"/desk/{number}", CLOCK.now()))
    settings = settings.with_desk(KnownDesk("/desk/10", CLOCK.now() + timedelta(days=1)))
    assert len(settings.desks) == MOST_KNOWN_DESKS
    assert [desk.path for desk in settings.desks[:2]] == ["/desk/10", "/desk/24"]
    assert "/desk/10" not in [desk.path for desk in settings.without_desk("/desk/10").desks]


def test_one_variable_moves_everything_the_program_writes(tmp_path: Path) -> None:
    paths = find_paths({"BRANCHDESK_HOME": str(tmp_path)})
    paths.create()
    written = (paths.config, paths.cache, paths.logs, paths.desks, paths.settings_file)
    assert all(path.is_relative_to(tmp_path) for path in written)
    assert paths.logs.is_dir()


def test_without_it_desks_lie_outside_of_documents() -> None:
    paths = find_paths({})
    assert "BranchDesk" in paths.desks.parts
    assert "Documents" not in paths.desks.parts
    assert (paths.resources / "i18n" / "zh_CN").is_dir()
