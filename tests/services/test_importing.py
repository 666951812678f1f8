# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Customer lists from spreadsheets."""

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.services.importing import Importing
from tests.services.conftest import AGENT, ENGINEER, Desk

LIST = (
    "客户,客户类型,联系电话,市\r\n"
    "栩川路桥工程有限公司,企业客户,026-55500100,栩川市\r\n"
    "霁川公路,集团客户,026-55500101,霁川市\r\n"
    ",企业客户,026-55500102,\r\n"
    "霁川公路养护中心,机构客户,13x打不通,\r\n"
    "\r\n"
    "栩川路桥工程公司,企业客户,026-55500103,\r\n"
    "龙川监理,institutional,,\r\n"
)


@pytest.fixture
def importing(desk: Desk) -> Importing:
    return Importing(desk.use(AGENT))


def names(desk: Desk) -> list[str]:
    with desk.database.read() as reader:
        return [c.name for c in reader.find("customer", order="number")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_good_lines_come_in_and_bad_ones_say_why(
    desk: Desk, importing: Importing, encoding: str
) -> None:
    content = LIST.encode(encoding)
    tried = importing.customers(content, dry_run=True)
    assert names(desk) == []
    done = importing.customers(content)
    assert tried == done
    assert names(desk) == ["栩川路桥工程有限公司", "龙川监理"]
    assert [(r.row, r.field) for r in done.refused] == [
        (3, "customer_type"), (4, "name"), (5, "phone"), (7, "name"),
    ]  # fmt: skip
    assert "twice" in str(done.refused[3].reason)


def test_a_second_import_doubles_nothing(desk: Desk, importing: Importing) -> None:
    importing.customers(LIST.encode())
    again = importing.customers(LIST.encode())
    assert again.rows == 0
    assert "KH-GZ-2611-D01-0001" in str(again.refused[0].reason)
    assert len(names(desk)) == 2


def test_an_import_tells_nothing_of_a_secret_file(desk: Desk) -> None:
    desk.customer(name="峦珀航道", phone="026-55500177", confidentiality="secret")
    engineer = Importing(desk.use(ENGINEER))
    lines = "客户,联系电话\n栩川路桥,026-55500177\n峦珀航道,\n".encode()
    (refused,) = engineer.customers(lines, dry_run=True).refused
    assert refused.row == 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        "联系电话,市\n1,2\n".encode(),
        "客户,星座\n甲,乙\n".encode(),
        b"\xff\xfe\x00\x00PK\x03\x04\x00",
        b"x" * 20_000_001,
    ],
)
def test_what_is_no_list_is_refused_whole(desk: Desk, importing: Importing, content: bytes) -> None:
    with pytest.raises(UserError):
        importing.customers(content)
    assert names(desk) == []
