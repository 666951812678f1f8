# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Qt's own words (file dialogs, context menus) in the window's language."""

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from branchdesk.domain.text import T
from branchdesk.domain.text import Translator as Words

_MISSING = (
    T("&Look in:", "QFileDialog"),
    T("Files of &type:", "QFileDialog"),
)
"""What Qt's own Chinese catalogue leaves English; the context is Qt's."""


class QtWords:
    """Qt's catalogue of a language, with what it lacks from ours."""

    def __init__(self, application: QApplication, words: Words) -> None:
        """Let every dialog made from now on speak ``words.language``."""
        self._application = application
        self._installed: list[QTranslator] = []
        if words.language == "en":
            return
        own = QTranslator()
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if own.load(f"qtbase_{words.language}", folder):
            self._install(own)
        self._install(_Additions(words))

    def remove(self) -> None:
        """Let Qt speak English again."""
        for translator in self._installed:
            self._application.removeTranslator(translator)
        self._installed.clear()

    def _install(self, translator: QTranslator) -> None:
        self._application.installTranslator(translator)
        self._installed.append(translator)


class _Additions(QTranslator):
    def __init__(self, words: Words) -> None:
        super().__init__()
        self._known = {(text.context, text.source): words.render(text) for text in _MISSING}

    def isEmpty(self) -> bool:  # noqa: N802 - Qt asks under this name
        return False

    def translate(
        self, context: str, source: str, remark: str | None = None, count: int = -1
    ) -> str | None:
        # None, not an empty string: that would count as the translation.
        return self._known.get((context, source))
