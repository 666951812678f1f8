# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What every widget is handed: how things look and which language they speak."""

from dataclasses import dataclass

from branchdesk.domain.text import Text, Translator
from branchdesk.ui.theme import Theme


@dataclass(frozen=True)
class Look:
    """Theme and translator together."""

    theme: Theme
    translator: Translator

    def words(self, text: Text | str) -> str:
        """Return what a person reads: a Text translated, data (a name, a number) as it is."""
        return self.translator.render(text) if isinstance(text, Text) else text

    def sentences(self, *texts: Text | str) -> str:
        """Return sentences one after another; behind a Chinese full stop stands no blank."""
        joined = ""
        for words in filter(None, map(self.words, texts)):
            apart = " " if joined and joined[-1] not in "。？；：" else ""
            joined += apart + words
        return joined
