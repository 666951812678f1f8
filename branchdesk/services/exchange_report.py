# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What an exchange did."""

import msgspec

from branchdesk.domain.changes import Changes
from branchdesk.domain.errors import UserError
from branchdesk.domain.exchange import Refusal
from branchdesk.services.exchange_ports import Arrival


class Sent(msgspec.Struct, frozen=True):
    """A bundle that was put into a mailbox."""

    bundle: str
    to: str
    parts: int


class Received(msgspec.Struct, frozen=True):
    """A bundle that was taken in; ``ops`` counts the operations that were new.

    ``refused`` are changes of this desk that the sender would not apply and says so now.
    """

    bundle: str
    sender: str
    ops: int
    conflicts: int
    rejected: int
    changes: Changes
    already: bool = False
    refused: tuple[Refusal, ...] = ()


class ExchangeReport(msgspec.Struct, frozen=True):
    """What one exchange did; ``missing`` are bundles that are not complete or wait for another."""

    sent: tuple[Sent, ...]
    received: tuple[Received, ...]
    missing: tuple[Arrival, ...]
    problems: tuple[UserError, ...]
