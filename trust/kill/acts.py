# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What is done on the desks while the program is stopped: one act per class of write.

An act is prepared once, done in a process that is stopped on the way, and finished afterwards
as the person would who finds the desk in whatever state it is.
"""

from trust.kill.act import Act
from trust.kill.desk_acts import (
    Answering,
    Attaching,
    BackingUp,
    Drafting,
    Freezing,
    MakingFonts,
    Noting,
    Saving,
    Signing,
    Upgrading,
)
from trust.kill.exchange_acts import (
    Building,
    Certifying,
    Closing,
    Importing,
    Joining,
    Receipting,
    Sending,
)

ACTS: tuple[Act, ...] = (
    Saving(),
    Answering(),
    Noting(),
    Drafting(),
    Signing(),
    Freezing(),
    Attaching(),
    Closing(),
    Building(),
    Sending(),
    Importing(),
    Receipting(),
    Upgrading(),
    BackingUp(),
    Certifying(),
    Joining(),
    MakingFonts(),
)
