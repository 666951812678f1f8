# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What an error of the file system means to a person: pure mapping, no input or output."""

import errno
from collections.abc import Callable, Mapping
from pathlib import PurePath

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T, Text

_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_GONE = {
    errno.ENOENT,
    errno.ENOTDIR,
    errno.ESTALE,
    errno.ENOTCONN,
    errno.EHOSTDOWN,
    errno.EHOSTUNREACH,
    errno.ETIMEDOUT,
}
_BAD_NAME = {errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ}
_WINDOWS_IN_USE = {32, 33}  # sharing violation, lock violation: errno says only EACCES


def translate_os_error(
    error: OSError,
    path: PurePath,
    *,
    reading: bool = False,
    free: int | None = None,
    needed: int | None = None,
) -> UserError:
    """Return what to tell the person about ``error`` at ``path``.

    ``reading`` chooses the words for opening instead of saving. ``free`` and ``needed`` are bytes
    on the disk, told when it is full and both are known. Chain it: ``raise … from error``.
    """
    where = str(path)
    if getattr(error, "winerror", None) in _WINDOWS_IN_USE:
        return UserError(
            T("The file is in use"),
            T("{path} is open in another program.", path=where),
            T("Close it there and try again. Nothing was lost."),
        )
    if error.errno == errno.ENOSPC:
        return _disk_full(path, free, needed)
    if error.errno in _OF_THE_DISK:
        return _OF_THE_DISK[error.errno](path)
    if error.errno in _FORBIDDEN:
        return _forbidden(where, reading=reading)
    if error.errno in _GONE:
        return UserError(
            T("Not found: file or folder"),
            T("{path} cannot be reached.", path=where),
            T("The USB stick may be unplugged or the network not connected. Try again after that."),
        )
    if error.errno in _BAD_NAME:
        return UserError(
            T("This file name cannot be used"),
            T("{path} is too long or holds characters this disk does not accept.", path=where),
            T("Choose a shorter or simpler name."),
        )
    return UserError(
        T("Cannot open the file") if reading else T("Cannot save the file"),
        T("{path}: {reason}", path=where, reason=error.strerror or str(error.errno)),
        T("Try again or choose another folder. Nothing was lost."),
    )


def _share_used_up(path: PurePath) -> UserError:
    return UserError(
        T("Not enough disk space"),
        T("The space granted on {drive} is used up.", drive=_drive(path)),
        T("Delete files there, or ask the administrator for more space; then try again."),
    )


def _too_large(path: PurePath) -> UserError:
    return UserError(
        T("The file is too large for this disk"),
        T("{path} would be larger than a file may be there.", path=str(path)),
        T("Choose another disk. Older USB sticks take at most 4 GB in one file."),
    )


def _failing(path: PurePath) -> UserError:
    return UserError(
        T("The disk reports an error"),
        T("{path} could not be read or written.", path=str(path)),
        T(
            "If a USB stick was pulled out, plug it in and try again. If it is there, the disk may "
            "be failing: back up to another disk now and tell the administrator."
        ),
    )


def _pulled_out(path: PurePath) -> UserError:
    return UserError(
        T("The USB stick or disk was pulled out"),
        T("{path} is not connected any more. What was there before is unharmed.", path=str(path)),
        T("Plug it in again, then try again."),
    )


_OF_THE_DISK: Mapping[int | None, Callable[[PurePath], UserError]] = {
    errno.EDQUOT: _share_used_up,
    errno.EFBIG: _too_large,
    errno.EIO: _failing,
    errno.ENXIO: _pulled_out,
    errno.ENODEV: _pulled_out,
}


def _disk_full(path: PurePath, free: int | None, needed: int | None) -> UserError:
    message = T("There is no room left on {drive}.", drive=_drive(path))
    if free is not None and needed is not None:
        message = T(
            "{drive} has only {free} left; at least {needed} are needed.",
            drive=_drive(path),
            free=_size(free),
            needed=_size(needed),
        )
    return UserError(T("Not enough disk space"), message, T("Make room, then try again."))


def _forbidden(where: str, *, reading: bool) -> UserError:
    if reading:
        return UserError(
            T("Cannot open the file"),
            T("There is no permission to read {path}.", path=where),
            T("Ask the administrator for the permission."),
        )
    return UserError(
        T("Cannot save: the folder is not writable"),
        T("{path} is read-only.", path=where),
        T(
            "Choose another folder, or ask the administrator for the permission. "
            "What you just wrote is still here."
        ),
    )


def _drive(path: PurePath) -> str:
    return path.drive or str(path.parent)


def _size(count: int) -> Text:
    """Say a number of bytes in whole units, never rounding what is free up."""
    for unit, factor in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if count >= factor:
            return T("{number} {unit}", number=count // factor, unit=unit)
    return T("{number} {unit}", number=count, unit="B")
