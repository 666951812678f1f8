# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Workbooks as files that are whole or not there."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.tables import TableCell, TableColumn
from branchdesk.reports import workbook
from branchdesk.runtime.atomic import atomic_file

SCRATCH = ".branchdesk-workbook-"
"""Beginning of the folder beside the file in which the rows of a large table lie meanwhile."""


def write_workbook(
    path: Path,
    title: str,
    columns: Sequence[TableColumn],
    rows: Iterable[Sequence[TableCell]],
    *,
    sheet_rows: int = workbook.SHEET_ROWS,
) -> int:
    """Write a table as a workbook and return its rows (see reports.workbook).

    ``path`` is what it was until the workbook is whole, and after an error. Raises UserError for
    every OSError.
    """
    with _scratch(path) as scratch, atomic_file(path) as target:
        return workbook.write_workbook(target, scratch, title, columns, rows, sheet_rows=sheet_rows)


@contextlib.contextmanager
def _scratch(path: Path) -> Iterator[Path]:
    """Yield a folder beside the file, so that customers' data is written nowhere else.

    What a killed attempt left there is removed.
    """
    try:
        for abandoned in path.parent.glob(f"{SCRATCH}*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        made = tempfile.TemporaryDirectory(
            prefix=SCRATCH, dir=path.parent, ignore_cleanup_errors=True
        )
    except OSError as error:
        raise translate_os_error(error, path) from error
    with made as folder:
        yield Path(folder)
