# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The published schema says what the kinds say."""

import json
from pathlib import Path

from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.kinds.schema import bundle_schema

PUBLISHED = Path(__file__).parents[2] / "docs" / "bundle" / "schema.json"


def test_the_published_schema_is_the_one_of_the_kinds() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == json.loads(
        json.dumps(bundle_schema())
    ), "write it anew: python -m tests.publish_schema"


def test_every_field_of_every_kind_is_in_it() -> None:
    kinds = bundle_schema()["kinds"]
    assert {name: set(k["properties"]) for name, k in kinds.items()} == {
        name: set(kind.fields) for name, kind in KINDS.items()
    }
