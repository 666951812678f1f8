# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The hash of a sheet stays what it was, and no visible change leaves it alone."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from branchdesk.domain.sheet import Choice, PartLine, SheetContent, WorkLine


def content(**values: Any) -> SheetContent:
    filled: dict[str, Any] = {
        f.name: {str: f.name, bool: True, Decimal: Decimal("300.00")}.get(f.type, ())
        for f in msgspec.structs.fields(SheetContent)
    }
    filled |= {
        "work": (WorkLine("13:45", "检查打印设置"),),
        "parts": (PartLine("加密锁", "A1", "B2", "1", Decimal("300.00")),),
        "diagnosis": (Choice("软件问题", ticked=True),),
        "results": (Choice("已解决", ticked=True),),
        "photos": ("现场.jpg",),
    }
    return SheetContent(**(filled | values))


def test_the_hash_of_a_stored_sheet_never_changes() -> None:
    assert content().content_hash() == (
        "f33f6a0030cdab2414da0f6cd002141d3cdb1f7ed3d376014affe2545c93b72d"
    )


def test_what_was_stored_is_read_with_the_same_hash() -> None:
    stored = content().canonical()
    assert msgspec.json.decode(stored, type=SheetContent).content_hash() == content().content_hash()


def _different(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value + "。"
    if isinstance(value, Decimal):
        return value + Decimal("0.01")
    return ()


@pytest.mark.parametrize("field", SheetContent.__struct_fields__)
def test_every_visible_change_changes_the_hash(field: str) -> None:
    changed = content(**{field: _different(getattr(content(), field))})
    assert changed.content_hash() != content().content_hash()


def test_a_moved_tick_changes_the_hash() -> None:
    assert (
        content(results=(Choice("已解决", ticked=False),)).content_hash()
        != content().content_hash()
    )


def test_the_check_code_is_the_beginning_of_the_hash() -> None:
    code = content().check_code()
    assert code.replace("-", "").lower() == content().content_hash()[:8]
