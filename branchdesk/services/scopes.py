# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Which changes go over which link (architecture §4.1, §4.3)."""

from branchdesk.domain.exchange import Link, Scope
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.queries import Filter
from branchdesk.services.ports import Reader

HEADQUARTERS_LISTS = frozenset({"branch", "product", "calendar_day"})
CUSTOMER_FILES = frozenset({"customer", "contact", "customer_product"})
BRANCH_KINDS = frozenset(k.name for k in KINDS.values() if k.owner == "branch")


def upward_from_laptop() -> Scope:
    """Return the scope laptop → branch: all the engineer's work."""
    return Scope(kinds=BRANCH_KINDS)


def upward_at_close(reader: Reader, branch: str, period: str) -> Scope:
    """Return the scope branch → headquarters: what belongs to the closed and earlier periods.

    Records and visits of the running period stay until their own close; customer files and staff
    always go.
    """
    roots: set[bytes] = set()
    own = Filter("branch_code", "=", branch)
    until = Filter("period", "<=", period)
    for row in reader.find("service_record", (own, until, Filter("state", "!=", "draft"))):
        roots.add(row.uuid.bytes)
    for kind in ("visit", "month_close", "month_summary", "month_explanation"):
        roots.update(row.uuid.bytes for row in reader.find(kind, (own, until)))
    return Scope(kinds=CUSTOMER_FILES | {"staff"}, roots=frozenset(roots))


def downward(reader: Reader, role: DeskRole, link: Link) -> Scope:
    """Return the scope parent → child.

    A branch gets the code lists and its own receipts; a laptop the code lists, the customer
    files, its colleagues, and the records and visits its person works on.
    """
    if role is DeskRole.HQ:
        receipts = reader.find("month_receipt", (Filter("branch_code", "=", link.peer),))
        return Scope(kinds=HEADQUARTERS_LISTS, roots=frozenset(r.uuid.bytes for r in receipts))
    device = link.peer.partition("-")[2]
    people = tuple(
        person.uuid for person in reader.find("staff", (Filter("name", "=", link.name),))
    )
    roots = {r.uuid.bytes for r in reader.find("service_record", (Filter("device", "=", device),))}
    if people:
        mine = reader.find("service_record", (Filter("handler", "in", people),))
        visits = reader.find("visit", (Filter("engineer", "in", people),))
        roots.update(row.uuid.bytes for row in (*mine, *visits))
        roots.update(visit.record.bytes for visit in visits if visit.record)
    return Scope(kinds=HEADQUARTERS_LISTS | CUSTOMER_FILES | {"staff"}, roots=frozenset(roots))
