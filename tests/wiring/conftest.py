# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Companies of real desks; founding them is done once and copied."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.companies import Company, copy_company, found_company

CODES = ("HQ", "GZ", "GZ-L01")


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Headquarters, a branch and a laptop, enrolled, nothing entered yet."""
    return found_company(tmp_path_factory.mktemp("company") / "desks", CODES)


@pytest.fixture
def company(founded: Path, tmp_path: Path) -> Iterator[Company]:
    """The three desks, unlocked."""
    copied = copy_company(founded, tmp_path / "desks", CODES)
    yield copied
    copied.close()
