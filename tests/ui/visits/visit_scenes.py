# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A real desk with an invented visit, and hands that click, type and write on its sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStackedLayout, QWidget

from branchdesk.domain.clock import FixedClock
from branchdesk.domain.kinds.roles import DeskRole, Role
from branchdesk.domain.kinds.steps import Actor
from branchdesk.domain.queries import Filter
from branchdesk.services.attachments import Attachments
from branchdesk.services.drafts import Drafts
from branchdesk.services.open_desk import PaperDesk
from branchdesk.services.printing import Printing
from branchdesk.services.session import Session
from branchdesk.services.sign_visit import SignVisit
from branchdesk.services.visits import Visits
from branchdesk.store.drafts import DraftStore
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.visits.desk import VisitDesk
from branchdesk.ui.visits.printer import PicturePort
from branchdesk.ui.widgets.signature_pad import SignaturePad
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.founding import NewDesk, found_desk
from tests.ui.pages.sample_desk import NOW, PASSPHRASE, call, surroundings_of

ENGINEER = "陈亮"
APPOINTMENT = NOW.replace(hour=11, minute=0)
LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier

FILLED: dict[str, Any] = {
    "departed_at": NOW.replace(hour=9, minute=50).isoformat(),
    "arrived_at": NOW.replace(hour=10, minute=5).isoformat(),
    "location": "一号路 1 号 3 楼造价部",
    "present_people": "何工、黄主任",
    "badge_shown": True,
    "diagnosis": "software",
    "diagnosis_text": "旧授权仍绑定原电脑，新电脑注册被拒绝。",
    "explained": True,
    "work_done": "解除原机绑定，重新注册并升级到 8.3.2，核对 3 个在建工程数据无误。",
    "labour_hours": "1.2",
    "warranty_status": "in_warranty",
    "result": "solved",
    "result_text": "客户现场验证。",
    "satisfaction": "very_satisfied",
    "opinion": "处理及时，希望换机能自己在网上解绑。",
    "opinion_source": "recorded",
    "leave_consent": True,
    "engineer_contact_left": True,
}
"""A sheet that may be signed."""

LONG = (
    "更换办公电脑后加密锁无法注册，打开工程提示“未授权”，旧授权仍绑定原电脑；客户明天上午要提交"
    "第 8 期计量，涉及三个标段共 42 份中期支付证书，"
    "其中第 5 标段的变更清单在升级后合计与台账不一致。"
)


@dataclass(frozen=True)
class Person:
    """The desk as somebody else sees it who sits down at it."""

    session: Session
    visits: Visits
    signing: SignVisit
    attachments: Attachments
    drafts: Drafts
    printing: Printing
    paper: PaperDesk


def found(root: Path, clock: FixedClock, roles: tuple[Role, ...] = (Role.FIELD_ENGINEER,)) -> Desk:
    """Found the engineer's branch desk with its company's data."""
    new = NewDesk(
        role=DeskRole.BRANCH,
        code="GZ",
        name="广州分公司",
        person_name=ENGINEER,
        passphrase=PASSPHRASE,
        roles=roles,
        phone="15400990042",
    )
    desk, _ = found_desk(root / "GZ", new, surroundings_of(root, clock))
    with desk.database.write(None, clock.now()) as writer:
        branch = writer.find("branch", (Filter("code", "=", "GZ"),))[0]
        writer.update(
            "branch",
            branch.uuid,
            {
                "company": "砚衡软件",
                "service_phone": "026-55500000",
                "complaint_phone": "026-55500315",
            },
        )
    return desk


def manager_of(desk: Desk) -> VisitDesk:
    """Let the branch manager sit down at the same desk."""
    actor = Actor(UUID(int=77), "王敏", frozenset({Role.BRANCH_MANAGER}))
    session = msgspec.structs.replace(desk.session, actor=actor)
    visits = Visits(session)
    signing = SignVisit(session, visits)
    paper = desk.paper
    printing = Printing(session, signing, begin=paper.begin_job)
    store = DraftStore(desk.folder.drafts, desk.key, desk.surroundings.clock)
    drafts = Drafts(session, store)
    attachments = Attachments(session, desk.blobs)
    return Person(session, visits, signing, attachments, drafts, printing, paper)


def plan(desk: Desk, customer: str = "湛海港航工程有限公司", **record: Any) -> UUID:
    """Take a call of a customer and agree on a visit."""
    at = desk.customers.add(
        {"name": customer, "city": "广州市"},
        contacts=[{"name": "何工", "position": "造价工程师", "mobile": "154 0000 4217"}],
        even_if_similar=True,
    )
    problem = "更换办公电脑后加密锁无法注册，打开工程提示“未授权”。"
    document = call(customer=at.uuid, problem_description=problem) | record
    taken = desk.records.add(document)
    return desk.visits.plan(
        taken.uuid, {"appointment_at": APPOINTMENT.isoformat(), "agreed_with": "何工"}
    ).uuid


def filled(desk: Desk, **changes: Any) -> UUID:
    """Plan a visit and fill in its sheet until it may be signed."""
    uuid = plan(desk)
    desk.visits.set_lines(
        uuid,
        "visit_work_line",
        [
            {"time": "10:10", "text": "解除原电脑绑定，核对授权信息。"},
            {"time": "10:20", "text": "在新电脑重新注册，升级到 8.3.2。"},
        ],
    )
    desk.visits.set_lines(
        uuid,
        "visit_part",
        [{"name": "加密锁", "old_serial": "LK-7731", "new_serial": "LK-9024", "amount": "0"}],
    )
    desk.visits.edit(uuid, FILLED | changes)
    return uuid


def long_texts(desk: Desk) -> UUID:
    """Fill in a sheet with the longest plausible texts."""
    customer = "广东省湛海港航工程建设集团有限责任公司第三分公司机电安装项目经理部"
    uuid = plan(desk, customer, problem_description=LONG)
    lines = [{"time": f"1{i}:15", "text": LONG[i * 3 : 90 + i * 3]} for i in range(4)]
    desk.visits.set_lines(uuid, "visit_work_line", lines)
    parts = [
        {
            "name": f"加密锁（网络版 {n} 节点，含授权迁移服务）",
            "old_serial": f"LK-2019-0007731-{n}",
            "new_serial": f"LK-2026-0009024-{n}",
            "quantity": n,
            "amount": f"{n}280.50",
        }
        for n in (1, 2, 3)
    ]
    desk.visits.set_lines(uuid, "visit_part", parts)
    desk.visits.edit(
        uuid,
        FILLED
        | {
            "work_done": LONG,
            "diagnosis_text": LONG,
            "new_requests": LONG,
            "opinion": LONG,
            "result": "data_to_take",
            "data_description": "第 5 标段工程文件共 12 个，356 MB，加密 U 盘 U-03",
            "data_consent": True,
            "data_consent_by": "黄志强（使用部门负责人）",
            "data_return_at": NOW.replace(day=27, hour=17, minute=0).isoformat(),
            "present_people": "何工（造价部）、黄主任（使用部门）、信息中心两位同事",
        },
    )
    return uuid


def write_name(pad: SignaturePad, strokes: int = 3) -> None:
    """Write something like a name with the mouse."""
    width, height = pad.width(), pad.height()
    for stroke in range(strokes):
        left = round(width * (0.2 + 0.2 * stroke))
        QTest.mousePress(pad, LEFT, NO_KEY, QPoint(left, round(height * 0.45)))
        for step in range(1, 9):
            at = QPoint(left + step * width // 70, round(height * (0.45 + 0.2 * (step % 2))))
            QTest.mouseMove(pad, at)
        QTest.mouseRelease(pad, LEFT, NO_KEY, QPoint(left + width // 8, round(height * 0.7)))


def put_a_dot(pad: SignaturePad) -> None:
    """Touch the pad once."""
    QTest.mouseClick(pad, LEFT, NO_KEY, QPoint(pad.width() // 2, pad.height() // 2))


class PdfPrinter(PicturePort):
    """A printer that writes a PDF file."""

    def __init__(self, tasks: TaskRunner, desk: Desk, target: Path) -> None:
        super().__init__(tasks, desk.paper.pictures, self._open)
        self.target = target
        self.asked: list[str] = []

    def printers(self) -> Sequence[str]:
        return ("文件打印机",)

    def _open(self, name: str) -> QPrinter:
        self.asked.append(name)
        device = QPrinter(QPrinter.PrinterMode.HighResolution)
        device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        device.setOutputFileName(str(self.target))
        device.setResolution(150)
        return device


class OneWidget(QWidget):
    """The window: shows the page, or one widget alone."""

    def __init__(self, page: QWidget | None = None) -> None:
        super().__init__()
        self._stack = QStackedLayout(self)
        if page is not None:
            self._stack.addWidget(page)

    def set_page(self, page: QWidget) -> None:
        self._stack.addWidget(page)

    def show_alone(self, widget: QWidget) -> None:
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)

    def leave_alone(self, widget: QWidget) -> None:
        self._stack.removeWidget(widget)
        widget.hide()
        self._stack.setCurrentIndex(0)
