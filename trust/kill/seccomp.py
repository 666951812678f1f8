# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Asks another process before a system call is done (seccomp user notification, Linux 5.5).

A process installs a filter on itself and gives the listener away; from then on each of the chosen
calls of any of its threads stands still until the holder of the listener lets it happen, fails it
or kills the process. The holder sees them one after the other, whichever thread they come from.
"""

import ctypes
import errno
import fcntl
import os
import platform
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

_X86_64 = {
    "write": 1, "open": 2, "pwrite64": 18, "writev": 20, "sendfile": 40, "fsync": 74,
    "fdatasync": 75, "truncate": 76, "ftruncate": 77, "rename": 82, "mkdir": 83, "rmdir": 84,
    "link": 86, "unlink": 87, "chmod": 90, "fchmod": 91, "openat": 257, "mkdirat": 258,
    "unlinkat": 263, "renameat": 264, "linkat": 265, "fchmodat": 268, "fallocate": 285,
    "pwritev": 296, "renameat2": 316, "copy_file_range": 326, "pwritev2": 328,
}  # fmt: skip
_AARCH64 = {
    "mkdirat": 34, "unlinkat": 35, "linkat": 37, "renameat": 38, "truncate": 45, "ftruncate": 46,
    "fallocate": 47, "fchmod": 52, "fchmodat": 53, "openat": 56, "write": 64, "writev": 66,
    "pwrite64": 68, "pwritev": 70, "sendfile": 71, "fsync": 82, "fdatasync": 83,
    "renameat2": 276, "copy_file_range": 285, "pwritev2": 287,
}  # fmt: skip
# Per machine: the kernel's name for it, the number of seccomp(2), the numbers of what is asked.
_MACHINES: Mapping[str, tuple[int, int, Mapping[str, int]]] = {
    "x86_64": (0xC000003E, 317, _X86_64),
    "aarch64": (0xC00000B7, 277, _AARCH64),
}
_FLAGS_OF_OPEN = {"open": 1, "openat": 2}
_CREATING = os.O_CREAT | os.O_TRUNC

_PR_SET_NO_NEW_PRIVS = 38
_SET_MODE_FILTER = 1
_NEW_LISTENER = 8
_ALLOW, _NOTIFY = 0x7FFF0000, 0x7FC00000
_LOAD, _JUMP_EQUAL, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _MACHINE, _ARGUMENTS = 0, 4, 16
_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_ASKED, _ANSWER = struct.Struct("=QIIiIQ6Q"), struct.Struct("=QqiI")
_LET_HAPPEN = 1


class Asked(msgspec.Struct, frozen=True):
    """A call that stands still."""

    identity: int
    thread: int
    name: str
    arguments: tuple[int, ...]


def install() -> int:
    """Ask for every writing call of this process and its children from now on.

    Returns the listener; raises OSError when the kernel does not do it.
    """
    machine, seccomp, numbers = _MACHINES[platform.machine()]
    program = _program(machine, numbers)
    code = ctypes.create_string_buffer(program)
    head = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
    libc.syscall.restype = ctypes.c_long
    listener: int = libc.syscall(
        ctypes.c_long(seccomp), ctypes.c_long(_SET_MODE_FILTER), ctypes.c_long(_NEW_LISTENER), head
    )
    if listener < 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    return listener


def _program(machine: int, numbers: Mapping[str, int]) -> bytes:
    """Return the filter: opening is asked for when it may create or empty a file."""

    def line(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
        return struct.pack("=HBBI", code, then, otherwise, value)

    lines = [
        line(_LOAD, _MACHINE),
        line(_JUMP_EQUAL, machine, 1, 0),
        line(_RETURN, _ALLOW),
        line(_LOAD, _NUMBER),
    ]
    for name, number in numbers.items():
        if name in _FLAGS_OF_OPEN:
            lines += [
                line(_JUMP_EQUAL, number, 0, 4),
                line(_LOAD, _ARGUMENTS + 8 * _FLAGS_OF_OPEN[name]),
                line(_JUMP_ANY_BIT, _CREATING, 0, 1),
                line(_RETURN, _NOTIFY),
                line(_RETURN, _ALLOW),
            ]
        else:
            lines += [line(_JUMP_EQUAL, number, 0, 1), line(_RETURN, _NOTIFY)]
    return b"".join([*lines, line(_RETURN, _ALLOW)])


def receive(listener: int) -> Asked | None:
    """Return the next call that stands still; None when its process died meanwhile."""
    content = bytearray(_ASKED.size)
    try:
        fcntl.ioctl(listener, _RECEIVE, content)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.EINTR):
            return None
        raise
    identity, thread, _, number, _, _, *arguments = _ASKED.unpack(content)
    names = {number: name for name, number in _MACHINES[platform.machine()][2].items()}
    return Asked(identity, thread, names[number], tuple(arguments))


def let_happen(listener: int, asked: Asked) -> None:
    """Let the kernel do the call."""
    _answer(listener, _ANSWER.pack(asked.identity, 0, 0, _LET_HAPPEN))


def fail(listener: int, asked: Asked, number: int) -> None:
    """Let the call fail with an error number without being done."""
    _answer(listener, _ANSWER.pack(asked.identity, 0, -number, 0))


def _answer(listener: int, content: bytes) -> None:
    try:
        fcntl.ioctl(listener, _SEND, bytearray(content))
    except OSError as error:
        if error.errno != errno.ENOENT:  # it died while it waited
            raise


_PAGE = 4096
_HERE = 0xFFFFFF9C  # AT_FDCWD as the kernel sees it
# Where the file a call goes to stands among its arguments: (folder's handle or None, name).
_BY_NAME: Mapping[str, tuple[tuple[int | None, int], ...]] = {
    **dict.fromkeys(("open", "mkdir", "rmdir", "unlink", "chmod", "truncate"), ((None, 0),)),
    **dict.fromkeys(("openat", "mkdirat", "unlinkat", "fchmodat"), ((0, 1),)),
    **dict.fromkeys(("rename", "link"), ((None, 0), (None, 1))),
    **dict.fromkeys(("renameat", "renameat2", "linkat"), ((0, 1), (2, 3))),
}
_HANDLE_WRITTEN = {"sendfile": 0, "copy_file_range": 2}


def files_of(asked: Asked) -> Iterable[str]:
    """Return what a call goes to as the kernel names it: paths, ``pipe:[…]``, ``socket:[…]``."""
    process = Path("/proc", str(asked.thread))
    if asked.name in _BY_NAME:
        return [
            _resolve(process, None if handle is None else asked.arguments[handle], address)
            for handle, name in _BY_NAME[asked.name]
            for address in (asked.arguments[name],)
        ]
    handle = asked.arguments[_HANDLE_WRITTEN.get(asked.name, 0)]
    return [_opened(process, handle)]


def _opened(process: Path, handle: int) -> str:
    try:
        return str((process / "fd" / str(handle & 0xFFFFFFFF)).readlink())
    except OSError:
        return ""  # not open: the call will fail by itself


def _resolve(process: Path, handle: int | None, address: int) -> str:
    name = os.fsdecode(_text(process, address))
    if name.startswith("/"):
        return name
    here = handle is None or handle & 0xFFFFFFFF == _HERE
    folder = str((process / "cwd").readlink()) if here else _opened(process, handle or 0)
    return f"{folder}/{name}"


def _text(process: Path, address: int) -> bytes:
    found = b""
    with (process / "mem").open("rb", buffering=0) as memory:
        while b"\0" not in found and len(found) <= _PAGE:
            memory.seek(address + len(found))
            found += memory.read(_PAGE - (address + len(found)) % _PAGE)
    return found.partition(b"\0")[0]
