# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The check before the month is reported: headquarters' own rule pack (R-104 to R-106, §4.6).

Branch and headquarters run the same pure functions over the same facts, so that nothing is sent
that headquarters would send back.
"""

import msgspec

from branchdesk.domain import month_block_rules as block
from branchdesk.domain import month_notes as notes
from branchdesk.domain import month_notices as notices
from branchdesk.domain.month_findings import (
    BranchFacts,
    DeviceFacts,
    Finding,
    FindingGroup,
    Level,
    MonthFacts,
    MonthFindings,
    MonthRule,
)

__all__ = [
    "BranchFacts",
    "DeviceFacts",
    "Finding",
    "FindingGroup",
    "Level",
    "MonthFacts",
    "MonthFindings",
    "MonthRule",
    "check_month",
]

_RULES = (
    block.unsigned,
    block.incomplete_records,
    block.drafts,
    block.data_overdue,
    block.laptops,
    block.branches,
    block.summary,
    notes.late_entries,
    notes.stale,
    notes.low_satisfaction,
    notes.oral_waivers,
    notes.conflicts,
    notes.early_close,
    notes.counts,
    notices.status_classes,
    notices.entry_overdue,
    notices.late_sheets,
    notices.surveys_missing,
    notices.leads_not_passed,
    notices.not_told,
    notices.at_headquarters,
    notes.carried_over,
    notes.calendar,
)


def check_month(facts: MonthFacts) -> MonthFindings:
    """Run every rule; explanations on file are put to the findings they speak of."""
    texts = {(e.rule, e.subject): e.text for e in facts.explanations if e.text.strip()}
    found = [
        _with_explanation(f, texts.get((f.rule.value, f.subject), ""))
        for rule in _RULES
        for f in rule(facts)
    ]
    return MonthFindings(
        period=facts.period,
        block=tuple(f for f in found if f.level is Level.BLOCK),
        explain=tuple(f for f in found if f.level is Level.EXPLAIN),
        info=tuple(f for f in found if f.level is Level.INFO),
        stale_days=facts.policy.stale_record_days,
    )


def _with_explanation(finding: Finding, text: str) -> Finding:
    """A laptop that cannot be reached no longer blocks once the branch wrote down why."""
    if not (text and finding.explainable):
        return finding
    return msgspec.structs.replace(finding, level=Level.EXPLAIN, explained=text)
