# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Customer files: duplicates, contacts, products, history and secrecy."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from branchdesk.domain.duplicates import similarity
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.roles import Role
from branchdesk.services.customers import Customers, DuplicateError
from branchdesk.services.secrecy import files_in_order
from tests.services.conftest import AGENT, ENGINEER, MANAGER, START, Desk

NAME = "栩川路桥工程有限公司"


@pytest.fixture
def customers(desk: Desk) -> Customers:
    return Customers(desk.use(AGENT, Role.BRANCH_MANAGER))


def test_a_file_is_opened_with_contacts_and_products(desk: Desk, customers: Customers) -> None:
    outcome = customers.add(
        {"name": NAME, "phone": "０２６－５５５００１００"},
        contacts=[{"salutation": "张工", "mobile": "15400000032", "is_key": True}],
        products=[{"product": "路桥计量支付", "version": "8.3.2", "dongle": "L-1"}],
    )
    view = customers.view(outcome.number)
    assert outcome.number == "KH-GZ-2611-D01-0001"
    assert (view.customer.phone, view.customer.last_verified_at) == ("026-55500100", START.date())
    assert [c.salutation for c in view.contacts] == ["张工"]
    assert [p.version for p in view.products] == ["8.3.2"]


def test_a_bad_contact_opens_no_file(desk: Desk, customers: Customers) -> None:
    with pytest.raises(UserError):
        customers.add({"name": NAME}, contacts=[{"mobile": "15400000032"}])
    with desk.database.read() as reader:
        assert reader.count("customer") == 0


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("广东栩川（集团）有限公司", "广东栩川(集团)公司", True),
        (NAME, "栩川路桥有限责任公司", True),
        (NAME, "霁川路桥工程有限公司", False),
        (NAME, "栩川软件科技有限公司", False),
        ("公司", "有限公司", False),
    ],
)
def test_names_are_compared_without_what_all_have(one: str, other: str, alike: bool) -> None:
    assert (similarity(one, other) >= 80) is alike


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"name": "栩川路桥有限公司"}, "name"),
        ({"name": "栩川公路"}, "name"),  # 80 %: just alike enough to be asked about
        ({"name": "别的单位", "phone": "026-5550 0100"}, "phone"),
        ({"name": "别的单位", "phone": "15400000032"}, "phone"),
        ({"name": "别的单位", "credit_code": "91350100M000100Y43"}, "credit_code"),
        ({"name": "栩路桥"}, "alias"),
    ],
)
def test_a_customer_on_file_is_pointed_out(
    desk: Desk, customers: Customers, document: dict[str, object], reason: str
) -> None:
    here = customers.add(
        {"name": NAME, "aliases": "栩路桥 XC", "phone": "026-55500100",
         "credit_code": "91350100M000100Y43"},
        contacts=[{"name": "张明", "mobile": "15400000032"}],
    )  # fmt: skip
    with pytest.raises(DuplicateError) as refused:
        customers.add(document)
    (candidate,) = refused.value.candidates
    assert (candidate.uuid, candidate.reason) == (here.uuid, reason)
    assert 80 <= candidate.percent <= 100
    assert customers.find_duplicates(document)[0].uuid == here.uuid
    if "credit_code" not in document:
        assert customers.add(document, even_if_similar=True).number.endswith("-0002")


def test_a_file_does_not_find_itself(desk: Desk, customers: Customers) -> None:
    uuid = customers.add({"name": NAME}).uuid
    assert customers.find_duplicates({"uuid": uuid, "name": NAME}) == ()


def test_a_wrong_credit_code_or_phone_is_refused(customers: Customers) -> None:
    for wrong in ({"credit_code": "91350100M000100Y44"}, {"phone": "13x…打不通"}, {"name": " "}):
        with pytest.raises(UserError):
            customers.add({"name": NAME} | wrong)


def test_contacts_are_changed_and_taken_off(desk: Desk, customers: Customers) -> None:
    uuid = desk.customer()
    contact = customers.add_contact(uuid, {"name": "张明"})
    customers.edit_contact(contact, {"position": "造价工程师"})
    assert desk.get("contact", contact).position == "造价工程师"
    customers.set_contacts(uuid, [{"name": "李婷"}, {"name": "王某"}])
    assert [c.name for c in customers.view(uuid).contacts] == ["李婷", "王某"]
    assert desk.get("contact", contact).name == "李婷"
    customers.remove_contact(contact)
    assert [c.name for c in customers.view(uuid).contacts] == ["王某"]
    product = customers.add_product(uuid, {"product": "路桥计量支付"})
    customers.edit_product(product, {"version": "8.4"})
    customers.remove_product(product)
    assert customers.view(uuid).products == ()


def test_others_change_only_the_files_they_added(desk: Desk) -> None:
    engineer, agent = Customers(desk.use(ENGINEER)), Customers(desk.use(AGENT))
    uuid = engineer.add({"name": NAME}).uuid
    engineer.edit(uuid, {"city": "栩川市"})
    with pytest.raises(UserError, match="their own"):
        agent.edit(uuid, {"city": "别处"})
    contact = engineer.add_contact(uuid, {"name": "张明"})
    with pytest.raises(UserError, match="their own"):
        agent.remove_contact(contact)
    agent.edit_contact(agent.add_contact(uuid, {"name": "李婷"}), {"position": "造价工程师"})
    assert (engineer.view(uuid).may_edit, agent.view(uuid).may_edit) == (True, False)
    Customers(desk.use(AGENT, Role.DELEGATE)).edit(uuid, {"city": "别处"})
    with pytest.raises(UserError, match="set by steps"):
        engineer.edit(uuid, {"state": "lost"})


def test_a_lost_customer_says_when_and_why_and_may_come_back(
    desk: Desk, customers: Customers
) -> None:
    uuid = desk.customer()
    with pytest.raises(UserError, match="reason"):
        customers.mark_lost(uuid, " ", START.date())
    with pytest.raises(UserError, match="day to come"):
        customers.mark_lost(uuid, "改用别家", START.date() + timedelta(days=1))
    assert customers.mark_lost(uuid, "改用别家", date(2026, 11, 1)).state == "lost"
    lost = desk.get("customer", uuid)
    assert (lost.lost_reason, lost.lost_at) == ("改用别家", date(2026, 11, 1))
    customers.win_back(uuid)
    assert desk.get("customer", uuid).lost_at is None


def test_secret_files_show_their_name_alone(desk: Desk, customers: Customers) -> None:
    uuid = desk.customer(confidentiality="secret", address="一号路 1 号")
    customers.add_contact(uuid, {"name": "张明"})
    engineer = Customers(desk.use(ENGINEER))
    view = engineer.view(uuid)
    assert (view.masked, view.customer.name, view.contacts) == (True, NAME, ())
    assert (view.customer.phone, view.customer.address) == ("", "")
    with pytest.raises(UserError, match="may not open"):
        engineer.add_contact(uuid, {"name": "李婷"})
    assert not customers.view(uuid).masked
    customers.edit(uuid, {"confidentiality": "top_secret"})
    assert customers.view(uuid).masked
    assert not Customers(desk.use(MANAGER, Role.ARCHIVIST)).view(uuid).masked


def test_no_phone_tells_of_a_secret_file(desk: Desk, customers: Customers) -> None:
    secret = desk.customer(name="峦珀航道勘察院", phone="026-55500177", aliases="珀航")
    customers.add_contact(secret, {"name": "张明", "mobile": "15400000032"})
    customers.edit(secret, {"confidentiality": "secret"})
    asked = [
        {"name": "栩川", "phone": "026-55500177"},
        {"name": "栩川", "phone": "15400000032"},
        {"name": "珀航"},
    ]
    assert [len(customers.find_duplicates(document)) for document in asked] == [1, 1, 1]
    engineer = Customers(desk.use(ENGINEER))
    assert [engineer.find_duplicates(document) for document in asked] == [(), (), ()]
    (by_name,) = engineer.find_duplicates({"name": "峦珀航道勘察院"})
    assert by_name.uuid == secret
    engineer.add({"name": "栩川", "phone": "026-55500177"})


def test_no_place_in_a_list_tells_of_a_secret_file(desk: Desk, customers: Customers) -> None:
    cities = {"甲公司": "广州市", "乙院": "北海市", "丙局": "珠海市"}
    for name, city in cities.items():
        grade = {"confidentiality": "secret"} if name == "乙院" else {}
        desk.customer(name=name, city=city, **grade)

    def listed(person: UUID, *roles: Role, descending: bool, limit: int | None = None) -> list[str]:
        session = desk.use(person, *roles)
        with session.store.read() as reader:
            keys = files_in_order(session, reader, (), "city", descending=descending, limit=limit)
            return [line.name for key in keys for line in reader.customer_lines([key])]

    upwards = sorted(cities, key=cities.__getitem__)
    assert listed(AGENT, Role.BRANCH_MANAGER, descending=False) == upwards
    readable = [name for name in upwards if name != "乙院"]
    assert listed(ENGINEER, descending=False) == [*readable, "乙院"]
    assert listed(ENGINEER, descending=True) == [*readable[::-1], "乙院"]
    assert listed(ENGINEER, descending=True, limit=2) == readable[::-1]


def test_the_history_is_newest_first(desk: Desk, customers: Customers) -> None:
    uuid = desk.customer()
    older = desk.record(customer=str(uuid), occurred_at=(START - timedelta(hours=2)).isoformat())
    newer = desk.record(customer=str(uuid))
    desk.record()
    assert [line.uuid for line in customers.view(uuid).records] == [newer, older]
