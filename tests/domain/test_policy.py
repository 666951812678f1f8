# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The named presets: what each says itself and what falls through to the default (R-014)."""

from datetime import timedelta

import msgspec
import pytest

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.clocks import response_deadline
from branchdesk.domain.policy import PRESETS, Policy
from tests.builders import NOW, build

OWN_NUMBERS = {
    "default": {},
    "tongwang": {},
    "muye": {"promised_answer_maximum": 30},
    "aftersales_level": {
        "first_response_phone": 15,
        "first_response_primary": 60,
        "first_response_secondary_working": 540,
        "solve_general": 1440,
        "solve_complex": 2880,
    },
    "aftersales_severity": {
        "first_response_phone": 120,
        "first_response_primary": 120,
        "first_response_secondary_working": 540,
        "solve_complex": 2880,
    },
    "compendium": {},
    "crm": {
        "first_response_phone": 1440,
        "first_response_primary": 1440,
        "first_response_secondary_working": 540,
        "solve_final": 2880,
    },
}


def test_every_preset_is_known() -> None:
    assert set(PRESETS) == set(OWN_NUMBERS)


@pytest.mark.parametrize("name", OWN_NUMBERS)
def test_what_a_preset_leaves_open_falls_through(name: str) -> None:
    default, preset = msgspec.to_builtins(Policy()), msgspec.to_builtins(PRESETS[name])
    differing = {key: value for key, value in preset.items() if value != default[key]}
    assert differing == OWN_NUMBERS[name] | ({} if name == "default" else {"preset": name})


@pytest.mark.parametrize(
    ("preset", "mode", "minutes"),
    [
        ("default", "phone", 30),
        ("default", "email", 30),
        ("aftersales_level", "phone", 15),
        ("aftersales_level", "email", 60),
        ("crm", "phone", 1440),
    ],
)
def test_the_first_response_is_due_as_the_preset_says(preset: str, mode: str, minutes: int) -> None:
    record = build("service_record", state="open", service_mode=mode)
    deadline = response_deadline(
        record, WorkingCalendar(known_years=frozenset({2026})), PRESETS[preset]
    )
    assert deadline is not None
    assert deadline.due == NOW + timedelta(minutes=minutes)


def test_channels_read_in_working_hours_run_on_working_time() -> None:
    calendar = WorkingCalendar(known_years=frozenset({2026}))
    record = build("service_record", state="open", service_mode="social")
    due = {name: response_deadline(record, calendar, PRESETS[name]) for name in ("default", "crm")}
    assert {name: deadline.due for name, deadline in due.items() if deadline} == {
        "default": NOW + timedelta(hours=2),
        "crm": NOW + timedelta(days=1),
    }
