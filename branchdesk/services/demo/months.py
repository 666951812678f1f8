# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The written summaries of the invented months."""

from collections import Counter
from datetime import timedelta

from branchdesk.domain.kinds.month import MonthSummary
from branchdesk.domain.kinds.organisation import Staff
from branchdesk.domain.period import Period, recommended_close
from branchdesk.services.demo.moments import at
from branchdesk.services.demo.stories import RecordStory, World

FIRST_CALL = timedelta(hours=1)


def summarise(
    world: World, period: Period, stories: list[RecordStory], manager: Staff
) -> MonthSummary:
    """Return the manager's summary of a period, counted from its own records."""
    chance, texts = world.chance, world.recipe.texts
    records = [story.row for story in stories if story.row.period == str(period)]
    count = len(records)
    closed = [record for record in records if record.state == "closed"]
    quick = [
        record
        for record in closed
        if record.confirmed_at
        and record.occurred_at
        and record.confirmed_at - record.occurred_at <= FIRST_CALL
    ]
    asked = Counter(record.product for record in records if record.category == "usage")
    products = [p.name for p in world.recipe.organisation.products]
    top = [name for name, _ in asked.most_common(2)] + products
    visits = sum(v.row.period == str(period) for story in stories for v in story.visits)
    support = chance.one(texts.month_support)
    written = min(at(recommended_close(period, world.calendar), 16, 30), world.now)
    return MonthSummary(
        uuid=chance.new_id(written),
        created_at=written,
        created_by=manager.uuid,
        branch_code=world.branch.code,
        period=str(period),
        summary=texts.month_summary.format(
            n=count,
            phone=sum(record.service_mode == "phone" for record in records),
            onsite=visits,
            fcr=_percent(len(quick), count),
            closed=_percent(len(closed), count),
            top1=top[0],
            top2=next(name for name in top if name != top[0]),
            defect=sum(record.category == "defect" for record in records),
            feedback=sum(bool(record.error_symptom) for record in records),
            open=sum(record.state not in {"closed", "transferred"} for record in records),
            issue=chance.one(texts.month_issues),
            plan=chance.one(texts.month_plans),
            support=support or texts.no_support,
        ),
        needs_hq_support=bool(support),
        support_text=support,
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "0.0"
