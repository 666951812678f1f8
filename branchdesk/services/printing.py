# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Print jobs of signed sheets: copies marked and counted, a month in one job (R-077)."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import msgspec

from branchdesk.domain.kinds.roles import PRINTERS
from branchdesk.domain.kinds.visit import FROZEN
from branchdesk.domain.queries import Filter
from branchdesk.domain.sheet import FrozenSheet
from branchdesk.domain.text import T, Text
from branchdesk.services import rights, rows
from branchdesk.services.session import Session
from branchdesk.services.sign_visit import SignVisit


class Copy(StrEnum):
    """For whom a copy is."""

    CUSTOMER = "customer"
    COMPANY = "company"
    ARCHIVE = "archive"


COPY_LABELS = {
    Copy.CUSTOMER: T("Customer's copy", "copy"),
    Copy.COMPANY: T("Company's copy", "copy"),
    Copy.ARCHIVE: T("Archive's copy", "copy"),
}


class JobOfSheets(Protocol):
    """A document for the printer that grows sheet by sheet."""

    def add(self, sheet: FrozenSheet, marks: Sequence[str], /) -> None:
        """Add the copies of a sheet, each with its mark."""
        ...

    def finish(self) -> bytes:
        """Return the document."""
        ...


class PrintJob(msgspec.Struct, frozen=True):
    """A document for the printer; ``visits`` are its sheets, each ``copies`` times."""

    pdf: bytes
    visits: tuple[UUID, ...]
    copies: int


def nothing_to_report(done: int, total: int) -> None:
    """Take the progress of a job nobody watches."""
    del done, total


def copy_mark(copy: Copy, printed_before: int, place: int = 0) -> Text:
    """Return the mark of a copy: for whom, and its count when the sheet was printed before.

    ``place`` is the position of the copy in the job, from 0.
    """
    label = COPY_LABELS[copy]
    if not printed_before:
        return label
    return T("{copy} · reprint {count}", "copy", copy=label, count=printed_before + place + 1)


class Printing:
    """Makes print jobs; what is counted is what the printer took."""

    def __init__(
        self,
        session: Session,
        signing: SignVisit,
        *,
        begin: Callable[[], JobOfSheets],
    ) -> None:
        """Take what begins a document for the printer."""
        self._session = session
        self._signing = signing
        self._begin = begin

    def month(self, period: str) -> tuple[UUID, ...]:
        """Return the frozen sheets of a period (``2026-11``) in the order of the visits."""
        frozen = Filter("state", "in", tuple(sorted(FROZEN)))
        with self._session.store.read() as reader:
            visits = reader.find("visit", (Filter("period", "=", period), frozen))
        return tuple(
            v.uuid for v in sorted(visits, key=lambda v: (v.arrived_at or v.created_at, v.number))
        )

    def prepare(
        self,
        keys: Sequence[str | UUID],
        copies: Sequence[Copy] = (Copy.CUSTOMER,),
        progress: Callable[[int, int], None] = nothing_to_report,
    ) -> PrintJob:
        """Make the document of one or many sheets, all copies of a sheet together.

        ``progress`` is told how many sheets of how many are drawn and may raise Cancelled. Raises
        UserError for a sheet that is not signed. Nothing is counted before ``printed``.
        """
        if not keys or not copies:
            raise ValueError("nothing to print")
        rights.require_roles(self._session, PRINTERS)
        paper = self._session.paper
        document = self._begin()
        visits: list[UUID] = []
        for done, key in enumerate(keys):
            progress(done, len(keys))
            with self._session.store.read() as reader:
                visit = rows.get_row(reader, "visit", key)
            marks = [
                paper.render(copy_mark(copy, visit.print_count, place))
                for place, copy in enumerate(copies)
            ]
            document.add(self._signing.frozen_sheet(visit.uuid), marks)
            visits.append(visit.uuid)
        progress(len(keys), len(keys))
        return PrintJob(document.finish(), tuple(visits), len(copies))

    def printed(self, job: PrintJob) -> None:
        """Count the copies after the printer has taken the job."""
        for uuid in job.visits:
            self._signing.count_print(uuid, job.copies)
