# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Reports of bugs that hold no word of a customer: types and places, never values or messages."""

import faulthandler
import importlib.metadata
import logging
import platform
import secrets
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TextIO

import msgspec

import branchdesk
from branchdesk.domain.clock import Clock
from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.runtime.atomic import write_atomic

MOST_REPORTS = 20
_LIBRARIES = ("PySide6-Essentials", "SQLAlchemy", "sqlcipher3", "reportlab", "msgspec")
_FAULTS = "faults.txt"

_log = logging.getLogger(__name__)


class Frame(msgspec.Struct, frozen=True):
    """A place in the code; ``file`` is relative to the program or its libraries."""

    file: str
    line: int
    function: str


class Failure(msgspec.Struct, frozen=True, omit_defaults=True):
    """The type of an exception, where it came from (outermost first), and what caused it."""

    type: str
    frames: tuple[Frame, ...]
    cause: "Failure | None" = None


class CrashReport(msgspec.Struct, frozen=True):
    """Everything a report says; ``thread`` is the kind of thread, ``main`` or ``worker``."""

    time: str
    thread: str
    failure: Failure
    program: str
    python: str
    system: str
    libraries: dict[str, str]


def describe_failure(error: BaseException) -> Failure:
    """Return types and places of an exception and of its causes, without any text of it."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    kind = type(error)
    return Failure(
        type=f"{kind.__module__}.{kind.__qualname__}",
        frames=tuple(
            Frame(_shorten(frame.filename), frame.lineno or 0, frame.name)
            for frame in traceback.extract_tb(error.__traceback__)
        ),
        cause=describe_failure(cause) if cause else None,
    )


class CrashReporter:
    """Writes a report for every exception nobody caught, in any thread, and for native faults."""

    def __init__(
        self, folder: Path, clock: Clock, on_report: Callable[[Path], None] | None = None
    ) -> None:
        """Name the folder; ``on_report`` is told of each report, in the thread that crashed."""
        self.folder = folder
        self._clock = clock
        self._on_report = on_report
        self._faults: TextIO | None = None
        self._previous_hook = sys.excepthook
        self._previous_thread_hook = threading.excepthook

    def install(self) -> None:
        """Take over the hooks; faults of an earlier run become a report. Raises UserError."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._collect_faults()
            self._faults = (self.folder / _FAULTS).open("a", encoding="utf-8")
        except OSError as error:
            raise translate_os_error(error, self.folder) from error
        faulthandler.enable(self._faults)
        self._previous_hook, sys.excepthook = sys.excepthook, self._on_exception
        self._previous_thread_hook = threading.excepthook
        threading.excepthook = self._on_thread_exception

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook = self._previous_hook
        threading.excepthook = self._previous_thread_hook
        faulthandler.disable()
        if self._faults:
            self._faults.close()
            self._faults = None

    def report(self, error: BaseException, thread: str = "main") -> Path | None:
        """Write a report and return its file, None when even that is impossible."""
        now = self._clock.now()
        content = CrashReport(
            time=now.isoformat(),
            thread=thread,
            failure=describe_failure(error),
            program=branchdesk.__version__,
            python=platform.python_version(),
            system=platform.platform(),
            libraries=_versions(),
        )
        path = self.folder / f"crash-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}.json"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_atomic(path, msgspec.json.format(msgspec.json.encode(content)))
            for outdated in self.reports()[MOST_REPORTS:]:
                outdated.unlink(missing_ok=True)
        except (OSError, UserError):
            return None  # the crash itself must stay visible, not its report's trouble
        _log.error("crash", extra={"kind": content.failure.type.rpartition(".")[2]})
        if self._on_report:
            self._on_report(path)
        return path

    def reports(self) -> list[Path]:
        """Return the kept reports, newest first."""
        return sorted(self.folder.glob("crash-*"), key=lambda path: path.name, reverse=True)

    def save(self, report: Path, destination: Path) -> None:
        """Copy a report to where the person wants it. Raises UserError."""
        try:
            data = report.read_bytes()
        except OSError as error:
            raise translate_os_error(error, report, reading=True) from error
        write_atomic(destination, data)

    def _collect_faults(self) -> None:
        faults = self.folder / _FAULTS
        if not faults.exists() or not faults.stat().st_size:
            return
        text = faults.read_text(encoding="utf-8", errors="replace").replace(str(Path.home()), "~")
        stamp = f"{self._clock.now():%Y%m%d-%H%M%S}"
        (self.folder / f"crash-{stamp}-fault.txt").write_text(text, encoding="utf-8")
        faults.write_bytes(b"")

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, where: TracebackType | None
    ) -> None:
        if issubclass(kind, Exception):
            self.report(error.with_traceback(where))
            tell(error)
        else:
            self._previous_hook(kind, error, where)

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if isinstance(arguments.exc_value, Exception):
            self.report(arguments.exc_value, thread="worker")
            tell(arguments.exc_value)
        else:
            self._previous_thread_hook(arguments)


def tell(error: BaseException) -> None:
    """Print types and places to standard error, which desktop systems keep in a file.

    What Python itself prints ends with the message, and that may hold what somebody typed.
    """
    if sys.stderr is None:  # a windowed program on Windows
        return
    lines = ["Traceback (types and places only):"]
    failure: Failure | None = describe_failure(error)
    while failure is not None:
        lines += [f'  File "{f.file}", line {f.line}, in {f.function}' for f in failure.frames]
        lines.append(failure.type)
        failure = failure.cause
    sys.stderr.write("\n".join(lines) + "\n")


def _shorten(file: str) -> str:
    """Cut a path to the part that is the same on every machine; home folders name people."""
    parts = Path(file).parts
    for marker in ("site-packages", "dist-packages"):
        if marker in parts:
            return "/".join(parts[parts.index(marker) + 1 :])
    package = Path(branchdesk.__file__).parent
    if Path(file).is_relative_to(package.parent):
        return Path(file).relative_to(package.parent).as_posix()
    return "/".join(parts[-2:])


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = ""
    return found
