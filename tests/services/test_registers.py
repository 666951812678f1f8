# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Registers: headquarters keeps its code lists, rows are found by any of their fields."""

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.customer import CONTACT, CUSTOMER
from branchdesk.domain.kinds.description import Kind
from branchdesk.domain.kinds.organisation import BRANCH
from branchdesk.domain.kinds.roles import DeskRole, Role
from branchdesk.domain.kinds.service_record import SERVICE_RECORD
from branchdesk.services.customers import Customers
from branchdesk.services.exporting import Exporting
from branchdesk.services.registers import Registers
from branchdesk.services.search_desk import SearchDesk
from tests.services.conftest import AGENT, ENGINEER, MANAGER, Desk


def branch_of(desk: Desk, code: str) -> str:
    with desk.database.read() as reader:
        return str(next(row.uuid for row in reader.find("branch") if row.code == code))


def test_headquarters_alone_changes_the_list_of_branches(desk: Desk) -> None:
    guangzhou = branch_of(desk, "GZ")
    with pytest.raises(UserError, match="next exchange"):
        Registers(desk.use(MANAGER)).edit(BRANCH, guangzhou, {"name": "华南分公司"})
    desk.become(DeskRole.HQ, "HQ", "D01")
    with pytest.raises(UserError, match="may not"):
        Registers(desk.use(AGENT)).edit(BRANCH, guangzhou, {"name": "华南分公司"})
    kept = Registers(desk.use(AGENT, Role.HQ_ENGINEER))
    kept.edit(BRANCH, guangzhou, {"name": "华南分公司"})
    added = kept.add(BRANCH, {"code": "SZ", "name": "深圳分公司"})
    names = {item.row.code: item.row.name for item in kept.rows_of(BRANCH)}
    assert (names["GZ"], names["SZ"]) == ("华南分公司", "深圳分公司")
    assert added.changes.touches("branch")


def test_records_are_found_by_any_of_their_fields(desk: Desk) -> None:
    project = "广清高速计量 XM-2026-014"
    mine = desk.record(service_type="repair", service_item=project)
    other = desk.record(AGENT)
    registers = Registers(desk.use(MANAGER))

    def found(**conditions: str) -> set[object]:
        filters = registers.filters(SERVICE_RECORD, conditions.items())
        return {item.row.uuid for item in registers.rows_of(SERVICE_RECORD, filters)}

    assert found(service_type="repair") == {mine}
    assert found(service_item=project, category="usage") == {mine}
    assert found(handler=str(AGENT)) == {other}
    assert found(state="open") == {mine, other}
    assert found(handler=str(ENGINEER), state="closed") == set()


def test_records_are_found_by_time_and_by_the_kind_of_customer(desk: Desk) -> None:
    corporate = desk.record(occurred_at="2026-11-18T23:30:00+08:00")
    company = desk.customer(name="珩川个体户", customer_type="individual")
    individual = desk.record(customer=company, occurred_at="2026-11-20T00:10:00+08:00")
    registers = Registers(desk.use(MANAGER))

    def found(*conditions: tuple[str, str]) -> set[object]:
        filters = registers.filters(SERVICE_RECORD, conditions)
        return {item.row.uuid for item in registers.rows_of(SERVICE_RECORD, filters)}

    assert found(("occurred_at", "2026-11-18")) == {corporate}
    assert found(("occurred_at>", "2026-11-19")) == {individual}
    assert found(("occurred_at<", "2026-11-19")) == {corporate}
    assert found(("occurred_at>", "2026-11-18"), ("occurred_at<", "2026-11-20")) == {
        corporate,
        individual,
    }
    assert found(("customer.customer_type", "individual")) == {individual}
    with pytest.raises(UserError, match="colour"):
        registers.filters(SERVICE_RECORD, [("customer.colour", "red")])
    with pytest.raises(UserError, match="no value"):
        registers.filters(SERVICE_RECORD, [("occurred_at>", "2026-13-40")])


def test_no_filter_tells_what_a_secret_file_holds(desk: Desk) -> None:
    uuid = desk.customer(address="一号路 1 号")
    desk.record(customer=str(uuid))
    Customers(desk.use(MANAGER)).add_contact(uuid, {"name": "张明", "mobile": "15400000032"})
    Customers(desk.use(MANAGER)).edit(uuid, {"confidentiality": "secret"})
    name = "栩川路桥工程有限公司"
    asked: dict[str, tuple[Kind[Any], str, str]] = {
        "address": (CUSTOMER, "address", "一号路 1 号"),
        "mobile": (CONTACT, "mobile", "15400000032"),
        "person": (CONTACT, "name", "张明"),
        "of record": (SERVICE_RECORD, "customer.address", "一号路 1 号"),
        "name": (CUSTOMER, "name", name),
        "name of record": (SERVICE_RECORD, "customer.name", name),
    }

    def found(person: UUID) -> set[str]:
        registers = Registers(desk.use(person))
        return {
            told
            for told, (kind, field, value) in asked.items()
            if registers.rows_of(kind, registers.filters(kind, [(field, value)]))
        }

    assert found(MANAGER) == set(asked)
    assert found(ENGINEER) == {"name", "name of record"}
    filters = Registers(desk.use(ENGINEER)).filters(CUSTOMER, [("address", "一号路 1 号")])
    assert Exporting(desk.use(ENGINEER)).write_csv(CUSTOMER, BytesIO(), filters) == 0


def test_the_search_finds_a_secret_file_by_its_name_alone(desk: Desk) -> None:
    uuid = desk.customer(address="一号路 1 号")
    Customers(desk.use(MANAGER)).add_contact(uuid, {"name": "张明", "mobile": "15400000032"})
    Customers(desk.use(MANAGER)).edit(uuid, {"confidentiality": "secret"})
    number = desk.get("customer", uuid).number
    words = ("张明", "15400000032", "0000032", "一号路", "栩川", "栩川 一号路", "xclq", number)

    def found(person: UUID) -> set[str]:
        search = SearchDesk(desk.use(person))
        return {word for word in words if uuid in {hit.uuid for hit in search.find(word)}}

    assert found(MANAGER) == set(words)
    assert found(ENGINEER) == {"栩川", "xclq", number}


def test_secret_files_are_listed_with_their_name_alone(desk: Desk) -> None:
    uuid = desk.customer(address="一号路 1 号")
    Customers(desk.use(MANAGER)).add_contact(uuid, {"name": "张明", "mobile": "15400000032"})
    Customers(desk.use(MANAGER)).edit(uuid, {"confidentiality": "secret"})

    def seen(person: UUID) -> list[str]:
        registers = Registers(desk.use(person))
        (file,), (contact,) = registers.rows_of(CUSTOMER), registers.rows_of(CONTACT)
        shown = registers.show(CUSTOMER, uuid)
        beside = [c.mobile for c in shown.children["contact"]]
        return [file.row.name, file.row.address, contact.row.mobile, shown.row.address, *beside]

    name = "栩川路桥工程有限公司"
    assert seen(MANAGER) == [name, "一号路 1 号", "15400000032", "一号路 1 号", "15400000032"]
    assert seen(ENGINEER) == [name, "", "", ""]
