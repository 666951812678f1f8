# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures for the guides that no page alone shows: the board at work, signing, the paper."""

from datetime import timedelta

from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from branchdesk.domain.period import Period
from branchdesk.domain.queries import Filter
from branchdesk.domain.signature import Ink, Point, Stroke
from branchdesk.ui.hq.board import Board
from branchdesk.ui.toolkit import Toolkit
from tests.pictures import picture
from tests.ui.pictures_month import MORNING, closed, company, line, page_of
from tests.ui.scene_desks import demo_desk
from tests.ui.scenes import settle
from tests.ui.visits.pictures_visits import sheet_of, told_desk

SHEET_DPI = 96

NAME = (
    ((20, 16), (24, 15), (33, 14), (38, 13)),
    ((29, 9), (28, 16), (25, 24), (19, 31), (15, 33)),
    ((28, 17), (33, 23), (40, 29), (46, 31)),
    ((55, 12), (60, 11), (70, 10), (72, 12), (69, 20), (66, 27), (61, 31), (57, 28)),
    ((54, 21), (62, 19), (74, 17)),
    ((82, 10), (81, 18), (79, 26), (76, 32)),
    ((84, 13), (92, 11), (97, 12), (96, 20), (92, 30), (87, 27)),
    ((80, 21), (88, 20), (103, 18), (112, 22), (104, 26), (120, 24)),
)
"""Strokes of an invented name, corners in millimetres."""


def written(width: float, height: float, strokes: int) -> Ink:
    """Return ink as a pen leaves it on a pad of this size in millimetres."""
    scale = min(width / 130, height / 42)
    left, top = (width - 130 * scale) / 2, (height - 42 * scale) / 2
    lines = []
    for corners in NAME[:strokes]:
        points = _smooth(corners)
        last = len(points) - 1
        lines.append(
            Stroke(
                "pen",
                tuple(
                    Point(left + x * scale, top + y * scale, i * 6, 0.75 - 0.45 * i / last)
                    for i, (x, y) in enumerate(points)
                ),
            )
        )
    return Ink(width, height, tuple(lines))


def _smooth(corners: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """Run a Catmull-Rom curve through the corners."""
    around = (corners[0], *corners, corners[-1])
    points = []
    for a, b, c, d in zip(around, around[1:], around[2:], around[3:], strict=False):
        for step in range(12):
            t = step / 12
            points.append(
                tuple(
                    0.5
                    * (
                        2 * q
                        + (r - p) * t
                        + (2 * p - 5 * q + 4 * r - s) * t**2
                        + (3 * q - p - 3 * r + s) * t**3
                    )
                    for p, q, r, s in zip(a, b, c, d, strict=True)
                )
            )
    return [(x, y) for x, y in points]


@picture("guide-sign")
def sign(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    sheet = sheet_of(toolkit, desk, told["filled"], 4)
    sheet.signing.privacy.set_ticked(True)
    sheet.signing.customer_pad.set_ink(written(150, 55, 8))
    sheet.signing.engineer_pad.set_ink(written(150, 40, 5))
    return sheet


@picture("guide-board")
def board(toolkit: Toolkit) -> QWidget:
    made = company()
    closed(made)
    made.exchange("GZ", "HQ")
    page = page_of(toolkit, made, "HQ", "board")
    real = next(entry for entry in page._board.lines if entry.code == "GZ")
    early = MORNING - timedelta(hours=1)
    lines = (
        line("BJ", "北京分公司", "accepted", records=412, delivered_at=early),
        line("XA", "西安分公司", "returned", records=188, reason="请补充操作步骤，并核对客户名称"),
        line("WH", "武汉分公司", "accepted", records=203),
        real,
        line("CD", "成都分公司", "verified", records=240, needs_support=True),
        line("NJ", "南京分公司", "verified", records=265, revision=2),
        line("HRB", "哈尔滨分公司", "missing", late=True),
        line("SH", "上海分公司", "missing"),
    )
    page._show(Board(Period(2026, 11), lines, {}, MORNING))
    page.table.select("GZ")
    settle(toolkit.tasks)
    return page


@picture("guide-sheet", 794, 1123)
def sheet(toolkit: Toolkit) -> QWidget:
    desk = demo_desk("GZ-L03")
    with desk.database.read() as reader:
        visits = reader.find("visit", (Filter("state", "=", "signed"),))
    newest = max(visits, key=lambda visit: visit.number)
    with desk.paper.pictures(desk.paper.sheet(newest.uuid)) as pages:
        page = pages.picture(0, SHEET_DPI)
    image = QImage(
        page.pixels, page.width, page.height, 3 * page.width, QImage.Format.Format_RGB888
    )
    shown = QLabel()
    shown.setPixmap(QPixmap.fromImage(image))
    return shown
