# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The diary of the program as JSON lines: what happened, how often, to which number; nothing else.

A record reaches the file only through an allow-list. The message must be the name of an event
(``bundle_sent``); everything about it goes into ``extra`` and passes only as a number, an
identifier or, in a few named fields, a word. So a careless call, or a library that logs what it
was working on, cannot carry a customer's name into a file that is sent to headquarters.
"""

import json
import logging
import logging.handlers
import re
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.runtime.crash import describe_failure

LOG_NAME = "branchdesk.jsonl"
_OWN = "branchdesk"
_MOST_BYTES = 1_000_000
_KEPT_FILES = 5
_LARGEST_NUMBER = 10**10
"""A telephone number has eleven digits; no count or size the log needs has."""

_EVENT = re.compile(r"[a-z][a-z0-9_.]{0,60}")
_IDENTIFIER = re.compile(
    r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}"  # UUID
    r"|[0-9a-f]{32,64}"  # digest, node
    r"|[A-Z]{2}-[A-Z]{2}-\d{4}-[A-Z]\d{2}-\d{4,6}"  # document number
    r"|[A-Z]{2}(-[DLH]\d{2})?"  # desk
    r"|\d{4}-\d{2}(-\d{2})?"  # period, day
    r"|\d+\.\d+(\.\d+)?"  # version
)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,60}")
_WORD_FIELDS = frozenset({"kind", "state", "step", "lane", "task", "page", "role"})
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def start_logging(folder: Path) -> Callable[[], None]:
    """Write records of the program (INFO) and of libraries (WARNING) to ``folder``.

    Files rotate at 1 MB, five are kept. Returns the function that ends it. Raises UserError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _QuietFile(
            folder / LOG_NAME, maxBytes=_MOST_BYTES, backupCount=_KEPT_FILES, encoding="utf-8"
        )
    except OSError as error:
        raise translate_os_error(error, folder) from error
    handler.setFormatter(DiscreetFormatter())
    handler.addFilter(_is_wanted)
    own = logging.getLogger(_OWN)
    level_before = own.level
    own.setLevel(logging.INFO)
    logging.getLogger().addHandler(handler)

    def stop() -> None:
        logging.getLogger().removeHandler(handler)
        handler.close()
        own.setLevel(level_before)

    return stop


def _is_wanted(record: logging.LogRecord) -> bool:
    own = record.name == _OWN or record.name.startswith(_OWN + ".")
    return record.levelno >= (logging.INFO if own else logging.WARNING)


class DiscreetFormatter(logging.Formatter):
    """Makes one line of JSON that holds only what the allow-list lets through."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; ``place`` replaces a message that is not the name of an event."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, BRANCH_ZONE).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname,
            "logger": record.name,
        }
        if isinstance(record.msg, str) and not record.args and _EVENT.fullmatch(record.msg):
            line["event"] = record.msg
        else:
            line["place"] = f"{record.module}:{record.lineno}"
        for name, value in vars(record).items():
            if name not in _USUAL:
                line[name] = value if is_discreet(name, value) else "…"
        if record.exc_info and record.exc_info[1]:
            line["failure"] = msgspec.to_builtins(describe_failure(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)


def is_discreet(name: str, value: object) -> bool:
    """Tell whether a field may stand in the log: a number, an identifier, a word of the program."""
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, int | float):
        return abs(value) < _LARGEST_NUMBER
    if not isinstance(value, str):
        return False
    if name in _WORD_FIELDS and _WORD.fullmatch(value):
        return True
    return _IDENTIFIER.fullmatch(value) is not None


class _QuietFile(logging.handlers.RotatingFileHandler):
    """A log that never disturbs the program it reports on."""

    def doRollover(self) -> None:
        try:
            super().doRollover()
        except OSError:  # another process holds the file open on Windows: go on in it
            self.stream = self.stream or self._open()

    def handleError(self, record: logging.LogRecord) -> None:
        # A full disk makes every record fail; bugs in the formatter still must be seen.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)
