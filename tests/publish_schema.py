# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/bundle/schema.json from the kinds: ``python -m tests.publish_schema``."""

import json
from pathlib import Path

from branchdesk.domain.kinds.schema import bundle_schema

TARGET = Path(__file__).parents[1] / "docs" / "bundle" / "schema.json"

if __name__ == "__main__":
    text = json.dumps(bundle_schema(), ensure_ascii=False, indent=1, sort_keys=True)
    TARGET.write_text(text + "\n", encoding="utf-8")
