# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Attachments on their way in from the disk and out to it, in the lane of files."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T
from branchdesk.services.attachments import Attachments
from branchdesk.ui.tasks import Report

CHUNK = 256 * 1024


def file_chunks(path: Path, report: Report) -> Iterator[bytes]:
    """Yield a file's content in chunks, telling how far it is. Raises UserError."""
    try:
        total = path.stat().st_size
        done = 0
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
                done += len(chunk)
                report(done, total, T("Reading {name}", name=path.name))
    except OSError as error:
        raise translate_os_error(error, path, reading=True) from error


def write_file(attachments: Attachments, attachment: UUID, target: Path, report: Report) -> None:
    """Write an attachment's content to a file of the person's choice, all or nothing."""
    row, chunks = attachments.read(attachment)
    part = target.with_name(target.name + ".part")
    try:
        done = 0
        with part.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
                done += len(chunk)
                report(done, row.size, T("Writing {name}", name=target.name))
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise translate_os_error(error, target) from error
    finally:
        part.unlink(missing_ok=True)
