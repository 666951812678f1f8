# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Deciding between two edits of one field that did not know of each other (R-011)."""

from typing import Any

import msgspec

from branchdesk.domain.changes import Changes
from branchdesk.domain.errors import UserError
from branchdesk.domain.exchange import Conflict
from branchdesk.domain.kinds.customer import CUSTOMER, Customer
from branchdesk.domain.kinds.description import Kind, Stage
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.kinds.roles import AGENTS, HEADQUARTERS, DeskRole
from branchdesk.domain.kinds.together import TOGETHER
from branchdesk.domain.kinds.validation import require
from branchdesk.domain.kinds.visit import FROZEN
from branchdesk.domain.text import T
from branchdesk.services.customers import may_read_file, require_file
from branchdesk.services.exchange_ports import ExchangeStore
from branchdesk.services.ports import Reader
from branchdesk.services.session import Session

DECIDERS = AGENTS | HEADQUARTERS
"""Who knows the customer's case well enough to decide."""


def settle(
    session: Session, store: ExchangeStore, conflict_id: int, *, take_other: bool
) -> Changes:
    """Close a conflict: what is in force stays, or the other value is written in its place.

    Fields that belong together are decided together. Either choice is journalled as a change is,
    and told to the desks that know the row, which close what they keep of it. Raises UserError
    when the conflict is not open, the person may not decide or not read the file, the other value
    no longer fits, the row is a signed sheet, or this desk does not write its kind.
    """
    if not session.may(DECIDERS):
        raise UserError(
            T("This needs another role"),
            T("{name} may not do this on this desk.", name=session.actor.name),
            T("Ask the branch manager or the delegate."),
        )
    with store.write(session.actor.staff, session.clock.now()) as (writer, streams):
        chosen = _together(streams.conflicts(), conflict_id)
        file = _file_of(writer, chosen[0])
        if file is not None:
            require_file(session, file)
        if take_other:
            values = {c.field: streams.conflict_value(c.kind, c.field, c.other) for c in chosen}
            kind = KINDS[chosen[0].kind]
            row: Any = writer.get(kind.name, chosen[0].row)
            _require_writer(session, kind)
            _require_open_sheet(writer, kind.name, row)
            changed = msgspec.structs.replace(row, **values)
            if not changed.deleted:
                require(kind, changed, Stage.SAVE)
            writer.update(kind.name, row.uuid, values)
        elif _is_told(session, writer, chosen[0]):
            writer.affirm(chosen[0].kind, chosen[0].row, {c.field: c.other for c in chosen})
        streams.close_conflicts([conflict.id for conflict in chosen])
        decided = Changes({chosen[0].kind: frozenset({chosen[0].row})})
        return writer.changes.merged(decided)


def _together(open_: list[Conflict], conflict_id: int) -> list[Conflict]:
    """Return the conflict and those of the fields that travel with its own."""
    chosen = next((c for c in open_ if c.id == conflict_id), None)
    if chosen is None:
        raise UserError(
            T("There is no such conflict"),
            T("Number {number} is not among those that are open.", number=conflict_id),
            T("Somebody may have decided it already; look at the list again."),
        )
    group = TOGETHER.get(chosen.kind, frozenset())
    if chosen.field not in group:
        return [chosen]
    edit = (chosen.row, chosen.other_actor, chosen.at)
    return [c for c in open_ if c.field in group and (c.row, c.other_actor, c.at) == edit]


def is_hidden(session: Session, reader: Reader, conflict: Conflict) -> bool:
    """Tell whether the values belong to a customer file that is too secret for the person."""
    file = _file_of(reader, conflict)
    return file is not None and not may_read_file(session.actor.roles, file.confidentiality)


def _file_of(reader: Reader, conflict: Conflict) -> Customer | None:
    """Return the customer file the row is or hangs on, or None."""
    if conflict.kind == CUSTOMER.name:
        return reader.get(CUSTOMER.name, conflict.row)
    parent = KINDS[conflict.kind].parent
    if parent is None or parent.kind != CUSTOMER.name:
        return None
    row: Any = reader.get(conflict.kind, conflict.row)
    return None if row is None else reader.get(CUSTOMER.name, getattr(row, parent.field))


def is_written_here(session: Session, kind: Kind[Any]) -> bool:
    """Tell whether this desk writes rows of a kind: headquarters its own, the others theirs.

    What one of them wrote into rows of the other would be refused there (architecture §4.3).
    """
    return (session.desk.role is DeskRole.HQ) == (kind.owner == "hq")


def _require_writer(session: Session, kind: Kind[Any]) -> None:
    if is_written_here(session, kind):
        return
    if kind.owner == "hq":
        raise UserError(
            T("Only headquarters decides this"),
            T("A branch changes nothing of headquarters."),
            T("Call headquarters; what is decided there comes with its next bundle."),
        )
    raise UserError(
        T("Only the branch decides this"),
        T("Headquarters changes nothing of a branch."),
        T("Call the branch; what is decided there comes with its next bundle."),
    )


def _is_told(session: Session, reader: Reader, conflict: Conflict) -> bool:
    """Tell whether keeping what is in force is written down for other desks.

    A signed sheet and what was reported are left as they are.
    """
    kind = KINDS[conflict.kind]
    row: Any = reader.get(kind.name, conflict.row)
    if row is None or getattr(row, "frozen", False) or _signed_sheet(reader, kind.name, row):
        return False
    return is_written_here(session, kind)


def _signed_sheet(reader: Reader, kind: str, row: Any) -> Any:
    """Return the signed visit a row is or hangs on, or None."""
    parent = KINDS[kind].parent
    visit = row if kind == "visit" else None
    if parent is not None and parent.kind == "visit":
        visit = reader.get("visit", getattr(row, parent.field))
    return visit if visit is not None and visit.state in FROZEN else None


def _require_open_sheet(reader: Reader, kind: str, row: Any) -> None:
    visit = _signed_sheet(reader, kind, row)
    if visit is not None:
        raise UserError(
            T("This sheet is signed and locked"),
            T("What was signed does not change: {number}.", number=visit.number),
            T("Keep what is in force; what has to be added goes on a supplement page."),
        )
