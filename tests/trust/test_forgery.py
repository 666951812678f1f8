# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Forgeries are refused with a reason and change nothing, and the check can fail."""

from pathlib import Path

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from tests.companies import Company
from trust.forgery.check import ForgeryCheck
from trust.forgery.trial import Trial
from trust.frame import Scale

LEAST_CASES = {
    "changed, renamed and misdirected bundles": 35,
    "paths, links, devices and doubles in bundles": 35,
    "links and pipes in mailboxes": 6,
    "paths, links, devices and doubles in backups": 30,
    "certificates forged, swapped, sent again": 20,
    "reports forged with the branch's own key": 2,
    "bombs, nested and oversized content": 8,
    "bundles sent again": 5,
    "receipts forged, swapped, sent again": 30,
    "journal rewritten with the key": 20,
}


def test_every_forgery_is_refused_and_leaves_no_trace(tmp_path: Path) -> None:
    rows = list(ForgeryCheck().run(Scale.QUICK, tmp_path))
    assert [(row.subject, row.failures) for row in rows if not row.ok] == []
    assert {row.subject: row.cases >= LEAST_CASES[row.subject] for row in rows} == dict.fromkeys(
        LEAST_CASES, True
    )


def test_what_is_accepted_or_changes_the_desk_fails_the_check(tmp_path: Path) -> None:
    company = Company(tmp_path / "c")
    company.found(["HQ"])
    hq, trial = company.hq, Trial("trial")

    def change_and_refuse() -> None:
        hq.set_setting("mailbox", "elsewhere")
        raise UserError(T("Refused"), T("Refused"), T("Try again."))

    def refuse_without_a_way_out() -> None:
        raise UserError(T("Refused"), T("Refused"), T(""))

    trial.refused("accepted", hq, lambda: None)
    trial.refused("changing", hq, change_and_refuse)
    trial.refused("crashing", hq, lambda: 1 // 0)
    trial.refused("without a way out", hq, refuse_without_a_way_out)
    trial.refused("for another reason", hq, change_and_refuse, "Another reason")
    trial.found("unnoticed", None)
    company.close()
    row = trial.row("forgery")
    assert not row.ok
    assert [failure.split(":")[0] for failure in row.failures] == [
        "accepted",
        "changing",
        "crashing",
        "without a way out",
        "for another reason",
        "for another reason",
        "unnoticed",
    ]
