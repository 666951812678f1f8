# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What an exchange left to people: two values of a field, changes refused, changes that wait."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from branchdesk.domain.exchange import Conflict, Link, Writing
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.text import T, Text
from branchdesk.services.conflicts import DECIDERS, is_hidden, is_written_here
from branchdesk.services.exchange_ports import ExchangeStore, StreamsPort
from branchdesk.services.ports import Reader
from branchdesk.services.session import Session

REFUSALS = {
    "the row belongs to another branch": T("it belongs to another branch", "refusal"),
    "the branch writes this kind": T("only the branch writes this", "refusal"),
    "the branch gives roles": T("only the branch gives roles", "refusal"),
    "this kind belongs to headquarters": T("only headquarters writes this", "refusal"),
    "number or identity is in use already": T("the number is in use already", "refusal"),
}
"""What people read for the reasons other desks give; a reason of a newer version shows as it is."""

NEWER_NEEDED = "unknown kind"

WAITS = {
    "the row is not here yet": T("what it belongs to has not arrived", "waiting"),
    NEWER_NEEDED: T("a newer version is needed", "waiting"),
}
"""What people read for the reasons the store notes."""

TELL_THEM = T("Tell the people there; here the change is kept.")
"""What is to be done about a change that was refused."""


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One of two values, typed as the field is, with who wrote it, when and on which desk.

    ``desk`` is what people call the desk, empty where nobody knows it or it is this one (``here``).
    """

    value: Any
    by: str
    at: datetime
    desk: str
    here: bool


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """The row something is about; ``shown_kind`` and ``shown`` name the row people open for it."""

    kind: str
    row: UUID
    name: str
    shown_kind: str
    shown: UUID


class OpenConflict(msgspec.Struct, frozen=True, kw_only=True):
    """Two values of one field; ``hidden`` when the file is too secret for the person.

    ``written_here`` tells whether this desk may take the other value.
    """

    id: int
    about: Subject
    field: str
    kept: Side
    other: Side
    hidden: bool
    written_here: bool


class LeftOver(msgspec.Struct, frozen=True, kw_only=True):
    """A change that was refused by a desk, or one of a desk that waits; ``next`` is what to do."""

    desk: str
    about: Subject
    reason: Text
    next: Text


class Decisions(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that waits; ``people`` are the names of the staff, for fields that name them."""

    conflicts: tuple[OpenConflict, ...]
    refused: tuple[LeftOver, ...]
    waiting: tuple[LeftOver, ...]
    people: Mapping[UUID, str]
    may_decide: bool

    def __bool__(self) -> bool:
        """Tell whether anything waits."""
        return bool(self.conflicts or self.refused or self.waiting)


def refusal_words(reason: str) -> Text:
    """Say why another desk refused a change."""
    return REFUSALS.get(reason, Text(reason))


def waiting_words(reason: str) -> Text:
    """Say what a change waits for."""
    return WAITS.get(reason, Text(reason))


def decisions(session: Session, store: ExchangeStore) -> Decisions:
    """Return what waits for the person; what is shown of confidential fields is logged (R-276)."""
    with store.read() as (reader, streams):
        people = {person.uuid: person.name for person in reader.find("staff")}
        desks = {link.node[:NODE_SHOWN]: desk_name(link) for link in streams.links()}
        peers = {link.peer: desk_name(link) for link in streams.links()}
        found = Decisions(
            conflicts=tuple(
                _open_conflict(session, reader, streams, conflict, people, desks)
                for conflict in streams.conflicts()
            ),
            refused=tuple(
                LeftOver(
                    desk=peers.get(refusal.peer, refusal.peer),
                    about=_subject(reader, refusal.kind, refusal.row),
                    reason=refusal_words(refusal.reason),
                    next=TELL_THEM,
                )
                for refusal in streams.refusals()
            ),
            waiting=tuple(
                LeftOver(
                    desk=peers.get(change.peer, change.peer),
                    about=_subject(reader, change.kind, change.row),
                    reason=waiting_words(change.reason),
                    next=T("Update the program; it is taken in by itself then.")
                    if change.reason == NEWER_NEEDED
                    else T("It is taken in by itself when the next file has come."),
                )
                for change in streams.waiting()
            ),
            people=people,
            may_decide=session.may(DECIDERS),
        )
    _log_reading(session, found)
    return found


def fields_in_conflict(store: ExchangeStore, row: UUID) -> tuple[Text, ...]:
    """Return the labels of the fields with two values of a row and of what hangs on it."""
    with store.read() as (reader, streams):
        about = [(_subject(reader, c.kind, c.row), c.field) for c in streams.conflicts()]
    fields = dict.fromkeys((subj.kind, field) for subj, field in about if subj.shown == row)
    return tuple(field_label(kind, field) for kind, field in fields)


def field_label(kind: str, field: str) -> Text:
    """Return what people call a field, also one that only steps set."""
    described = KINDS[kind].fields.get(field)
    if described is not None:
        return described.label
    return {"state": T("State"), "deleted": T("Deleted", "field")}.get(field, Text(field))


def desk_name(link: Link) -> str:
    """Return what people call a linked desk: ``陈亮 L03``."""
    device = link.peer.partition("-")[2]
    return f"{link.name} {device}".rstrip() if link.name else link.peer


NODE_SHOWN = 8
"""Characters of a desk's identity that stand in field versions."""


def _open_conflict(
    session: Session,
    reader: Reader,
    streams: StreamsPort,
    conflict: Conflict,
    people: Mapping[UUID, str],
    desks: Mapping[str, str],
) -> OpenConflict:
    row = reader.get(conflict.kind, conflict.row)
    about = _subject(reader, conflict.kind, conflict.row)
    hidden = is_hidden(session, reader, conflict)

    def side(value: Any, stored: str, actor: UUID | None) -> Side:
        wrote = streams.writing(conflict, stored) or Writing(
            actor=actor, at=conflict.at, node="", here=False
        )
        return Side(
            value=None if hidden else value,
            by=people.get(wrote.actor, "") if wrote.actor else "",
            at=wrote.at,
            desk="" if wrote.here else desks.get(wrote.node[:NODE_SHOWN], ""),
            here=wrote.here,
        )

    kept = streams.conflict_value(conflict.kind, conflict.field, conflict.kept)
    other = streams.conflict_value(conflict.kind, conflict.field, conflict.other)
    return OpenConflict(
        id=conflict.id,
        about=about,
        field=conflict.field,
        kept=side(getattr(row, conflict.field, kept), conflict.kept, conflict.kept_actor),
        other=side(other, conflict.other, conflict.other_actor),
        hidden=hidden,
        written_here=is_written_here(session, KINDS[conflict.kind]),
    )


def _subject(reader: Reader, kind: str, row: UUID) -> Subject:
    known = KINDS.get(kind)
    found = reader.get(kind, row) if known else None
    shown_kind, shown, named = kind, row, found
    if found is not None and known is not None and known.parent is not None:
        shown_kind, shown = known.parent.kind, getattr(found, known.parent.field)
        named = reader.get(shown_kind, shown)
    name = getattr(named, "number", "") or getattr(named, "name", "")
    return Subject(kind=kind, row=row, name=name, shown_kind=shown_kind, shown=shown)


def _log_reading(session: Session, found: Decisions) -> None:
    read = [
        (conflict.about, conflict.field)
        for conflict in found.conflicts
        if not conflict.hidden
        and conflict.field in KINDS[conflict.about.kind].confidential_fields()
    ]
    if not read:
        return
    with session.store.write(session.actor.staff, session.clock.now()) as writer:
        for about, field in read:
            writer.log_reading(about.kind, about.row, (field,))
