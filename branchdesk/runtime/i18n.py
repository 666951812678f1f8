# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Translations for every room: gettext catalogues, one per room and language."""

import contextlib
import gettext
import hashlib
import io
import struct
from pathlib import Path

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
    """Looks sources up in the merged catalogues of one language."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        """Take the language tag and the chained catalogues."""
        self.language = language
        self._catalogue = catalogue

    def render(self, text: Text) -> str:
        """Return the translation with its placeholders filled; an unknown source stays English."""
        if text.context:
            template = self._catalogue.pgettext(text.context, text.source)
        elif text.source:
            template = self._catalogue.gettext(text.source)
        else:
            template = ""  # gettext keeps the catalogue's header under the empty source
        return fill(template, text.parameters, self.render)


def load_translator(language: str, resources: Path, cache: Path | None) -> Translator:
    """Return the translator for ``zh_CN`` or ``en``.

    An installed program holds compiled ``.mo`` files. A checkout holds ``.po`` files; they are
    compiled into ``cache`` under a name that follows from their content, so that only the first
    start after a change imports Babel. Without a cache they are compiled in memory.
    """
    if language == SOURCE_LANGUAGE:
        return SourceTranslator()
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}")
    folder = resources / "i18n" / language
    merged = gettext.NullTranslations()
    for file in sorted(folder.glob("*.mo")):
        merged.add_fallback(_read(file.read_bytes()))
    for file in sorted(folder.glob("*.po")):
        merged.add_fallback(_load_source(file, cache))
    return CatalogueTranslator(language, merged)


def _load_source(file: Path, cache: Path | None) -> gettext.GNUTranslations:
    source = file.read_bytes()
    if cache is None:
        return _read(_compile(source))
    name = f"{file.parent.name}-{file.stem}-{hashlib.sha256(source).hexdigest()[:16]}.mo"
    compiled = cache / "i18n" / name
    try:
        return _read(compiled.read_bytes())
    except (OSError, struct.error, UnicodeDecodeError, ValueError):
        pass  # not there yet, or damaged
    data = _compile(source)
    # A cache that cannot be written costs time, not the start.
    with contextlib.suppress(OSError, UserError):
        compiled.parent.mkdir(parents=True, exist_ok=True)
        for outdated in compiled.parent.glob(f"{file.parent.name}-{file.stem}-*.mo"):
            outdated.unlink(missing_ok=True)
        write_atomic(compiled, data)
    return _read(data)


def _read(data: bytes) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(data))


def _compile(source: bytes) -> bytes:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source)))
    return compiled.getvalue()
