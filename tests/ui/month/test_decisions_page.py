# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Deciding between two values in the window; what was refused and what waits."""

from collections.abc import Callable
from uuid import UUID, uuid4

from PySide6.QtWidgets import QPushButton

from branchdesk.domain.kinds.roles import Role
from branchdesk.ui.exchange.decisions_page import DecisionsPage
from branchdesk.wiring.founding import unlock_desk
from tests.companies import Company
from tests.ui.month.conftest import Shown
from tests.wiring.operations import deliver, new_row

Show = Callable[..., Shown]


def page_of(toolkit: object, desk: object, _answers: object) -> DecisionsPage:
    return DecisionsPage(toolkit, desk.exchange)  # type: ignore[arg-type,attr-defined]


def met_edits(company: Company, **both: tuple[object, object]) -> UUID:
    """Let the branch and the laptop change one record; return its identity."""
    customer = company.rows("GZ-L01", "customer")[0].number  # type: ignore[attr-defined]
    record = company.add_record("GZ-L01", customer)
    company.exchange("GZ-L01", "GZ", "GZ-L01")
    values = both or {"contact_person": ("何工长", "何志强")}
    company.branch.records.edit(record.number, {name: pair[0] for name, pair in values.items()})
    company.laptop.records.edit(record.number, {name: pair[1] for name, pair in values.items()})
    company.exchange("GZ-L01", "GZ", "GZ-L01")
    return record.uuid


def record_of(company: Company, code: str, uuid: UUID) -> object:
    with company[code].database.read() as reader:
        return reader.get("service_record", uuid)


def test_both_values_are_shown_with_who_wrote_them_when_and_where(
    company: Company, show: Show
) -> None:
    record = met_edits(company)
    shown = show("GZ", page_of)
    words = shown.words()
    number = record_of(company, "GZ", record).number  # type: ignore[attr-defined]
    for expected in (number, "联系人", "何工长", "何志强", "本机的", "对方的", "现用的"):
        assert expected in words
    assert "王敏 · 今天 16:00" in words
    assert "陈亮 · 今天 16:00 · 陈亮 L01" in words
    assert "1 处没有选定" in words
    shown.click("conflict_open")
    assert shown.targets == [("service_record", record, "")]


def test_values_are_said_as_people_say_them(company: Company, show: Show) -> None:
    moments = ("2026-11-27T09:10:00+08:00", "2026-11-26T15:00:00+08:00")
    met_edits(company, occurred_at=moments, severity=("1", "2"))
    words = show("GZ", page_of).words()
    assert "今天 09:10" in words
    assert "昨天 15:00" in words
    assert "一级 无法工作" in words
    assert "二级 影响工作" in words
    assert "2026-11-2" not in words


def test_taking_the_other_value_goes_to_every_desk(company: Company, show: Show) -> None:
    record = met_edits(company)
    shown = show("GZ", page_of).click("take_other")
    assert "没有要选定的" in shown.words()
    assert record in shown.changes.rows["service_record"]
    company.exchange("GZ", "GZ-L01")
    for code in ("GZ", "GZ-L01"):
        assert record_of(company, code, record).contact_person == "何志强"  # type: ignore[attr-defined]
        assert company[code].exchange.conflicts() == []


def test_keeping_is_told_to_the_other_desk_too(company: Company, show: Show) -> None:
    record = met_edits(company)
    show("GZ", page_of).click("keep")
    laptop = show("GZ-L01", page_of)
    assert "何志强" in laptop.words()
    company.exchange("GZ", "GZ-L01")
    assert "没有要选定的" in laptop.again().words()
    assert record_of(company, "GZ-L01", record).contact_person == "何工长"  # type: ignore[attr-defined]


def test_what_somebody_decided_meanwhile_is_told_and_shown_anew(
    company: Company, show: Show
) -> None:
    met_edits(company)
    shown = show("GZ", page_of)
    (conflict,) = company.branch.exchange.conflicts()
    company.branch.exchange.settle_conflict(conflict.id, take_other=False)
    shown.click("take_other")
    assert "没有这处修改冲突" in shown.words()
    assert "没有要选定的" in shown.words()
    assert not shown.changes.rows


def test_who_may_not_decide_sees_both_values_and_who_may(company: Company, show: Show) -> None:
    met_edits(company)
    company.branch.people.add("方宁", frozenset({Role.DELEGATE}), "another-passphrase")
    company.branch.close()
    company.desks["GZ"] = unlock_desk(
        company.root / "GZ", "方宁", "another-passphrase", company.surroundings
    )
    shown = show("GZ", page_of)
    assert "何志强" in shown.words()
    assert "由工程师或客服专员选择保留哪一个。" in shown.words()
    assert not shown.see(QPushButton, "keep")
    assert not shown.see(QPushButton, "take_other")


def test_what_was_refused_is_told_with_its_reason_and_what_to_do(
    company: Company, show: Show
) -> None:
    with company.laptop.database.write(None, company.clock.now()) as writer:
        row = writer.find("customer")[0]
        writer.update("customer", row.uuid, {"branch_code": "BJ"})
    company.exchange("GZ-L01", "GZ", "GZ-L01")
    shown = show("GZ-L01", page_of)
    assert "对方没有接收的修改" in shown.words()
    assert "属于其他分公司。请与对方联系；本机的修改仍保留。" in shown.words()
    shown.click("refused_open")
    assert shown.targets == [("customer", row.uuid, "")]


def test_what_waits_is_told_with_its_reason_and_what_to_do(company: Company, show: Show) -> None:
    _, line = new_row("contact", customer=str(uuid4()), name="何工")
    deliver(company, "GZ", "GZ-L01", line)
    shown = show("GZ", page_of)
    assert "还不能并入的修改" in shown.words()
    assert "它所属的内容还没有到。下一份文件到达后会自动并入，不用处理。" in shown.words()
    assert "陈亮 L01" in shown.words()


def test_a_secret_file_keeps_its_values_to_itself(company: Company, show: Show) -> None:
    customer = company.rows("GZ-L01", "customer")[0]
    for code, address in (("GZ-L01", "珠江新城 1 号"), ("GZ", "黄埔大道 2 号")):
        with company[code].database.write(None, company.clock.now()) as writer:
            writer.update("customer", customer.uuid, {"address": address})  # type: ignore[attr-defined]
    with company.branch.database.write(None, company.clock.now()) as writer:
        writer.update("customer", customer.uuid, {"confidentiality": "top_secret"})  # type: ignore[attr-defined]
    company.exchange("GZ-L01", "GZ", "GZ-L01")
    assert company.laptop.exchange.conflicts()
    words = show("GZ-L01", page_of).words()
    assert "（商业秘密，不可查看）" in words
    assert "黄埔大道" not in words
    assert "珠江新城" not in words
