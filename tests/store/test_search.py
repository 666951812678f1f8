# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One box finds everything, from one character to a number in the middle of a phone."""

from typing import Any

import pytest

from branchdesk.domain.queries import Filter
from branchdesk.store.database import Database
from branchdesk.store.search import initials_of, phrase, spaced
from tests.builders import NOW, build
from tests.store.desks import ACTOR, insert


def titles(database: Database, text: str, limit: int = 20) -> list[str]:
    with database.read() as reader:
        return [hit.title for hit in reader.search(text, limit)]


@pytest.fixture
def customers(desk_database: Database) -> Database:
    names = {
        "栩川路桥工程有限公司": {"aliases": "栩川 路桥公司", "phone": "026-5550 1234"},
        "北京朝阳电子厂": {"phone": "（０２６）5550-7788"},
        "𠮷野家餐饮": {"remarks": "老板微信名 😀小吉"},
        "单雄": {"customer_type": "individual", "phone": "15400009876"},
        "曾巩": {"customer_type": "individual"},
        "仇英": {"customer_type": "individual"},
        "ABC Consulting": {"remarks": "说英文"},
    }
    rows = [build("customer", name=name, **values) for name, values in names.items()]
    insert(desk_database, "customer", *rows)
    return desk_database


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("栩", ["栩川路桥工程有限公司"]),
        ("路桥", ["栩川路桥工程有限公司"]),
        ("路桥工程", ["栩川路桥工程有限公司"]),
        ("桥路", []),
        ("路桥 栩川", ["栩川路桥工程有限公司"]),
        ("𠮷", ["𠮷野家餐饮"]),
        ("𠮷野", ["𠮷野家餐饮"]),
        ("吉", ["𠮷野家餐饮"]),
        ("😀", ["𠮷野家餐饮"]),
        ("😀小吉", ["𠮷野家餐饮"]),
        ("👍", []),
        ("abc", ["ABC Consulting"]),
        ("ＡＢＣ", ["ABC Consulting"]),
        ("consult", ["ABC Consulting"]),
        ("sulting", []),
    ],
)
def test_characters_and_words(customers: Database, text: str, found: list[str]) -> None:
    assert titles(customers, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("50123", ["栩川路桥工程有限公司"]),
        ("5550-1234", ["栩川路桥工程有限公司"]),
        ("5501234", ["栩川路桥工程有限公司"]),
        ("02655507788", ["北京朝阳电子厂"]),
        ("9876", ["单雄"]),
        ("４０００", ["单雄"]),
        ("99999", []),
    ],
)
def test_digits_in_the_middle_of_a_phone(customers: Database, text: str, found: list[str]) -> None:
    assert titles(customers, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("xc", "栩川路桥工程有限公司"),
        ("xclq", "栩川路桥工程有限公司"),
        ("XCLQ", "栩川路桥工程有限公司"),
        ("lqgs", "栩川路桥工程有限公司"),  # 路桥公司, the short name
        ("xuchuan", "栩川路桥工程有限公司"),
        ("bjcydz", "北京朝阳电子厂"),
        ("bjzydz", "北京朝阳电子厂"),
        ("sx", "单雄"),
        ("dx", "单雄"),
        ("zg", "曾巩"),
        ("cg", "曾巩"),
        ("qy", "仇英"),
        ("cy", "仇英"),
    ],
)
def test_pinyin_initials_with_every_reading(customers: Database, text: str, found: str) -> None:
    assert found in titles(customers, text)


def test_a_person_may_set_the_initials(desk_database: Database) -> None:
    insert(desk_database, "customer", build("customer", name="乐成商贸", initials="YCSM"))
    assert titles(desk_database, "ycsm") == ["乐成商贸"]
    assert titles(desk_database, "lcsm") == []


def test_many_heteronyms_keep_the_usual_reading_and_its_neighbours() -> None:
    readings = initials_of("重乐单曾朝阳行长调" * 2).split()
    assert len(readings) <= 33
    assert len(set(readings)) == len(readings)
    first = readings[0]
    for place in range(9):
        differing = {r[place] for r in readings if r[:place] == first[:place]}
        assert first[place] in differing
    # The first character is a heteronym too: it must not be starved by those behind it.
    assert {r[0] for r in readings} >= {"c", "z"}


def test_records_and_visits_are_found_by_content_children_and_customer(
    desk_database: Database,
) -> None:
    customer = build("customer", name="栩川路桥工程有限公司")
    record = build("service_record", customer=customer.uuid, serial="SN-7788991")
    progress = build("record_progress", record=record.uuid, text="更换了加密狗")
    visit = build("visit", customer=customer.uuid, record=record.uuid, purpose="上门查看硒鼓")
    part = build("visit_part", visit=visit.uuid, new_serial="A-314159")
    insert(desk_database, "customer", customer)
    insert(desk_database, "service_record", record)
    insert(desk_database, "visit", visit)
    insert(desk_database, "record_progress", progress)
    insert(desk_database, "visit_part", part)

    def numbers(text: str) -> list[str]:
        with desk_database.read() as reader:
            return [hit.number for hit in reader.search(text, 20)]

    assert numbers("加密狗") == [record.number]
    assert numbers("硒鼓") == [visit.number]
    assert numbers("788991") == [record.number]
    assert numbers("14159") == [visit.number]
    assert numbers(record.number) == [record.number]
    assert numbers(record.number.lower()) == [record.number]
    assert record.number in numbers(record.number[-4:])
    assert set(numbers("栩川")) == {customer.number, record.number, visit.number}
    assert numbers("栩川")[0] == customer.number


def test_a_changed_row_is_found_by_its_new_words_only(customers: Database) -> None:
    with customers.read() as reader:
        (hit,) = reader.search("曾巩", 5)
    with customers.write(ACTOR, NOW) as writer:
        writer.update("customer", hit.uuid, {"name": "欧阳修"})
    assert titles(customers, "曾巩") == []
    assert titles(customers, "欧阳") == ["欧阳修"]
    assert titles(customers, "oyx") == ["欧阳修"]
    with customers.write(ACTOR, NOW) as writer:
        writer.update("customer", hit.uuid, {"deleted": True})
    assert titles(customers, "欧阳") == []


def test_the_work_of_a_renamed_customer_is_found_by_the_new_name(desk_database: Database) -> None:
    customer = build("customer", name="旧名公司")
    record = build("service_record", customer=customer.uuid)
    insert(desk_database, "service_record", record)  # may come from a laptop before its customer
    insert(desk_database, "customer", customer)
    assert set(titles(desk_database, "旧名")) == {"旧名公司"}
    with desk_database.write(ACTOR, NOW) as writer:
        writer.update("customer", customer.uuid, {"name": "新名公司"})
    assert titles(desk_database, "旧名") == []
    assert len(titles(desk_database, "新名")) == 2


def test_a_number_in_a_long_text_is_found_but_not_pieced_together(desk_database: Database) -> None:
    row = build("service_record", problem_description="第12行345列，改拨15400003141，共27元")
    insert(desk_database, "service_record", row)
    with desk_database.read() as reader:
        assert [h.number for h in reader.search("00314", 5)] == [row.number]
        assert reader.search("12345", 5) == []


@pytest.mark.parametrize(
    "text", ["", "   ", "%", "_", '"', "'", "*", "AND", "NEAR(", "a OR b", "（）", "\x00"]
)
def test_nothing_that_is_typed_breaks_the_search(customers: Database, text: str) -> None:
    assert titles(customers, text) == []
    with customers.read() as reader:
        reader.line_ids("customer", (), "name", descending=False, text=text)


def test_the_limit_holds(desk_database: Database) -> None:
    insert(desk_database, "customer", *(build("customer", name=f"路桥 {i}") for i in range(8)))
    assert len(titles(desk_database, "路桥", limit=3)) == 3


def test_every_character_stands_alone() -> None:
    assert spaced("栩川A1路 😀Ｘ") == "栩 川 a1 路 😀 x"
    assert phrase("栩川 a1") == '"栩 川" AND "a1"*'
    assert phrase("a1 栩川") == '"a1" AND "栩 川"'
    assert phrase("-- 、") == ""


# --- Lists ---------------------------------------------------------------------------------------


@pytest.fixture
def records(desk_database: Database) -> tuple[Database, list[Any]]:
    staff = build("staff", name="周倩")
    customer = build("customer", name="栩川路桥工程有限公司", city="广州")
    contact = build("contact", customer=customer.uuid, name="", salutation="张工")
    key_contact = build("contact", customer=customer.uuid, name="李总", is_key=True)
    product = build("customer_product", customer=customer.uuid)
    rows = [
        build(
            "service_record",
            customer=customer.uuid,
            handler=staff.uuid,
            first_contact_owner=staff.uuid,
            problem_description=f"第{word}条 打印",
            state=state,
        )
        for word, state in (("甲", "open"), ("乙", "closed"), ("丙", "resolved"))
    ]
    insert(desk_database, "staff", staff)
    insert(desk_database, "customer", customer)
    insert(desk_database, "contact", contact, key_contact)
    insert(desk_database, "customer_product", product)
    insert(desk_database, "service_record", *rows)
    visit = build("visit", customer=customer.uuid, engineer=staff.uuid, record=rows[0].uuid)
    insert(desk_database, "visit", visit)
    return desk_database, [*rows, visit, customer]


def test_a_list_keeps_its_order_and_its_filters(records: tuple[Database, list[Any]]) -> None:
    database, rows = records
    with database.read() as reader:

        def listed(*filters: Filter, down: bool = False, text: str = "") -> list[str]:
            ids = reader.line_ids("service_record", filters, "number", down, text)
            return [line.number for line in reader.record_lines(ids)]

        numbers = sorted(row.number for row in rows[:3])
        assert listed() == numbers
        assert listed(down=True) == numbers[::-1]
        assert listed(Filter("state", "=", "closed")) == [rows[1].number]
        assert listed(text="丙") == [rows[2].number]
        assert listed(Filter("state", "=", "closed"), text="丙") == []
        assert listed(text="打印", down=True) == numbers[::-1]
        assert listed(text="，。") == []


def test_a_long_number_typed_full_width_is_found_by_its_middle(desk_database: Database) -> None:
    text = "加密锁４００７７３１，换机后无法识别；短号８１２。"
    record = build("service_record", problem_description=text)
    insert(desk_database, "service_record", record)
    with desk_database.read() as reader:
        assert [hit.uuid for hit in reader.search("0773", 5)] == [record.uuid]
        digits = reader.connection.exec_driver_sql("SELECT digits FROM search_entry").scalar_one()
    assert "4007731" in digits.split()
    assert "812" not in digits.split()


@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize("order", ["number", "occurred_at", "state"])
@pytest.mark.parametrize(
    ("filters", "text"),
    [
        ((), ""),
        ((Filter("state", "!=", "closed"),), ""),
        ((Filter("state", "in", []),), ""),
        ((), "打印"),
        ((), "丙丙丙"),
    ],
)
def test_a_whole_list_is_its_pages_one_after_the_other(
    records: tuple[Database, list[Any]],
    filters: tuple[Filter, ...],
    text: str,
    order: str,
    down: bool,
) -> None:
    with records[0].read() as reader:
        asked = ("service_record", filters, order, down, text)
        whole = reader.line_ids(*asked)
        paged = [reader.line_ids(*asked, limit=1, offset=place) for place in range(len(whole) + 1)]
        assert whole == [key for page in paged for key in page]
        assert whole[1:] == reader.line_ids(*asked, offset=1)


def test_lines_carry_the_names_of_what_they_refer_to(records: tuple[Database, list[Any]]) -> None:
    database, _ = records
    with database.read() as reader:
        ids = reader.line_ids("service_record", (), "number", descending=False)
        (line, *_) = reader.record_lines(ids)
        assert (line.customer, line.handler, line.owner) == ("栩川路桥工程有限公司", "周倩", "周倩")
        assert (line.state, line.exchange, line.problem) == ("open", "unpacked", "第甲条 打印")
        (visit,) = reader.visit_lines(reader.line_ids("visit", (), "number", descending=False))
        assert (visit.customer, visit.engineer) == ("栩川路桥工程有限公司", "周倩")
        ids = reader.line_ids("customer", (), "name", descending=False)
        (customer,) = reader.customer_lines(ids)
        assert (customer.contact, customer.phone, customer.city) == ("李总", "15400001234", "广州")
        assert (customer.products, customer.open_records) == (1, 2)
        assert reader.record_lines([]) == []


def test_a_record_of_an_unknown_customer_is_listed_all_the_same(desk_database: Database) -> None:
    insert(desk_database, "service_record", build("service_record"))
    with desk_database.read() as reader:
        ids = reader.line_ids("service_record", (), "number", descending=False)
        assert [line.customer for line in reader.record_lines(ids)] == [""]
