# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the catalogues hold and what the code asks for, for the house rules."""

import ast
import string
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

Key = tuple[str, str]
"""Context (empty for none) and English source."""


@dataclass(frozen=True)
class Asked:
    """A ``T("…")`` in the code; ``source`` is None when it is not a literal."""

    place: str
    room: str
    context: str
    source: str | None


def asked_texts(package: Path) -> Iterator[Asked]:
    """Yield every call of ``T`` in the package."""
    for file in sorted(package.rglob("*.py")):
        relative = file.relative_to(package)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "T"):
                continue
            contexts = [word.value for word in node.keywords if word.arg == "context"]
            positional = [*node.args, *contexts]
            literals = [
                argument.value
                for argument in positional
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            ]
            complete = bool(node.args) and len(literals) == len(positional)
            yield Asked(
                place=f"{relative}:{node.lineno}",
                room=relative.parts[0].removesuffix(".py"),
                context=literals[1] if complete and len(literals) > 1 else "",
                source=literals[0] if complete else None,
            )


def catalogue_messages(folder: Path) -> dict[Key, list[tuple[str, Message]]]:
    """Return every entry of every catalogue in the folder, with the names of its catalogues."""
    found: dict[Key, list[tuple[str, Message]]] = defaultdict(list)
    for file in sorted(folder.glob("*.po")):
        with file.open("rb") as stream:
            catalogue = read_po(stream, abort_invalid=True)
        for message in catalogue:
            if message.id:
                found[message.context or "", str(message.id)].append((file.name, message))
    return found


def placeholders(template: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
