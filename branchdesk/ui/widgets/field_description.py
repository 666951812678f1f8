# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a form needs to know about each of its fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from branchdesk.domain.text import Text

FieldKind = Literal[
    "line",
    "text",
    "choice",
    "segments",
    "date-time",
    "date",
    "bool",
    "number",
    "money",
    "reference",
]


class FieldDescription(Protocol):
    """What a form needs to know about a field; domain descriptions may satisfy it directly."""

    @property
    def key(self) -> str:
        """The name in the values."""
        ...

    @property
    def label(self) -> Text:
        """The words above the control."""
        ...

    @property
    def kind(self) -> FieldKind:
        """Which control: ``segments`` is a choice with one key each."""
        ...

    @property
    def required(self) -> bool:
        """Whether the label shows a star; whether it may be empty is decided elsewhere."""
        ...

    @property
    def choices(self) -> Sequence[tuple[Any, Text | str]]:
        """Value and words, for choice and segments."""
        ...

    @property
    def help(self) -> Text | None:
        """A quiet sentence under the control."""
        ...

    @property
    def max_length(self) -> int | None:
        """Characters at most, for line and text."""
        ...

    @property
    def wide(self) -> bool:
        """Whether it takes the whole row of a form with two columns."""
        ...


@dataclass(frozen=True, kw_only=True)
class FormField:
    """The plain field description."""

    key: str
    label: Text
    kind: FieldKind = "line"
    required: bool = False
    choices: Sequence[tuple[Any, Text | str]] = ()
    help: Text | None = None
    max_length: int | None = None
    wide: bool = False
