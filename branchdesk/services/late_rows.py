# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What arrives late for a month that was reported already goes into the next one (R-117)."""

from branchdesk.domain.period import parse_period
from branchdesk.domain.queries import Filter
from branchdesk.domain.snapshot import ROOT_KINDS, is_member
from branchdesk.services.exchange_ports import StreamsPort
from branchdesk.services.ports import Writer


def move_late_rows(writer: Writer, streams: StreamsPort, branch: str) -> None:
    """Give records and visits that missed the report of their month to the next open month.

    A laptop does not know that the month was closed meanwhile, and after an early close the month
    goes on for a day or two. What was in a report keeps its month.
    """
    own = Filter("branch_code", "=", branch)
    closed = {close.period for close in writer.find("month_close", (own,))}
    if not closed:
        return
    reported = streams.reported_rows(branch)
    for kind in ROOT_KINDS:
        for row in writer.find(kind, (own, Filter("period", "in", sorted(closed)))):
            period = parse_period(row.period)
            if row.uuid in reported or not is_member(kind, row, period):
                continue
            while str(period) in closed:
                period = period.next()
            writer.update(kind, row.uuid, {"period": str(period)})
