# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Every text of the room has its Chinese, with the same placeholders."""

import ast
import string
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]


def texts_in_code() -> set[tuple[str, str]]:
    found = set()
    for module in (ROOT / "branchdesk/sync").glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "T":
                words = [ast.literal_eval(argument) for argument in node.args]
                found.add((words[0], words[1] if len(words) > 1 else ""))
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_text_is_translated() -> None:
    with (ROOT / "resources/i18n/zh_CN/sync.po").open("rb") as file:
        catalogue = {
            (message.id, message.context or ""): message.string
            for message in read_po(file)
            if message.id
        }
    assert set(catalogue) == texts_in_code()
    for (source, _), translation in catalogue.items():
        assert translation
        assert placeholders(translation) == placeholders(source)
