# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""All checks, in the order of the table."""

from trust.backups import BackupsCheck
from trust.damage.check import DamageCheck
from trust.forgery.check import ForgeryCheck
from trust.frame import Check
from trust.kill.check import KillCheck
from trust.long_life import LongLifeCheck
from trust.plaintext.check import PlaintextCheck

CHECKS: tuple[Check, ...] = (
    KillCheck(),
    DamageCheck(),
    ForgeryCheck(),
    PlaintextCheck(),
    BackupsCheck(),
    LongLifeCheck(),
)
