# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Desk databases for tests: made once with all migrations, copied for every test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from branchdesk.store.database import Database
from tests.builders import build
from tests.store.desks import insert, open_desk


@pytest.fixture(scope="session")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a desk without rows; nobody opens it, everybody copies it."""
    folder = tmp_path_factory.mktemp("empty-desk")
    open_desk(folder).close()
    return folder


@pytest.fixture
def desk_folder(empty_desk: Path, tmp_path: Path) -> Path:
    """A folder of the test's own with a closed, empty desk."""
    return Path(shutil.copytree(empty_desk, tmp_path / "desk"))


@pytest.fixture
def desk_database(desk_folder: Path) -> Iterator[Database]:
    """An open, empty branch desk."""
    database = open_desk(desk_folder)
    yield database
    database.close()


@pytest.fixture
def filled_folder(desk_folder: Path) -> Path:
    """A closed desk with thirty customers."""
    database = open_desk(desk_folder)
    insert(database, "customer", *(build("customer", remarks="备注" * 500) for _ in range(30)))
    database.close()
    return desk_folder
