# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Invented visit sheets as a branch would write them, for tests and for looking at the paper."""

import math
from decimal import Decimal
from itertools import pairwise
from typing import Any

import msgspec

from branchdesk.domain.sheet import (
    Addendum,
    Choice,
    FrozenSheet,
    PartLine,
    SheetContent,
    SheetSignature,
    WorkLine,
)
from branchdesk.domain.signature import Ink, Point, Stroke, decode_ink, encode_ink

PRIVACY_NOTICE = (
    "个人信息告知：砚衡软件股份有限公司为办理本次服务、回访和处理投诉，记录您的姓名、职务、"
    "联系方式和签字，加密保存在本公司分公司及总部的服务系统中，保存 5 年，"
    "期满删除或匿名化；不向无关第三方提供。"
    "您可致电 026-55500315 查阅、复制、更正、删除或撤回同意；撤回不影响此前的处理。"
)
STATEMENT = (
    "我已查看本单全部内容（共 1 页）。服务经过、处理结果和意见与实际情况一致。\n"
    "我与砚衡软件约定采用电子签名签署本单。签字后内容锁定；如有变更，另附补充页并重新签字。\n"
    "本签字只确认本次服务情况，不影响我今后提出意见和投诉。服务监督电话：026-55500315"
)


WRITTEN = (
    ((3, 7), (19, 5)), ((11, 1), (11.5, 9), (6, 16), (1, 20)), ((11.5, 9), (15, 14), (21, 17)),
    ((5, 21), (17, 20), (9, 25)), ((10, 24), (11.5, 30), (8, 31)), ((4, 26), (20, 24.5)),
    ((33, 3), (30, 12), (26, 18)), ((31, 10), (45, 8)), ((38, 2), (38, 18), (34, 30)),
    ((29, 19), (46, 17)), ((38, 18), (47, 29)),
)  # fmt: skip
"""Strokes of an invented name as corner points in mm."""


def handwriting(*, device: str = "pen", seed: int = 1) -> Ink:
    """Return ink that looks like a quickly written name; every seed has another hand."""
    slant, size = 0.25 * math.sin(seed), 1 + 0.15 * math.cos(seed * 1.7)
    drawn = []
    for corners in WRITTEN:
        points = []
        for (x0, y0), (x1, y1) in pairwise(corners):
            for step in range(12):
                part = step / 11
                bow = 0.6 * math.sin(math.pi * part + seed)
                x, y = x0 + (x1 - x0) * part + bow, y0 + (y1 - y0) * part - bow
                pressure = 0.25 + 0.6 * math.sin(math.pi * part) if device == "pen" else -1.0
                time = len(points) * 8
                points.append(Point(8 + size * (x - slant * y), 4 + size * y, time, pressure))
        drawn.append(Stroke(device, tuple(points)))  # type: ignore[arg-type]
    return decode_ink(encode_ink(Ink(90.0, 42.0, tuple(drawn))))


def content(**changes: Any) -> SheetContent:
    """Return the content of an ordinary visit, with some fields changed."""
    ordinary = SheetContent(
        number="XC-GZ-2611-L03-0019",
        record_number="FW-GZ-2611-L03-0041",
        company="砚衡软件股份有限公司",
        branch="广州分公司",
        service_phone="026-55500000",
        complaint_phone="026-55500315",
        template_version="v1",
        demo=False,
        customer="湛海港航工程有限公司",
        contact="黄主任",
        contact_phone="154-0012-2265",
        address="霞川市湾东区人民大道 88 号 3 楼",
        product="砚衡公路造价 9.3.1",
        serial="DEMO-0007731",
        service_type="软件支持",
        warranty="保修期内",
        problem="更换办公电脑后加密锁无法注册，打开工程提示“未授权”。"
        "客户明天上午要提交第 8 期计量。",
        category="软件错误",
        appointment="11月22日 13:30",
        departed="11月22日 12:50",
        arrived="11月22日 13:40",
        left="11月22日 14:50",
        labour_hours="1.2",
        engineers="陈亮",
        badge_shown=True,
        engineer_contact="154-0099-0042",
        present_people="黄主任、李婷（预算员）",
        location="客户办公室",
        diagnosis=(
            Choice("操作问题", False),
            Choice("软件问题", True),
            Choice("其他", False),
        ),
        diagnosis_text="旧授权仍绑定原电脑，新电脑注册被拒绝。",
        explained=True,
        work=(
            WorkLine("13:45", "解除原电脑绑定，核对授权信息。"),
            WorkLine("14:05", "在新电脑重新注册，升级到 9.3.2。"),
            WorkLine("14:30", "打开 3 个在建工程核对数据无误，向黄主任演示导出第 8 期计量报表。"),
        ),
        parts=(PartLine("加密锁", "DEMO-0007731", "DEMO-0009024", "1", Decimal(0)),),
        charge=Decimal(0),
        invoice_number="",
        results=(
            Choice("已解决", True),
            Choice("部分解决", False),
            Choice("需再次上门", False),
            Choice("数据带回", False),
            Choice("已求助总部", False),
        ),
        result_text="客户已现场验证。",
        follow_up="",
        new_requests="",
        data_taken="",
        data_consent="",
        data_return="",
        photos=(),
        opinion="处理及时，希望换机能自己在网上解绑。",
        opinion_source="客户手写",
        satisfaction="很满意",
        leave_consent=True,
        statement=STATEMENT,
        privacy_notice=PRIVACY_NOTICE,
    )
    return msgspec.structs.replace(ordinary, **changes)


def empty_content() -> SheetContent:
    """Return a numbered sheet on which only the engineer is known."""
    choices = content()
    return content(
        customer="", contact="", contact_phone="", address="", product="", serial="",
        service_type="", warranty="", problem="", category="", appointment="", departed="",
        arrived="", left="", labour_hours="", badge_shown=False, engineer_contact="",
        present_people="", location="", diagnosis_text="", explained=False, work=(), parts=(),
        diagnosis=tuple(Choice(choice.label, False) for choice in choices.diagnosis),
        results=tuple(Choice(choice.label, False) for choice in choices.results),
        result_text="", opinion="", opinion_source="", satisfaction="", leave_consent=False,
        statement="",
    )  # fmt: skip


def signed(name: str = "黄志强", role: str = "使用部门负责人", seed: int = 1) -> SheetSignature:
    """Return a signature given on the screen."""
    ink = handwriting(seed=seed)
    return SheetSignature(name, role, "", "屏幕签字 2026年11月22日 14:53", ink, "")


def unsigned(statement: str, name: str = "黄主任") -> SheetSignature:
    """Return a box without ink in which a statement stands."""
    return SheetSignature(name, "", "", "", None, statement)


def frozen(sheet_content: SheetContent | None = None, **changes: Any) -> FrozenSheet:
    """Return a frozen sheet, with some fields changed."""
    chosen = sheet_content or content()
    ordinary = FrozenSheet(
        content=chosen,
        content_hash=chosen.content_hash(),
        frozen_at="2026年11月22日 14:55",
        customer=signed(),
        engineer=signed("陈亮", "", seed=4),
        acceptance=None,
        waiver="",
        review="",
        qr="BD1:" + "k3Jx9_QmT7vWb2Zc" * 12,
    )
    return msgspec.structs.replace(ordinary, **changes)


def shortest() -> FrozenSheet:
    """Return a sheet with nothing but what every visit has."""
    return frozen(
        content(
            record_number="", service_phone="", contact="", contact_phone="", address="",
            product="", serial="", service_type="", warranty="", problem="锁不亮", category="",
            appointment="", departed="", arrived="", left="", labour_hours="", badge_shown=False,
            engineer_contact="", present_people="", location="", diagnosis=(), diagnosis_text="",
            explained=False, work=(WorkLine("", "重插后正常。"),), parts=(), results=(),
            result_text="", opinion="", opinion_source="", satisfaction="", leave_consent=False,
        ),
        frozen_at="",
        qr="",
    )  # fmt: skip


def long_text(length: int) -> str:
    """Return plausible prose of exactly that many characters."""
    sentence = (
        "打开“湛海港二期 A3 标”工程后，第 8 期计量支付合计与台账相差 1,284.56 元，"
        "逐项核对发现 3 条清单的单价取自旧版定额（2018），更新到 9.3.2 后重新计算，误差为 0.00%。"
    )
    return (sentence * (length // len(sentence) + 1))[:length]


def full() -> FrozenSheet:
    """Return a sheet on which every block has something to show."""
    return frozen(
        content(
            demo=True,
            parts=(
                PartLine("加密锁（USB，网络版 5 节点）", "DEMO-0007731", "DEMO-0009024", "1",
                         Decimal("280.00")),
                PartLine("授权卡", "", "SQ-2026-1180", "2", Decimal("1400.32")),
            ),
            charge=Decimal("1680.32"),
            invoice_number="26447000",
            diagnosis_text="加密锁硬件损坏，且旧授权仍绑定原电脑。",
            results=(
                Choice("已解决", False),
                Choice("部分解决", True),
                Choice("需再次上门", True),
                Choice("数据带回", True),
                Choice("已求助总部", False),
            ),
            result_text="当前期计量可以提交；历史期次误差待带回数据后处理。",
            follow_up="11月27日 09:30",
            new_requests="希望报表能按合同段分别导出。",
            data_taken="共 12 个文件，356 MB，校验码 7F3A-91C2；介质：加密 U 盘 U-03。",
            data_consent="客户签字同意复制带回处理，原始数据仍保存在客户单位；不含国家秘密。",
            data_return="11月27日 17:00 前归还处理结果，48 小时内主动联系。",
            photos=("加密锁指示灯不亮", "“未授权”提示画面"),
        ),
        acceptance=signed("李建国", "计财科长", seed=7),
        review="审核通过，历史误差列入跟进。审核人：王敏 2026年11月23日 09:10",
        addenda=(
            Addendum(
                "补-01", "2026年11月24日 10:20", "陈亮", "新锁号抄写有误",
                "新件号应为 DEMO-0009042，单上误写为 DEMO-0009024，其余内容不变。",
                (signed("黄志强", "使用部门负责人", seed=2), signed("陈亮", "", seed=4)),
            ),
        ),
    )  # fmt: skip
