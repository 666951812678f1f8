# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of everything before the pages: first start, recovery code, choices, trouble."""

from PySide6.QtWidgets import QWidget

from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.text import T
from branchdesk.services.desk_door import DemoPlace, DeskCard
from branchdesk.services.seeds import BRANCHES
from branchdesk.ui.enrolment.code_card import CodeCard
from branchdesk.ui.enrolment.drop_area import DropArea
from branchdesk.ui.file_questions import FileQuestions
from branchdesk.ui.start.cards import chooser_card, demo_card
from branchdesk.ui.start.choices import Choice, ChoiceCard
from branchdesk.ui.start.first_start import FirstStart
from branchdesk.ui.start.recovery_page import RecoveryPage
from branchdesk.ui.start.wait_page import WaitPage
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.card import Card
from tests.pictures import picture


def nothing() -> None:
    """Do nothing: these pictures are not pressed."""


@picture("start-first")
def first_start(toolkit: Toolkit) -> QWidget:
    return FirstStart(toolkit.look, [(c, n) for c, n in BRANCHES.items() if c != "HQ"])


@picture("start-first-refused")
def first_start_refused(toolkit: Toolkit) -> QWidget:
    page = FirstStart(toolkit.look, [(c, n) for c, n in BRANCHES.items() if c != "HQ"])
    page.show_back()
    page._on_begin()
    return page


@picture("start-recovery-code")
def recovery(toolkit: Toolkit) -> QWidget:
    return RecoveryPage(toolkit.look, "7K2M-QX4D-93HA-TR6W-5NPC")


@picture("start-ready")
def ready(toolkit: Toolkit) -> QWidget:
    return ChoiceCard(
        toolkit.look,
        T("Ready"),
        T("What now?"),
        [
            Choice("a", T("Write down the first call"), nothing, "Ctrl+N", "phone"),
            Choice(
                "b",
                T("Enter the first customer"),
                nothing,
                T("Or let them come by exchange"),
                "users",
            ),
            Choice(
                "c",
                T("Join headquarters"),
                nothing,
                T("Exchange the enrolment files with headquarters"),
                "link",
            ),
        ],
        [Choice("d", T("Go to the workbench"), nothing)],
        name="ready",
    )


@picture("start-trouble")
def trouble(toolkit: Toolkit) -> QWidget:
    return ChoiceCard(
        toolkit.look,
        T("The data of this computer is damaged"),
        "检查发现 3 处不完整。建议从 11月24日 18:02 的备份恢复，恢复不会覆盖任何数据。",
        [
            Choice("a", T("Retry"), nothing, icon="arrow-clockwise"),
            Choice("b", T("Restore from backup…"), nothing, icon="clock-counter-clockwise"),
            Choice("c", T("Save diagnosis file…"), nothing, icon="file-arrow-down"),
        ],
        [Choice("d", T("Open other data"), nothing), Choice("e", T("Quit"), nothing)],
        name="trouble",
    )


@picture("start-wait")
def wait(toolkit: Toolkit) -> QWidget:
    return WaitPage(toolkit.look, T("Preparing the demo data"))


@picture("enrolment-codes", 900, 360)
def codes(toolkit: Toolkit) -> QWidget:
    card = Card(toolkit.look, T("Take in a laptop"))
    files = FileQuestions(toolkit.look, card)
    words, action = T("Drop the request file of the other computer here"), T("Open request file…")
    card.body.addWidget(DropArea(toolkit.look, files, words, action, name="drop"))
    code = CodeCard(
        toolkit.look, name="code", same=T("The same: finish"), different=T("Not the same")
    )
    card.body.addWidget(code)
    code.show_code(
        T(
            "{name} ({code}) wants to join. Does the other side read out the same code?",
            name="陈亮",
            code="GZ-L03",
        ),
        "7F3A-91C2",
    )
    return card


@picture("start-chooser")
def chooser(toolkit: Toolkit) -> QWidget:
    cards = [
        DeskCard(path="/a", name="广州分公司", role=DeskRole.BRANCH, code="GZ"),
        DeskCard(path="/b", name="欧阳上官慕容的笔记本", role=DeskRole.ENGINEER, code="GZ-L03"),
        DeskCard(path="/c", name="总部客服中心", role=DeskRole.HQ, code=""),
    ]
    links = [
        Choice("a", T("Set up another"), nothing),
        Choice("b", T("Look at demo data"), nothing),
        Choice("c", T("Restore from backup…"), nothing),
    ]
    return chooser_card(toolkit.look, cards, lambda path: None, links)


@picture("start-demo")
def demo(toolkit: Toolkit) -> QWidget:
    roles = {"GZ": DeskRole.BRANCH, "GZ-L01": DeskRole.ENGINEER, "HQ": DeskRole.HQ}
    places = [
        DemoPlace(path=f"/{code}", code=code, role=role, person="林志强", passphrase="演示")
        for code, role in roles.items()
    ]
    return demo_card(toolkit.look, places, lambda place: None, nothing)
