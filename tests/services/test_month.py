# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A branch's month on a real desk: what the check finds, explanations, summary and messages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.customer import Customer
from branchdesk.domain.kinds.month import Attachment, MonthClose, MonthReceipt
from branchdesk.domain.month_check import DeviceFacts, MonthFindings, MonthRule
from branchdesk.services.month import Month
from branchdesk.services.month_bundle import take_snapshot
from branchdesk.services.records import Records
from branchdesk.services.visits import Visits
from tests.services.conftest import (
    AGENT,
    ENGINEER,
    MANAGER,
    START,
    Desk,
    call,
)

PERIOD = "2026-11"
CUSTOMER = UUID(int=700)
L02 = DeviceFacts(code="L02", name="周倩", last_received_at=START - timedelta(days=4))


def month(
    desk: Desk, person: UUID = AGENT, laptops: Sequence[DeviceFacts] = (), conflicts: int = 0
) -> Month:
    return Month(desk.use(person), lambda: laptops, lambda: conflicts, lambda _: False)


@pytest.fixture(autouse=True)
def _customer(desk: Desk) -> None:
    with desk.database.write(None, START) as writer:
        writer.insert(
            "customer",
            Customer(
                uuid=CUSTOMER,
                created_at=START,
                number="KH-GZ-2611-D01-0001",
                state="active",
                branch_code="GZ",
                name="栩川路桥",
            ),
        )


def take(desk: Desk, **changes: Any) -> UUID:
    return Records(desk.use(ENGINEER)).add(call(customer=str(CUSTOMER), **changes)).uuid


def close_record(desk: Desk, uuid: UUID, score: int = 9) -> None:
    records = Records(desk.use(ENGINEER))
    records.step(uuid, "resolve", {"solution": "重新关联第 7 期数据并复核合计"})
    records.step(uuid, "confirm_close", {"confirmed_by": "张工", "satisfaction_score": score})


def visit(desk: Desk, record: UUID) -> UUID:
    visits = Visits(desk.use(ENGINEER))
    plan = {"appointment_at": START.isoformat(), "agreed_with": "张工"}
    uuid = visits.plan(record, plan).uuid
    visits.step(uuid, "arrive", {"location": "一号路 1 号"})
    return uuid


def close_month(desk: Desk, revision: int = 1, **changes: Any) -> MonthClose:
    values: dict[str, Any] = {
        "uuid": UUID(int=800 + revision),
        "created_at": START,
        "number": f"YB-GZ-2611-D01-000{revision}",
        "branch_code": "GZ",
        "period": PERIOD,
        "revision": revision,
        "closed_at": datetime(2026, 11, 27, 16, 48, tzinfo=BRANCH_ZONE),
        "records": 218,
        "visits": 37,
        "digest": "7f3a91c2" + "0" * 56,
        "summary": "平稳。",
    }
    row = MonthClose(**(values | changes))
    with desk.database.write(MANAGER, desk.clock.now()) as writer:
        writer.insert("month_close", row)
    return row


def receipt(desk: Desk, state: str, revision: int = 1, **changes: str) -> None:
    with desk.database.write(None, desk.clock.now()) as writer:
        row = MonthReceipt(
            uuid=UUID(int=850 + revision),
            created_at=desk.clock.now(),
            branch_code="GZ",
            period=PERIOD,
            revision=revision,
            state=state,
            digest="7f3a91c2",
            decided_at=desk.clock.now(),
        )
        writer.insert("month_receipt", msgspec.structs.replace(row, **changes))


def found(findings: MonthFindings) -> list[tuple[str, str]]:
    return [(f.rule.value, f.number) for f in (*findings.block, *findings.explain)]


def test_an_untouched_month_only_lacks_its_summary(desk: Desk) -> None:
    findings = month(desk).check(PERIOD)
    assert found(findings) == [("R-108", "")]
    month(desk).save_summary(PERIOD, "本期平稳。")
    assert month(desk).check(PERIOD).ready


def test_the_check_reads_records_visits_progress_and_laptops(desk: Desk) -> None:
    month(desk).save_summary(PERIOD, "本期平稳。")
    defect = take(desk, category="defect", product_version="8.3.2")
    desk.change("service_record", defect, product_version="")
    late = take(desk, occurred_at=(START - timedelta(days=1)).isoformat())
    poor = take(desk)
    close_record(desk, poor, score=4)
    on_site = visit(desk, late)
    numbers = {u: desk.get("service_record", u).number for u in (defect, late, poor)}
    findings = month(desk, laptops=(L02,), conflicts=2).check(PERIOD)
    assert found(findings) == [
        ("R-070", desk.get("visit", on_site).number),
        ("BR-022", numbers[defect]),
        ("R-106", "L02"),
        ("BR-020", numbers[late]),
        ("low_satisfaction", numbers[poor]),
        ("conflicts", ""),
    ]
    sheet = desk.paper.render(findings.block[0].message)
    assert "（栩川路桥，11月20日）" in sheet


def test_work_on_a_record_keeps_it_from_being_stale(desk: Desk) -> None:
    idle, worked = take(desk), take(desk)
    desk.clock.advance(timedelta(days=5))
    Records(desk.use(ENGINEER)).step(worked, "note", {"text": "等客户重启电脑"})
    stale = [f.uuid for f in month(desk).check(PERIOD).explain if f.rule is MonthRule.STALE]
    assert stale == [idle]


def test_an_unfinished_record_is_carried_into_the_next_period(desk: Desk) -> None:
    left, done = take(desk), take(desk)
    close_record(desk, done)
    desk.clock.advance(timedelta(days=20))
    carried = [
        f.uuid for f in month(desk).check("2026-12").info if f.rule is MonthRule.CARRIED_OVER
    ]
    assert carried == [left]


def test_one_sentence_explains_many(desk: Desk) -> None:
    yesterday = (START - timedelta(days=1)).isoformat()
    for _ in range(3):
        take(desk, occurred_at=yesterday)
    late = month(desk).check(PERIOD).explain
    month(desk).explain(PERIOD, "BR-020", [f.subject for f in late[:2]], "客户停电，次日补录")
    after = month(desk).check(PERIOD)
    assert [f.explained for f in after.explain] == ["客户停电，次日补录"] * 2 + [""]
    assert [f.subject for f in after.unexplained] == [late[2].subject]


def test_a_later_sentence_replaces_the_first(desk: Desk) -> None:
    subject = desk.get("service_record", _late(desk)).number
    month(desk).explain(PERIOD, "BR-020", [subject], "忘了")
    month(desk, MANAGER).explain(PERIOD, "BR-020", [subject], "客户停电")
    assert [f.explained for f in month(desk).check(PERIOD).explain] == ["客户停电"]
    with desk.database.read() as reader:
        assert reader.count("month_explanation") == 1


def _late(desk: Desk) -> UUID:
    return take(desk, occurred_at=(START - timedelta(days=1)).isoformat())


def test_a_written_reason_lets_a_month_go_without_a_laptop(desk: Desk) -> None:
    open_month = month(desk, laptops=(L02,))
    open_month.save_summary(PERIOD, "本期平稳。")
    assert open_month.status(PERIOD).state == "collecting"
    open_month.explain(PERIOD, "R-106", ["L02"], "出差在外，下周带回")
    assert open_month.status(PERIOD).state == "pre_checked"


@pytest.mark.parametrize(
    ("rule", "subject"), [("BR-020", "FW-GZ-2611-D01-9999"), ("R-108", "R-108"), ("nonsense", "x")]
)
def test_only_what_wants_a_word_can_be_explained(desk: Desk, rule: str, subject: str) -> None:
    with pytest.raises(UserError) as raised:
        month(desk).explain(PERIOD, rule, [subject], "不知道")
    assert desk.paper.render(raised.value.title) == "没有要说明的事项"


def test_an_empty_explanation_is_refused_and_nothing_is_written(desk: Desk) -> None:
    subject = desk.get("service_record", _late(desk)).number
    with pytest.raises(UserError):
        month(desk).explain(PERIOD, "BR-020", [subject], "  ")
    with desk.database.read() as reader:
        assert reader.count("month_explanation") == 0


def test_an_engineer_does_not_write_the_report(desk: Desk) -> None:
    subject = desk.get("service_record", _late(desk)).number
    engineer = month(desk, ENGINEER)
    with pytest.raises(UserError):
        engineer.explain(PERIOD, "BR-020", [subject], "客户停电")
    with pytest.raises(UserError):
        engineer.save_summary(PERIOD, "本期平稳。")


def test_the_draft_becomes_the_summary_when_it_is_saved(desk: Desk) -> None:
    close_record(desk, take(desk))
    draft = month(desk).draft_summary(PERIOD)
    assert draft.startswith("本期共受理客户服务 1 件，其中电话 1 件、上门 0 次；首次解决率 100 %")
    assert not month(desk).check(PERIOD).ready
    month(desk).save_summary(PERIOD, draft, needs_support=True, support_text="批量升级工具")
    month(desk).save_summary(PERIOD, draft + "改", needs_support=False, support_text="旧字")
    saved = month(desk).status(PERIOD).summary
    assert saved is not None
    assert (saved.summary, saved.needs_hq_support, saved.support_text) == (draft + "改", False, "")


def test_support_needs_to_be_described(desk: Desk) -> None:
    with pytest.raises(UserError) as raised:
        month(desk).save_summary(PERIOD, "本期平稳。", needs_support=True, support_text=" ")
    assert desk.paper.render(raised.value.title) == "请写明需总部支持什么"


def test_the_status_counts_the_days_and_advises_the_friday(desk: Desk) -> None:
    status = month(desk).status(PERIOD)
    assert (str(status.due), str(status.recommended)) == ("2026-11-28", "2026-11-27")
    assert (status.days_left, status.revision, status.close) == (8, 0, None)
    desk.clock.advance(timedelta(days=10))
    assert month(desk).status(PERIOD).days_left == -2


def test_the_status_follows_close_and_receipt(desk: Desk) -> None:
    open_month = month(desk)
    open_month.save_summary(PERIOD, "本期平稳。")
    close_month(desk)
    assert open_month.status(PERIOD).state == "exported"
    receipt(desk, "returned")
    assert open_month.status(PERIOD).state == "returned"
    close_month(desk, revision=2, state="sent")
    assert (open_month.status(PERIOD).state, open_month.status(PERIOD).revision) == ("sent", 2)
    receipt(desk, "accepted", revision=2)
    assert open_month.status(PERIOD).state == "acknowledged"


@pytest.mark.parametrize("other", [{"period": "2026-10"}, {"branch_code": "SZ"}])
def test_a_receipt_is_about_its_own_month_and_branch(desk: Desk, other: dict[str, str]) -> None:
    close_month(desk)
    receipt(desk, "returned", **other)
    status = month(desk).status(PERIOD)
    assert (status.state, status.receipt) == ("exported", None)
    with pytest.raises(UserError, match="already reported"):
        month(desk).save_summary(PERIOD, "改")


def test_a_reported_month_changes_only_when_it_was_returned(desk: Desk) -> None:
    subject = desk.get("service_record", _late(desk)).number
    close_month(desk)
    with pytest.raises(UserError) as raised:
        month(desk).save_summary(PERIOD, "改")
    assert desk.paper.render(raised.value.title) == "本期已上报"
    with pytest.raises(UserError) as raised:
        month(desk).explain(PERIOD, "BR-020", [subject], "改")
    assert desk.paper.render(raised.value.title) == "本期已上报"
    receipt(desk, "returned")
    month(desk).save_summary(PERIOD, "改")


def test_the_contents_agree_with_the_snapshot(desk: Desk) -> None:
    record = take(desk)
    visit(desk, record)
    close_record(desk, take(desk))
    for number, owner in ((1, record), (2, CUSTOMER)):
        photo = Attachment(
            uuid=UUID(int=600 + number),
            created_at=START,
            owner_kind="service_record",
            owner=owner,
            file_name="照片.jpg",
            size=1200,
            sha256="0" * 64,
        )
        with desk.database.write(ENGINEER, START) as writer:
            writer.insert("attachment", photo)
    contents = month(desk).contents(PERIOD)
    assert (contents.records, contents.visits, contents.customers) == (2, 1, 1)
    assert (contents.attachments, contents.attachment_bytes) == (1, 1200)
    with desk.database.read() as reader:
        kinds = [kind for kind, _, _ in take_snapshot(reader, "GZ", PERIOD)]
    assert sorted(kinds) == ["service_record"] * contents.records + ["visit"] * contents.visits


def test_everybody_is_reminded_of_his_own_things(desk: Desk) -> None:
    defect = take(desk, category="defect", product_version="8.3.2")
    desk.change("service_record", defect, product_version="")
    on_site = visit(desk, take(desk))
    sheet = desk.get("visit", on_site).number
    desk.change("visit", on_site, state="signature_pending")
    chen, zhou = month(desk, laptops=(L02,)).nudge_texts(PERIOD)
    assert sheet.startswith("XC-GZ-2611-D01-")
    assert chen.text == (
        "陈亮，本期 28 日上报（周六，请 27 日 17:30 前办好），你还有 2 项："
        f"① XC-…{sheet[-4:]} 补签；② FW-…0001 填产品版本。"
    )
    assert zhou.text == (
        "周倩，本期 28 日上报（周六，请 27 日 17:30 前办好），你还有 1 项：① L02 交数据。"
    )


def test_the_slip_names_the_newest_report(desk: Desk) -> None:
    with pytest.raises(UserError):
        month(desk).slip(PERIOD)
    close_month(desk, needs_hq_support=True)
    assert month(desk).slip(PERIOD) == (
        "【广州分公司 2026年11月客服上报】首次上报 218 条、现场服务单 37 张、需总部支持 1 项；"
        "11月27日 16:48 发出；校验码 7F3A-91C2。请查收并回执。"
    )
    close_month(desk, revision=2, digest="00ff" * 16)
    assert month(desk).slip(PERIOD) == (
        "【广州分公司 2026年11月客服上报】第 2 次上报（更正） 218 条、现场服务单 37 张；"
        "11月27日 16:48 发出；校验码 00FF-00FF。请查收并回执。"
    )


@pytest.mark.parametrize("text", ["", "2026-13", "2026", "十一月"])
def test_a_period_must_be_a_month(desk: Desk, text: str) -> None:
    with pytest.raises(UserError):
        month(desk).check(text)
