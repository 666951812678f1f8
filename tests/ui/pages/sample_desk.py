# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A branch's real desk on the morning of 22 November 2026, with invented customers and calls."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from branchdesk.domain.clock import BRANCH_ZONE, FixedClock
from branchdesk.domain.kinds.roles import DeskRole, Role
from branchdesk.runtime.key_wrapping import Cost
from branchdesk.runtime.paths import find_paths
from branchdesk.services.session import Outcome
from branchdesk.ui.customers.customer_services import CustomerServices
from branchdesk.ui.records.record_services import RecordServices
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.founding import NewDesk, found_desk, unlock_desk
from branchdesk.wiring.surroundings import make_surroundings

PASSPHRASE = "correct-horse"
NOW = datetime(2026, 11, 22, 10, 42, tzinfo=BRANCH_ZONE)
MANAGER = "王敏"
ALL_ROLES = (Role.BRANCH_MANAGER, Role.SERVICE_AGENT, Role.FIELD_ENGINEER)


def surroundings_of(root: Path, clock: FixedClock) -> Any:
    paths = find_paths({"BRANCHDESK_HOME": str(root / "home")})
    return make_surroundings(paths, clock, cost=Cost(64, 1, 1))


def found_branch(root: Path, clock: FixedClock) -> Desk:
    desk, _ = found_desk(
        root / "GZ",
        NewDesk(
            role=DeskRole.BRANCH,
            code="GZ",
            name="广州分公司",
            person_name=MANAGER,
            passphrase=PASSPHRASE,
            roles=ALL_ROLES,
        ),
        surroundings_of(root, clock),
    )
    return desk


def open_copy(template: Path, root: Path, clock: FixedClock) -> Desk:
    """Unlock a copy of a desk that was prepared once."""
    shutil.copytree(template / "GZ", root / "GZ")
    return unlock_desk(root / "GZ", MANAGER, PASSPHRASE, surroundings_of(root, clock))


def services_of(desk: Desk) -> RecordServices:
    return RecordServices(
        desk.session,
        desk.records,
        desk.customers,
        desk.visits,
        desk.attachments,
        desk.drafts,
        desk.exchange,
    )


def customers_of(desk: Desk) -> CustomerServices:
    return CustomerServices(desk.session, desk.customers, desk.drafts)


def call(**changes: Any) -> dict[str, Any]:
    """A caller's problem as a document."""
    return {
        "category": "defect",
        "contact_person": "何工",
        "contact_phone": "154 0000 4217",
        "product": "路易计价",
        "product_version": "8.3.1",
        "address": "一号路 1 号 3 楼",
        "problem_description": "计量支付导出第三期报表时提示“列不存在”，第二期正常。"
        "客户下午 3 点要报审。",
    } | changes


class Story:
    """Fills a desk with calls in every state; the clock moves as the day goes on."""

    def __init__(self, desk: Desk, clock: FixedClock) -> None:
        self.desk = desk
        self.clock = clock
        self.colleague = desk.staff.add("陈亮", frozenset({Role.FIELD_ENGINEER}), "15400000009")
        self.customers: dict[str, UUID] = {}

    def customer(self, name: str, **changes: Any) -> UUID:
        if name not in self.customers:
            outcome = self.desk.customers.add(
                {"name": name, "value_class": "key", "city": "广州市"} | changes,
                contacts=[{"name": "何工", "mobile": "154 0000 4217", "is_key": True}],
                products=[
                    {
                        "product": "路易计价",
                        "version": "8.3.1",
                        "serial": "LY-2026-0042",
                        "warranty_until": "2027-03-31",
                    }
                ],
                even_if_similar=True,
            )
            self.customers[name] = outcome.uuid
        return self.customers[name]

    def call(self, customer: str, **changes: Any) -> Outcome:
        return self.desk.records.add(call(customer=self.customer(customer), **changes))

    def step(self, record: UUID, event: str, **document: Any) -> Outcome:
        return self.desk.records.step(record, event, document)

    def tell(self) -> dict[str, UUID]:
        """Tell one call per state; returns the records by what is special about them."""
        told: dict[str, UUID] = {}
        self.clock.moment = NOW.replace(hour=9, minute=30)
        told["overdue"] = self.call("粤岭公路建设").uuid
        promised = NOW.replace(hour=10, minute=30)
        self.step(told["overdue"], "promise", promised_answer_at=promised.isoformat())
        self.clock.advance(timedelta(minutes=1))
        self.step(told["overdue"], "note", text="复现。第三期新增“暂估”列未建索引。")
        self.step(
            told["overdue"],
            "hand_over",
            to_staff=str(self.colleague),
            brief="客户急，下午 3 点前要结果。",
        )
        self.clock.moment = NOW.replace(hour=9, minute=58)
        self.step(told["overdue"], "note", text="发总部确认补丁，等回复。")
        told["closed"] = self.call(
            "莞城轨道", problem_description="打印预览第 2 页页脚缺失", category="usage"
        ).uuid
        self.step(told["closed"], "resolve", solution="改用新模板后页脚正常。")
        self.step(told["closed"], "confirm_close", confirmed_by="何工")
        told["resolved"] = self.call(
            "珠桥建筑", problem_description="分包清单拆分后如何汇总", category="usage"
        ).uuid
        self.step(told["resolved"], "resolve", solution="按父级清单重新汇总即可。")
        told["visit"] = self.call(
            "湛海港航工程", problem_description="加密锁换机后无法注册", service_mode="onsite"
        ).uuid
        self.desk.visits.plan(
            told["visit"],
            {"appointment_at": NOW.replace(hour=15, minute=0), "agreed_with": "黄主任"},
        )
        told["waiting_hq"] = self.call(
            "穗通监理", problem_description="新定额与旧定额人工费差异", category="business"
        ).uuid
        self.step(
            told["waiting_hq"],
            "escalate",
            operating_system="Windows 11",
            computer_brand="联想",
            product_version="8.3.1",
            operation_steps="打开定额对比",
            error_symptom="人工费相差 12%",
            probable_cause="定额库版本不一致",
        )
        self.clock.moment = NOW.replace(hour=10, minute=20)
        told["suggestion"] = self.call(
            "惠河市政", problem_description="希望清单导入支持 WPS 表格", category="suggestion"
        ).uuid
        self.step(told["suggestion"], "answer", text="已登记，会转产品部。")
        self.clock.moment = NOW.replace(hour=10, minute=25)
        told["open"] = self.call(
            "南江路桥三处", problem_description="单价分析表合并后丢失合计行", service_mode="email"
        ).uuid
        self.clock.moment = NOW
        return told


LONG = "粤北山区高速公路建设工程施工总承包第十七合同段项目经理部财务与计量支付管理中心有限责任公司"


def tell_long(desk: Desk, clock: FixedClock) -> UUID:
    """Tell one call in the longest words a customer has; returns the record."""
    story = Story(desk, clock)
    outcome = story.call(
        LONG,
        contact_person="欧阳上官慕容·阿不都热合曼（项目总工）",
        contact_phone="0755-55501234 转 80217",
        product="路易公路工程计量支付与变更管理一体化系统（企业网络版）",
        product_version="8.3.1.20261118-beta2",
        problem_description="计量支付导出第三期报表时提示“列不存在”，第二期正常。" * 20,
    )
    story.step(
        outcome.uuid,
        "promise",
        promised_answer_at=(NOW.replace(hour=20)).isoformat(),
        reason="要等总部给出补丁并在测试环境里核对三期数据，客户同意晚上八点前答复。",
    )
    story.step(outcome.uuid, "note", text="逐期对比，" * 60)
    story.step(
        outcome.uuid, "offer_options", first="先手工补列再导出。" * 8, second="等补丁。", chosen=1
    )
    return outcome.uuid
