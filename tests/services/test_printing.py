# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Print jobs: marks, counts, the order of a month."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from branchdesk.domain.errors import Cancelled, UserError
from branchdesk.domain.sheet import FrozenSheet
from branchdesk.services.printing import Copy, Printing
from branchdesk.services.sign_visit import ScreenSigning, SignVisit
from branchdesk.services.statements import SignedBy
from tests.services.conftest import ENGINEER, Desk, at, signature


class Lines:
    """A document with a line for each copy."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, sheet: FrozenSheet, marks: Sequence[str]) -> None:
        self.lines += [f"{sheet.content.number[-4:]} {mark}" for mark in marks]

    def finish(self) -> bytes:
        return "\n".join(self.lines).encode()


@pytest.fixture
def printing(desk: Desk, signing: SignVisit) -> Printing:
    return Printing(
        desk.use(ENGINEER),
        signing,
        begin=Lines,
    )


def signed(desk: Desk, signing: SignVisit) -> UUID:
    uuid = desk.visit()
    by = SignedBy(name="张工", ink=signature())
    signing.sign(uuid, ScreenSigning(customer=by, engineer=by, privacy_consent=True))
    return uuid


def test_copies_are_marked_and_counted_when_they_are_printed(
    desk: Desk, signing: SignVisit, printing: Printing
) -> None:
    uuid = signed(desk, signing)
    printing.prepare([uuid])
    job = printing.prepare([uuid], [Copy.COMPANY, Copy.CUSTOMER])
    assert job.pdf.decode().splitlines() == ["0001 公司联", "0001 客户联"]
    assert desk.get("visit", uuid).print_count == 0
    printing.printed(job)
    again = printing.prepare([uuid], [Copy.ARCHIVE])
    assert again.pdf.decode() == "0001 存档联 · 补打 第 3 次"
    printing.printed(again)
    assert desk.get("visit", uuid).print_count == 3


def test_a_month_is_printed_in_the_order_of_the_visits(
    desk: Desk, signing: SignVisit, printing: Printing
) -> None:
    first, second = signed(desk, signing), signed(desk, signing)
    desk.visit()
    desk.change("visit", first, arrived_at=at(17))
    assert printing.month("2026-11") == (second, first)
    assert printing.month("2026-10") == ()
    told: list[tuple[int, int]] = []
    printing.prepare(printing.month("2026-11"), progress=lambda *done: told.append(done))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_what_is_stopped_or_unsigned_counts_nothing(
    desk: Desk, signing: SignVisit, printing: Printing
) -> None:
    def stop(done: int, total: int) -> None:
        raise Cancelled

    uuid = signed(desk, signing)
    with pytest.raises(Cancelled):
        printing.prepare([uuid], progress=stop)
    with pytest.raises(UserError, match="no final content"):
        printing.prepare([uuid, desk.visit()])
    assert desk.get("visit", uuid).print_count == 0
