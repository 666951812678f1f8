# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A field is described once: editor, panel, list, search, filter, CSV, pre-check and schema follow.

A copy of the program gets one field more in three kinds; nothing but the description, the column
and its migration is written.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.added_fields import DESCRIBED, FIELD, LABEL, WORD, copy_with_new_fields

PATIENCE_S = 300


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("field")
    program = copy_with_new_fields(folder / "program")
    environment = {
        **os.environ,
        "PYTHONPATH": str(program),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "BRANCHDESK_HOME": str(folder / "home"),
    }
    worked = subprocess.run(
        [sys.executable, "-m", "tests.architecture.new_field", str(folder / "company")],
        cwd=program,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert worked.returncode == 0, worked.stderr
    result: dict[str, Any] = json.loads(worked.stdout.splitlines()[-1])
    assert Path(result["program"]) == program / "branchdesk" / "__init__.py"
    return result


@pytest.mark.parametrize("kind", DESCRIBED)
@pytest.mark.parametrize("place", ["listed", "head", "cell", "filtered", "searched", "journal"])
def test_lists_exports_filters_search_and_journal_know_the_field(
    found: dict[str, Any], kind: str, place: str
) -> None:
    assert found["kinds"][kind][place], place


@pytest.mark.parametrize("kind", DESCRIBED)
def test_the_published_schema_has_the_field(found: dict[str, Any], kind: str) -> None:
    assert found["kinds"][kind]["schema"] == {
        "title": LABEL,
        "type": "string",
        "maxLength": 500,
        "x-required-to": ["close", "month"],
    }


def test_editors_ask_for_it_and_panels_show_it(found: dict[str, Any]) -> None:
    assert found["window"] == {
        "record_editor": WORD,
        "customer_editor": WORD,
        "record_panel": True,
        "customer_panel": True,
    }


def test_nothing_is_closed_or_reported_without_it(found: dict[str, Any]) -> None:
    assert found["closing"] == [FIELD]
    assert found["pre-check"] == {"empty": True, "filled": False}


def test_a_list_of_customers_may_name_it_and_a_bundle_carries_it(found: dict[str, Any]) -> None:
    assert found["imported"] == WORD
    assert found["on_the_laptop"] == [WORD]
