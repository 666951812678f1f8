# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The paper's fonts and its language, once for all tests of the paper."""

from pathlib import Path

import pytest

from branchdesk.domain.text import Translator
from branchdesk.reports.fonts import FontBook, FontFiles
from branchdesk.reports.rescue import installed_font_files
from branchdesk.runtime.i18n import load_translator


@pytest.fixture(scope="session")
def shipped_rescue() -> tuple[Path, ...]:
    """The rescue fonts that come with the program, not those of the machine."""
    return tuple(path for path in installed_font_files() if "justmytype" in str(path))


@pytest.fixture(scope="session")
def fonts(font_files: FontFiles, shipped_rescue: tuple[Path, ...]) -> FontBook:
    """The paper's fonts with the rescue every machine has."""
    return FontBook(font_files, shipped_rescue)


@pytest.fixture(scope="session")
def paper(pytestconfig: pytest.Config) -> Translator:
    """The language of the paper."""
    return load_translator("zh_CN", pytestconfig.rootpath / "resources", None)
