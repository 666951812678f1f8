# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Translations for every room: gettext catalogues, one per room and language."""

import contextlib
import gettext
import io
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from branchdesk.domain.chinese_spacing import fill_chinese
from branchdesk.domain.errors import UserError
from branchdesk.domain.text import Text, Translator, fill
from branchdesk.runtime.atomic import write_atomic

DEFAULT_LANGUAGE = "zh_CN"
SOURCE_LANGUAGE = "en"
LANGUAGES = (DEFAULT_LANGUAGE, SOURCE_LANGUAGE)
"""The languages on offer; Chinese is the default whatever the machine's locale says."""


class SourceTranslator:
    """Shows the English sources as they are."""

    language = SOURCE_LANGUAGE

    def render(self, text: Text) -> str:
        """Return the source with its placeholders filled."""
        return fill(text.source, text.parameters, self.render)


class CatalogueTranslator:
    """Looks sources up in the catalogues of one language, each read when it is first needed."""

    def __init__(
        self, language: str, catalogues: Iterable[Callable[[], gettext.GNUTranslations]]
    ) -> None:
        """Take the language tag and what reads each catalogue, the likeliest first."""
        self.language = language
        self._fill = fill_chinese if language.startswith("zh") else fill
        self._waiting = deque(catalogues)
        self._read: list[gettext.GNUTranslations] = []
        self._lock = threading.Lock()
        # Sources stand in the program, so there is an end to them; a sheet has a hundred.
        self._found: dict[tuple[str, str], str] = {}

    def render(self, text: Text) -> str:
        """Return the translation with its placeholders filled; an unknown source stays English."""
        # gettext keeps the catalogue's header under the empty source
        key = (text.context, text.source)
        template = self._found.get(key)
        if template is None:
            template = self._found[key] = self._template(text) if text.source else ""
        return self._fill(template, text.parameters, self.render)

    def _template(self, text: Text) -> str:
        place = 0
        while True:
            while place < len(self._read):
                found = _look_up(self._read[place], text)
                if found is not None:
                    return found
                place += 1
            with self._lock:
                if place == len(self._read):
                    if not self._waiting:
                        return text.source
                    self._read.append(self._waiting[0]())
                    self._waiting.popleft()


class _Nothing(gettext.NullTranslations):
    """Ends a catalogue, so that what is missing can be told from what is the same."""

    def gettext(self, message: str) -> str:
        raise KeyError(message)

    def pgettext(self, context: str, message: str) -> str:
        raise KeyError(context, message)


def _look_up(catalogue: gettext.GNUTranslations, text: Text) -> str | None:
    try:
        if text.context:
            return catalogue.pgettext(text.context, text.source)
        return catalogue.gettext(text.source)
    except KeyError:
        return None


def load_translator(language: str, resources: Path, cache: Path | None) -> Translator:
    """Return the translator for ``zh_CN`` or ``en``.

    An installed program holds compiled ``.mo`` files. A checkout holds ``.po`` files; they are
    compiled into ``cache`` under a name that follows from their size and time, so that only the
    first start after a change reads them. Without a cache they are compiled in memory.
    """
    if language == SOURCE_LANGUAGE:
        return SourceTranslator()
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}")
    folder = resources / "i18n" / language
    # What the first window says stands in the catalogues of the window.
    compiled = sorted(folder.glob("*.mo"), key=_window_first)
    sources = sorted(folder.glob("*.po"), key=_window_first)
    return CatalogueTranslator(
        language,
        [
            *(partial(_load_compiled, file) for file in compiled),
            *(_source(file, cache) for file in sources),
        ],
    )


def _window_first(file: Path) -> tuple[bool, str]:
    return not file.name.startswith("ui_toolkit"), file.name


def _load_compiled(file: Path) -> gettext.GNUTranslations:
    return _read(file.read_bytes())


def _source(file: Path, cache: Path | None) -> Callable[[], gettext.GNUTranslations]:
    """Return what reads a ``.po`` file; what has to be compiled is compiled now."""
    if cache is None:
        return partial(_read, _compile(file.read_bytes()))
    status = file.stat()
    name = f"{file.parent.name}-{file.stem}-{status.st_size:x}-{status.st_mtime_ns:x}.mo"
    compiled = cache / "i18n" / name
    if not compiled.is_file():
        return partial(_read, _compile_into(compiled, file))
    return partial(_load_cached, compiled, file)


def _load_cached(compiled: Path, file: Path) -> gettext.GNUTranslations:
    try:
        return _read(compiled.read_bytes())
    except (OSError, struct.error, UnicodeDecodeError, ValueError):
        return _read(_compile_into(compiled, file))  # gone or damaged


def _compile_into(compiled: Path, file: Path) -> bytes:
    data = _compile(file.read_bytes())
    # A cache that cannot be written costs time, not the start.
    with contextlib.suppress(OSError, UserError):
        compiled.parent.mkdir(parents=True, exist_ok=True)
        for outdated in compiled.parent.glob(f"{file.parent.name}-{file.stem}-*.mo"):
            outdated.unlink(missing_ok=True)
        write_atomic(compiled, data)
    return data


def _read(data: bytes) -> gettext.GNUTranslations:
    catalogue = gettext.GNUTranslations(io.BytesIO(data))
    catalogue.add_fallback(_Nothing())
    return catalogue


def _compile(source: bytes) -> bytes:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source)))
    return compiled.getvalue()
