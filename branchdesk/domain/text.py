# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A text that is chosen now and translated when it is shown.

Every room names its texts by their English source; only the edge (window, command line, paper)
knows the reader's language and renders them through a translator that was handed in.
"""

from collections.abc import Mapping
from typing import Protocol

import msgspec


class Text(msgspec.Struct, frozen=True):
    """An English source text with named placeholders ``{name}`` and an optional context.

    A parameter may be a Text itself and is then rendered in the same language. ``context`` keeps
    equal English words apart (the state ``closed`` of a record and of a custody).
    """

    source: str
    context: str = ""
    parameters: "Mapping[str, str | int | Text]" = {}

    def __str__(self) -> str:
        """Render the English source, for logs and tests."""
        return fill(self.source, self.parameters, str)


class Translator(Protocol):
    """Renders texts in one language."""

    @property
    def language(self) -> str:
        """The language tag, ``zh_CN`` or ``en``."""
        ...

    def render(self, text: Text) -> str:
        """Return the text in this translator's language; an unknown source stays English."""
        ...


def T(source: str, /, context: str = "", **parameters: "str | int | Text") -> Text:
    """Make a Text; the message extractor looks for calls of this name with literal arguments."""
    return Text(source, context, parameters)


def fill(
    template: str,
    parameters: "Mapping[str, str | int | Text]",
    render: "RenderFunction",
) -> str:
    """Put the parameters into the template; texts among them go through ``render``."""
    if not parameters:
        return template
    values = {
        name: render(value) if isinstance(value, Text) else value
        for name, value in parameters.items()
    }
    return template.format_map(values)


class RenderFunction(Protocol):
    """Turns a nested Text into a string."""

    def __call__(self, text: Text, /) -> str:
        """Render one text."""
        ...
