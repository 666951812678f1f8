# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Blanks where Chinese meets digits and letters, whatever a placeholder turns out to hold."""

import pytest

from branchdesk.domain.chinese_spacing import fill_chinese
from branchdesk.domain.text import T, Text


@pytest.mark.parametrize(
    ("template", "values", "filled"),
    [
        ("{name}还没有上报", {"name": "GZ"}, "GZ 还没有上报"),
        ("{name} 还没有上报", {"name": "广州分公司"}, "广州分公司还没有上报"),
        ("已接入{name}。", {"name": "L02"}, "已接入 L02。"),
        ("约定 {day} 前补签", {"day": "11月27日"}, "约定 11月27日前补签"),
        ("约定{day}前补签", {"day": "11月27日 17:00"}, "约定 11月27日 17:00 前补签"),
        ("费用 {amount}和意见", {"amount": "¥6,841.50"}, "费用 ¥6,841.50 和意见"),
        ("与 {name} 相似", {"name": "“栩川”"}, "与“栩川”相似"),
        ("{count} 条", {"count": 3}, "3 条"),
        ("{path} 打不开", {"path": r"D:\单据"}, r"D:\单据打不开"),
    ],
)
def test_seams_follow_what_the_placeholder_holds(
    template: str, values: dict[str, str | int | Text], filled: str
) -> None:
    assert fill_chinese(template, values, str) == filled


@pytest.mark.parametrize(
    ("template", "values", "filled"),
    [
        ("{month}月{day}日 {time}", {"month": 11, "day": 8, "time": "17:30"}, "11月8日 17:30"),
        ("{year}年{month}月", {"year": "2026", "month": 11}, "2026年11月"),
        ("{day} {weekday}", {"day": "11月22日", "weekday": "周日"}, "11月22日 周日"),
        ("{branch} · {period}", {"branch": "广州", "period": "2026年11月"}, "广州 · 2026年11月"),
        ("满意度 {score} 分", {"score": "—"}, "满意度 — 分"),
        ("{text}", {"text": "装 2 台PC"}, "装 2 台PC"),
        ("没有占位", {}, "没有占位"),
    ],
)
def test_dates_separators_and_what_people_wrote_stay(
    template: str, values: dict[str, str | int | Text], filled: str
) -> None:
    assert fill_chinese(template, values, str) == filled


def test_nested_texts_are_rendered_first() -> None:
    nested = {"period": T("2026年11月"), "report": T("首次上报")}
    assert fill_chinese("{period}的{report}", nested, str) == "2026年11月的首次上报"
