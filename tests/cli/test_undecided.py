# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What an exchange left to people: conflicts, refusals and what waits, on the command line."""

from uuid import UUID

from branchdesk.domain.clock import SystemClock
from branchdesk.wiring.founding import unlock_desk
from tests.cli.conftest import PASSPHRASE, Terminal, cheap_surroundings
from tests.cli.documents import call, customer
from tests.cli.test_whole_month import exchange
from tests.wiring.operations import operation


def test_desks_that_just_joined_have_nothing_to_decide(company: Terminal) -> None:
    for desk in ("HQ", "GZ", "L01"):
        assert company.ask(desk, "conflict", "list") == []


def test_conflicts_are_listed_and_settled(company: Terminal) -> None:
    file = company.ask("GZ", "customer", "add", "-", stdin=customer())
    number = company.ask("L01", "record", "add", "-", stdin=call(
        company.ask("L01", "customer", "add", "-", stdin=customer())["number"]
    ))["number"]  # fmt: skip
    exchange(company, "L01", "GZ", "L01")
    for desk, region in (("GZ", "清远"), ("L01", "佛山")):
        company.ask(desk, "record", "step", number, "edit", "-", stdin={"region": region})
    exchange(company, "L01", "GZ", "L01", "GZ")
    (conflict,) = company.ask("GZ", "conflict", "list")
    told = {name: conflict[name] for name in ("kind", "number", "field", "kept", "other")}
    assert told == {
        "kind": "record",
        "number": number,
        "field": "region",
        "kept": "清远",
        "other": "佛山",
    }
    assert (conflict["kept_by"], conflict["other_by"]) == ("王敏", "陈亮")
    at = str(conflict["conflict"])
    assert company.run("--desk", company.home / "GZ", "conflict", "settle", at, "both").code == 2
    settled = company.ask("GZ", "conflict", "settle", at, "other")
    assert settled["choice"] == "other"
    assert company.ask("GZ", "record", "show", number)["region"] == "佛山"
    assert company.ask("GZ", "conflict", "list") == []
    assert company.refuse("GZ", "conflict", "settle", at, "other")
    assert company.ask("GZ", "customer", "show", file["number"])["name"]


def test_both_values_of_a_secret_file_are_hidden(company: Terminal) -> None:
    number = company.ask("L01", "customer", "add", "-", stdin=customer())["number"]
    exchange(company, "L01", "GZ", "L01")
    surroundings = cheap_surroundings(company.paths, SystemClock(), "zh_CN")
    for code, name, mobile, changes in (
        ("L01", "陈亮", "15400009901", {"address": "二号路 2 号"}),
        ("GZ", "王敏", "15400009902", {"address": "三号路 3 号", "confidentiality": "secret"}),
    ):
        with unlock_desk(company.home / code, name, PASSPHRASE, surroundings) as desk:
            desk.customers.edit(number, changes)
            (contact,) = desk.customers.view(number).contacts
            desk.customers.edit_contact(contact.uuid, {"mobile": mobile})
    exchange(company, "L01", "GZ", "L01")
    told = {c["field"]: c for c in company.ask("L01", "conflict", "list")}
    assert told.keys() == {"address", "mobile"}
    for conflict in told.values():
        assert (conflict["hidden"], conflict["kept"], conflict["other"]) == (True, None, None)
    shown = company.run("--desk", company.home / "L01", "conflict", "list").text
    assert shown.count("商业秘密，不可查看") == 4
    assert not any(words in shown for words in ("号路", "1540000"))
    for conflict in told.values():
        for choice in ("kept", "other"):
            refused = company.refuse("L01", "conflict", "settle", str(conflict["conflict"]), choice)
            assert "商业秘密" in refused
    read = {c["field"]: c for c in company.ask("GZ", "conflict", "list")}
    assert {read["address"]["kept"], read["address"]["other"]} == {"二号路 2 号", "三号路 3 号"}
    assert not read["mobile"]["hidden"]


def test_what_was_refused_and_what_waits_is_listed(company: Terminal) -> None:
    file = company.ask("L01", "customer", "add", "-", stdin=customer())
    surroundings = cheap_surroundings(company.paths, SystemClock(), "zh_CN")
    now = SystemClock().now()
    with (
        unlock_desk(company.home / "L01", "陈亮", PASSPHRASE, surroundings) as desk,
        desk.database.write(None, now) as writer,
    ):
        writer.update("customer", UUID(file["uuid"]), {"branch_code": "BJ"})
    with unlock_desk(company.home / "GZ", "王敏", PASSPHRASE, surroundings) as desk:
        newer = operation("hologram", UUID(file["uuid"]), "insert", {"name": "x"})
        with desk.exchange_store.applying("GZ-L01", now) as (*_, apply):
            apply([newer], lambda _: None)
    exchange(company, "L01", "GZ")
    told = company.run("--desk", company.home / "L01", "exchange", "--json")
    assert (told.code, len(told.value["problems"])) == (1, 1)
    (refused,) = company.ask("L01", "refusal", "list")
    assert (refused["peer"], refused["kind"], refused["number"]) == (
        "GZ",
        "customer",
        file["number"],
    )
    assert refused["reason"] == "属于其他分公司"
    (waits,) = company.ask("GZ", "waiting", "list")
    assert (waits["peer"], waits["kind"], waits["action"]) == ("GZ-L01", "hologram", "insert")
    assert waits["reason"] == "需要更新的版本"
