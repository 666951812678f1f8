# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Whoever is shown personal data stands in the log of readings, by whatever door (R-276)."""

import io
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from branchdesk.domain.kinds.customer import CUSTOMER
from branchdesk.domain.kinds.organisation import BRANCH
from branchdesk.services.customers import Customers
from branchdesk.services.exporting import Exporting
from branchdesk.services.records import Records
from branchdesk.services.registers import Registers
from branchdesk.services.session import Session
from branchdesk.services.visits import Visits
from tests.services.conftest import AGENT, Desk

Read = Callable[[Session, UUID], object]


def readings(desk: Desk) -> list[tuple[UUID, str, UUID]]:
    with desk.database.read() as reader:
        rows = reader.connection.exec_driver_sql("SELECT actor, entity, row_id FROM reading").all()
    return [(UUID(bytes=actor), entity, UUID(bytes=row)) for actor, entity, row in rows]


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        ("customer", lambda session, uuid: Customers(session).view(uuid)),
        ("customer", lambda session, _: Registers(session).rows_of(CUSTOMER)),
        ("customer", lambda session, uuid: Registers(session).show(CUSTOMER, uuid)),
        ("customer", lambda session, _: Exporting(session).write_csv(CUSTOMER, io.BytesIO())),
        (
            "customer",
            lambda session, _: Exporting(session).write_workbook(
                CUSTOMER, Path("a.xlsx"), lambda path, title, columns, rows: len(list(rows))
            ),
        ),
        ("service_record", lambda session, uuid: Records(session).view(uuid)),
        ("visit", lambda session, uuid: Visits(session).view(uuid)),
    ],
    ids=["customer panel", "list", "one row", "export", "workbook", "record panel", "visit panel"],
)
def test_every_door_notes_who_read_what(desk: Desk, kind: str, read: Read) -> None:
    make = {"customer": desk.customer, "service_record": desk.record, "visit": desk.visit}
    uuid = make[kind]()
    assert readings(desk) == []
    read(desk.use(AGENT), uuid)
    assert readings(desk) == [(AGENT, kind, uuid)]


def test_what_is_not_personal_is_not_logged(desk: Desk) -> None:
    assert Registers(desk.use(AGENT)).rows_of(BRANCH)
    assert readings(desk) == []
