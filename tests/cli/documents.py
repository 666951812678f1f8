# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Invented JSON documents as a script would send them."""

from typing import Any


def customer(**changes: Any) -> dict[str, Any]:
    """A customer with a contact and a product."""
    return {
        "name": "栩川路桥工程有限公司",
        "phone": "026-55500100",
        "contacts": [{"name": "张松", "mobile": "15400001234"}],
        "products": [{"product": "路桥计量支付", "version": "8.3.2"}],
    } | changes


def call(number: str, **changes: Any) -> dict[str, Any]:
    """A caller's problem, of the first minute of the day: it is past at whatever hour this runs."""
    return {
        "customer": number,
        "category": "usage",
        "contact_person": "张松",
        "contact_phone": "15400001234",
        "product": "路桥计量支付",
        "product_version": "8.3.2",
        "problem_description": "计量支付第 8 期合计不符",
        "address": "一号路 1 号",
        "occurred_at": "2026-11-20T00:00:00+08:00",
    } | changes


def sheet(**changes: Any) -> dict[str, Any]:
    """What an engineer fills in on site until the sheet may be signed."""
    return {
        "diagnosis": "operation",
        "work_done": "重新关联第 7 期数据并复核合计",
        "result": "solved",
        "opinion": "处理及时",
        "opinion_source": "written",
        "satisfaction": "satisfied",
        "leave_consent": True,
    } | changes


def signing(**changes: Any) -> dict[str, Any]:
    """Both signatures as strokes of points in mm."""
    stroke = [[5 + i * 2, 10 + i % 5] for i in range(20)]
    return {
        "customer": {"name": "张松", "strokes": [stroke]},
        "engineer": {"strokes": [stroke[::-1]]},
        "privacy_consent": True,
    } | changes
