# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Which changes go over which link (architecture §4.1, §4.3)."""

from branchdesk.domain.exchange import Link, Scope
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.queries import Filter
from branchdesk.services.exchange_ports import StreamsPort
from branchdesk.services.ports import Reader

HEADQUARTERS_LISTS = frozenset({"branch", "product", "calendar_day"})
CUSTOMER_FILES = frozenset({"customer", "contact", "customer_product"})
BRANCH_KINDS = frozenset(k.name for k in KINDS.values() if k.owner == "branch")


def upward_from_laptop(reader: Reader) -> Scope:
    """Return the scope laptop → branch: all the engineer's work but drafts."""
    return Scope(kinds=BRANCH_KINDS, held_back=_drafts(reader))


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


def downward(reader: Reader, streams: StreamsPort, role: DeskRole, link: Link) -> Scope:
    """Return the scope parent → child.

    A branch gets the code lists and its own receipts. A laptop gets the code lists, the customer
    files, its colleagues, the records and visits its people work on, and from then on what becomes
    of them, also when somebody else takes them over.
    """
    if role is DeskRole.HQ:
        receipts = reader.find("month_receipt", (Filter("branch_code", "=", link.peer),))
        return Scope(kinds=HEADQUARTERS_LISTS, roots=frozenset(r.uuid.bytes for r in receipts))
    roots = set(streams.roots_known_to(link.peer))
    if people := streams.people_of(link.peer):
        records = reader.find("service_record", (Filter("handler", "in", people),))
        visits = reader.find("visit", (Filter("engineer", "in", people),))
        roots.update(row.uuid.bytes for row in (*records, *visits))
        roots.update(visit.record.bytes for visit in visits if visit.record)
    roots.update(v.uuid.bytes for v in reader.find("visit") if v.record and v.record.bytes in roots)
    return Scope(
        kinds=HEADQUARTERS_LISTS | CUSTOMER_FILES | {"staff"},
        roots=frozenset(roots),
        held_back=_drafts(reader),
    )


def _drafts(reader: Reader) -> frozenset[bytes]:
    """Return the drafts: incomplete, they go nowhere until they are saved; nor when discarded."""
    either = Filter("deleted", "in", (False, True))
    drafts = reader.find("service_record", (Filter("state", "=", "draft"), either))
    return frozenset(row.uuid.bytes for row in drafts)
