# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Lists for spreadsheets."""

import csv
import io
from pathlib import Path
from typing import Any

from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.queries import Filter
from branchdesk.domain.tables import TableCell
from branchdesk.services.exporting import Exporting
from branchdesk.services.importing import Importing
from tests.services.conftest import AGENT, ENGINEER, MANAGER, START, Desk


def exported(desk: Desk, kind: str, *filters: Filter, person: object = MANAGER) -> list[list[str]]:
    target = io.BytesIO()
    session = desk.use(person)  # type: ignore[arg-type]
    count = Exporting(session).write_csv(KINDS[kind], target, filters)
    content = target.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(lines) == count + 1
    return lines


def test_records_have_chinese_heads_and_canonical_values(desk: Desk) -> None:
    customer = desk.customer()
    desk.record(customer=str(customer), problem_description='第一行\n第二行，“引号"')
    head, line = exported(desk, "service_record")
    cells = dict(zip(head, line, strict=True))
    assert cells["编号"] == "FW-GZ-2611-D01-0001"
    assert cells["受理时间"] == "2026-11-20T09:30:00+08:00"
    assert cells["客户"] == desk.get("customer", customer).number
    assert cells["当前处理人"] == "陈亮"
    assert cells["补录"] == "false"
    assert cells["问题描述"] == '第一行\n第二行，“引号"'


def test_only_what_was_asked_for_in_order_of_the_number(desk: Desk) -> None:
    for category in ("usage", "business", "usage"):
        desk.record(category=category)
    lines = exported(desk, "service_record", Filter("category", "=", "usage"))
    assert [line[0][-4:] for line in lines[1:]] == ["0001", "0003"]


def test_formulas_are_harmless(desk: Desk) -> None:
    desk.customer(name="=HYPERLINK(1)", phone="+86 154 0000 0032", address="-1+1", remarks="@a")
    line = exported(desk, "customer")[1]
    assert not [cell for cell in line if cell.startswith(("=", "+", "-", "@"))]
    assert "'=HYPERLINK(1)" in line


def test_secret_files_leave_with_their_name_alone(desk: Desk) -> None:
    desk.customer(confidentiality="secret", address="一号路 1 号")
    assert "一号路 1 号" in exported(desk, "customer")[1]
    assert "一号路 1 号" not in exported(desk, "customer", person=ENGINEER)[1]


def table(desk: Desk, kind: str, person: object = MANAGER) -> list[dict[str, TableCell]]:
    """Return the rows a workbook is given, by heading."""
    taken: list[dict[str, TableCell]] = []

    def write(path: Path, title: str, columns: Any, rows: Any) -> int:
        assert (path.name, title) == ("a.xlsx", desk.use(MANAGER).paper.render(KINDS[kind].label))
        taken.extend(dict(zip([c.title for c in columns], row, strict=True)) for row in rows)
        return len(taken)

    session = desk.use(person)  # type: ignore[arg-type]
    assert Exporting(session).write_workbook(KINDS[kind], Path("a.xlsx"), write) == len(taken)
    return taken


def test_a_workbook_is_in_the_words_and_types_of_people(desk: Desk) -> None:
    customer = desk.customer()
    desk.record(customer=str(customer), contact_phone="15400010001")
    (line,) = table(desk, "service_record")
    assert line["编号"] == "FW-GZ-2611-D01-0001"
    assert line["受理时间"] == START
    assert line["补录"] == "否"
    assert "操作问题" in line.values()
    assert line["联系电话"] == "154 0001 0001"
    assert line["当前处理人"] == "陈亮"


def test_a_workbook_holds_of_secret_files_the_name_alone(desk: Desk) -> None:
    desk.customer(confidentiality="secret", address="一号路 1 号")
    assert "一号路 1 号" in table(desk, "customer")[0].values()
    assert "一号路 1 号" not in table(desk, "customer", ENGINEER)[0].values()


def test_an_exported_list_comes_back_as_it_was(desk: Desk) -> None:
    desk.customer(name="=甲单位", city="栩川市", value_class="vip")
    target = io.BytesIO()
    Exporting(desk.use(MANAGER)).write_csv(KINDS["customer"], target)
    content = target.getvalue().replace("'=甲单位".encode(), "'=乙单位".encode())
    content = content.replace(b"026-55500100", b"026-55500200")
    assert Importing(desk.use(AGENT)).customers(content).rows == 1
    with desk.database.read() as reader:
        one, other = reader.find("customer", order="number")
    assert (other.name, other.city, other.value_class) == ("=乙单位", one.city, one.value_class)
