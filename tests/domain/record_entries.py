# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Complete entries for every step of a service record, and what its guard and effect say."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec

from branchdesk.domain.kinds import record_inputs as inputs
from branchdesk.domain.kinds.record_steps import RECORD_MACHINE
from branchdesk.domain.kinds.steps import Effect, Situation, Step
from tests.builders import NOW

# An entry that passes the step's own checks.
PAYLOADS: dict[str, msgspec.Struct] = {
    "answer": inputs.Answer(text="请先更新驱动"),
    "promise": inputs.Promise(promised_answer_at=NOW + timedelta(minutes=30)),
    "note": inputs.Note(text="已联系"),
    "hand_over": inputs.HandOver(to_staff=uuid4(), brief="驱动已重装"),
    "offer_options": inputs.Options(first="远程调整", second="上门", chosen=1),
    "return_data": inputs.Feedback(text="数据已归还"),
    "escalate": inputs.Escalation(
        operating_system="Windows 11",
        computer_brand="联想",
        product_version="8.0",
        operation_steps="打印合同",
        error_symptom="右边一列印不全",
        probable_cause="驱动",
    ),
    "hq_answered": inputs.Answer(text="请换驱动"),
    "wait_customer": inputs.Note(text="等客户提供截图"),
    "customer_replied": inputs.Feedback(text="截图已发"),
    "resolve": inputs.Solution(solution="重装打印驱动后正常"),
    "confirm_close": inputs.Confirmation(confirmed_by="张松"),
    "try_and_see": inputs.Feedback(text="用几天再看"),
    "not_satisfied": inputs.Feedback(text="还是不行"),
    "reopen": inputs.Reason(reason="又出现了"),
    "complain": inputs.Reason(reason="三天没有人联系"),
}


def step(event: str) -> Step:
    found = RECORD_MACHINE.step(event)
    assert found is not None
    return found


def refused(event: str, view: Situation, payload: Any = None) -> set[tuple[str, str]]:
    """Return the rule and field of every problem the guard names."""
    given = payload or PAYLOADS.get(event)
    return {(p.rule, p.field) for p in step(event).guard(view, given)}


def effect(event: str, view: Situation, payload: Any = None) -> Effect:
    return step(event).effect(view, payload or PAYLOADS.get(event))
