# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Errors of the file system in the words of the house."""

import errno
from pathlib import Path, PureWindowsPath

import pytest

from branchdesk.domain.os_errors import translate_os_error
from branchdesk.runtime.i18n import load_translator
from branchdesk.runtime.paths import find_resources


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (errno.ENOSPC, "磁盘空间不足"),
        (errno.EROFS, "保存不了：文件夹不能写入"),
        (errno.EACCES, "保存不了：文件夹不能写入"),
        (errno.ENOENT, "找不到文件或文件夹"),
        (errno.EDQUOT, "磁盘空间不足"),
        (errno.EIO, "磁盘读写出错"),
        (errno.ENXIO, "U 盘或磁盘已拔出"),
        (errno.ENODEV, "U 盘或磁盘已拔出"),
        (errno.ENAMETOOLONG, "这个文件名不能用"),
        (errno.EFBIG, "文件太大，这个磁盘存不下"),
        (errno.EMFILE, "文件保存不了"),
    ],
)
def test_each_kind_has_its_title(code: int, title: str) -> None:
    chinese = load_translator("zh_CN", find_resources(), None)
    error = translate_os_error(OSError(code, "text of the system"), Path("/mnt/表.xlsx"))
    assert error.render(chinese)[0] == title
    assert all(error.render(chinese))


def test_a_share_used_up_is_not_called_a_full_disk() -> None:
    chinese = load_translator("zh_CN", find_resources(), None)
    full, share = (
        translate_os_error(OSError(code, ""), PureWindowsPath(r"D:\数据\a.db")).render(chinese)
        for code in (errno.ENOSPC, errno.EDQUOT)
    )
    assert full[1] == "D: 已满。"
    assert share[1] == "D: 上分配的空间已用完。"


def test_a_full_disk_names_drive_and_sizes() -> None:
    chinese = load_translator("zh_CN", find_resources(), None)
    error = translate_os_error(
        OSError(errno.ENOSPC, ""),
        PureWindowsPath(r"D:\数据\a.db"),
        free=120 << 20,
        needed=500 << 20,
    )
    assert error.render(chinese)[1] == "D: 只剩 120 MB，至少需要 500 MB。"


def test_reading_has_its_own_words() -> None:
    error = translate_os_error(OSError(errno.EACCES, ""), Path("a"), reading=True)
    assert str(error.title) == "Cannot open the file"


def test_a_file_another_program_holds_is_not_called_read_only() -> None:
    held = OSError(errno.EACCES, "")
    held.winerror = 32
    assert str(translate_os_error(held, Path("a")).title) == "The file is in use"
