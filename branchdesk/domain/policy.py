# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The numbers of the business as named presets (R-014, requirements §3.3).

A preset fills in what its source says; what it leaves open falls through to ``default``. Times are
minutes unless the name says otherwise.
"""

import msgspec

_ONE_WORKING_DAY = 540
"""Where a source says 24 hours for a channel that is read in working hours."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """The numeric rules in force on a desk."""

    preset: str = "default"
    first_response_phone: int = 30
    first_response_primary: int = 30
    first_response_secondary_working: int = 120
    promised_answer_maximum: int = 60
    assignment_acknowledgement: int = 15
    plan_ready: int = 60
    solve_general: int = 240
    solve_complex: int = 1440
    solve_final: int = 4320
    onsite_arrival: int = 1440
    record_entry: int = 1440
    custody_contact: int = 2880
    custody_start: int = 1440
    callback_after_close_working_days: int = 3
    cutoff_day: int = 28
    issue_list_reply_days: int = 5
    idle_lock: int = 10
    laptop_overdue_days: int = 2
    stale_record_days: int = 3
    privacy_years: int = 5
    data_copies_destroyed_days: int = 7


PRESETS: dict[str, Policy] = {
    "default": Policy(),
    "tongwang": Policy(preset="tongwang"),
    "muye": Policy(preset="muye", promised_answer_maximum=30),
    "aftersales_level": Policy(
        preset="aftersales_level",
        first_response_phone=15,
        first_response_primary=60,
        first_response_secondary_working=_ONE_WORKING_DAY,
        solve_general=1440,
        solve_complex=2880,
    ),
    "aftersales_severity": Policy(
        preset="aftersales_severity",
        first_response_phone=120,
        first_response_primary=120,
        first_response_secondary_working=_ONE_WORKING_DAY,
        solve_complex=2880,
    ),
    "compendium": Policy(preset="compendium"),
    "crm": Policy(
        preset="crm",
        first_response_phone=1440,
        first_response_primary=1440,
        first_response_secondary_working=_ONE_WORKING_DAY,
        solve_final=2880,
    ),
}
"""The presets by identifier; the names a person sees never name the companies of the sources."""
