# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Adding, changing and stepping rows of any kind by their description: the common ground of the
use cases.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.identifiers import clean_phone, clean_text, format_number, number_prefix
from branchdesk.domain.kinds.description import FieldType, Kind, Problem, Row, Stage
from branchdesk.domain.kinds.registry import KINDS, MACHINES, child_kinds
from branchdesk.domain.kinds.steps import Effect, NewRow, Situation, Step
from branchdesk.domain.kinds.validation import payload_problems, raise_problems, require
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T
from branchdesk.services import rights
from branchdesk.services.ports import Reader, Writer
from branchdesk.services.session import Outcome, Session

NOTHING: Mapping[str, object] = MappingProxyType({})
"""What a step without input is given."""


def clean_values(kind: Kind[Any], values: Mapping[str, object]) -> dict[str, object]:
    """Return the values with control characters cut and phone numbers made half-width."""
    return {name: _clean(kind, name, value) for name, value in values.items()}


def _clean(kind: Kind[Any], name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    text = clean_text(value)
    field = kind.fields.get(name)
    if field is None:
        return text
    if field.type is FieldType.LINE:
        text = " ".join(text.split("\n")).strip()
    return clean_phone(text) if field.facts.phone else text


def read_values(kind: Kind[Any], document: Mapping[str, object]) -> dict[str, object]:
    """Turn a JSON object into typed values of the kind's fields; raises UserError when it cannot.

    Only described, editable fields are taken; unknown names and what only steps set are refused
    by name.
    """
    hints = {f.name: f.type for f in msgspec.structs.fields(kind.struct)}
    values: dict[str, object] = {}
    problems = []
    for name, raw in document.items():
        field = kind.fields.get(name)
        if field is None:
            problems.append(
                Problem("unknown", name, T("There is no field “{name}”.", name=name[:40]))
            )
            continue
        if not field.facts.editable:
            problems.append(
                Problem("fixed", name, T("“{field}” is set by steps.", field=field.label))
            )
            continue
        try:
            values[name] = msgspec.convert(raw, hints[name], strict=False)
        except msgspec.ValidationError:
            problems.append(
                Problem(
                    "type", name, T("“{field}” has a value that does not fit.", field=field.label)
                )
            )
    raise_problems(problems, kind.label)
    return values


def entered(writer: Writer, kind: str, identity: UUID | None) -> Outcome | None:
    """Return the outcome of what lies under the identity of a form already (see Drafts.enter)."""
    row = None if identity is None else writer.get(kind, identity)
    return None if row is None else Outcome(row.number, row.uuid, row.state, writer.changes)


def rows_of_steps(kind: str) -> tuple[str, ...]:
    """Return the kinds of rows a step of this kind may add."""
    return tuple(child.name for child in child_kinds(kind))


def step_entered(reader: Reader, kind: str, identity: UUID | None) -> bool:
    """Tell whether a step added a row under the identity of its form (see Drafts.enter)."""
    return identity is not None and any(reader.get(k, identity) for k in rows_of_steps(kind))


def under(identity: UUID | None, values: Mapping[str, object]) -> dict[str, object]:
    """Return the values of a new row, with the identity of its form if it has one."""
    return dict(values) if identity is None else {**values, "uuid": identity}


def get_row(reader: Reader, kind: str, key: str | UUID) -> Any:
    """Return a row by its UUID or number; raises UserError when it is not there (any more)."""
    row = None
    if isinstance(key, UUID):
        row = reader.get(kind, key)
    elif KINDS[kind].numbered:
        row = reader.by_number(kind, key.strip())
    if row is None and isinstance(key, str):
        try:
            row = reader.get(kind, UUID(key.strip()))
        except ValueError:
            row = None
    if row is None or row.deleted:
        raise UserError(
            T("Not found: {kind}", kind=KINDS[kind].label),
            T(
                "“{key}” is not on this desk. It may have been deleted elsewhere.",
                key=str(key)[:80],
            ),
            T("Check the number or search for it."),
        )
    return row


def insert_row(session: Session, writer: Writer, kind: Kind[Any], values: Mapping[str, Any]) -> Any:
    """Fill in identity and creation facts, check the row at SAVE and insert it."""
    row = build_row(session, kind, values)
    require(kind, row, Stage.SAVE)
    writer.insert(kind.name, row)
    return row


def build_row(session: Session, kind: Kind[Any], values: Mapping[str, Any]) -> Any:
    """Make the struct of a new row without storing it."""
    return kind.struct(
        **{
            "uuid": session.new_id(),
            "created_at": session.clock.now(),
            "created_by": session.actor.staff,
        }
        | clean_values(kind, values)
    )


def new_number(session: Session, writer: Writer, kind: Kind[Any]) -> str:
    """Return the next number of a kind for this desk and the present local month."""
    desk = session.desk
    prefix = number_prefix(kind.letters, desk.branch_code, desk.device, session.clock.now())
    return format_number(prefix, writer.next_number(prefix))


def current_prefixes(branch: str, device: str, now: datetime) -> tuple[str, ...]:
    """Return the beginnings of all numbers a desk gives in the local month of a moment."""
    numbered = (kind for kind in KINDS.values() if kind.numbered)
    return tuple(number_prefix(kind.letters, branch, device, now) for kind in numbered)


def change_row(
    session: Session, writer: Writer, kind: Kind[Any], row: Row, values: Mapping[str, object]
) -> Any:
    """Check the changed row at SAVE and write what differs; returns the row as it is now."""
    del session
    changes = clean_values(kind, values)
    changed = msgspec.structs.replace(row, **changes)
    require(kind, changed, Stage.SAVE)
    writer.update(kind.name, row.uuid, changes)
    return changed


def replace_children(
    session: Session,
    writer: Writer,
    kind: Kind[Any],
    owner: UUID,
    present: Sequence[Any],
    documents: Sequence[Mapping[str, object]],
) -> None:
    """Make the child rows of an owner what the documents say, in their order.

    ``present`` are the rows there are; they keep their identity by position, what is too many is
    marked as deleted. Raises UserError when a document does not fit.
    """
    if kind.parent is None:
        raise ValueError(f"{kind.name} hangs on nothing")
    for i, document in enumerate(documents):
        values = read_values(kind, document)
        if "ordinal" in kind.fields:
            values["ordinal"] = i + 1
        if i < len(present):
            change_row(session, writer, kind, present[i], values)
        else:
            insert_row(session, writer, kind, values | {kind.parent.field: owner})
    for row in present[len(documents) :]:
        writer.update(kind.name, row.uuid, {"deleted": True})


def situation_of(session: Session, reader: Reader, kind: str, row: Any) -> Situation:
    """Gather what guards and effects may look at."""
    children = {child.name: reader.children(child.name, row.uuid) for child in child_kinds(kind)}
    linked: dict[str, tuple[Any, ...]] = {}
    if kind == "service_record":
        linked["visit"] = tuple(reader.find("visit", (Filter("record", "=", row.uuid),)))
    elif kind == "visit" and row.record is not None:
        record = reader.get("service_record", row.record)
        linked["service_record"] = () if record is None else (record,)
    return Situation(
        row=row,
        now=session.clock.now(),
        actor=session.actor,
        calendar=session.calendar(),
        policy=session.policy(),
        children=children,
        linked=linked,
    )


def find_step(
    session: Session, reader: Reader, kind: str, row: Any, event: str, *, internal: bool = False
) -> Step:
    """Return the step of an event; raises UserError when it is unknown, not now or not allowed.

    Internal steps are only given to the use case they belong to.
    """
    machine = MACHINES[kind]
    step = machine.step(event)
    if step is None:
        raise UserError(
            T("Unknown step"),
            T("There is no step “{event}” for this kind.", event=event[:40]),
            T("The steps that exist: {events}.", events=", ".join(s.event for s in machine.steps)),
        )
    if step.internal and not internal:
        raise UserError(
            T("This step is part of another one"),
            T("“{step}” cannot be done by itself.", step=step.label),
            T("Plan a visit or sign the sheet; the step follows from that."),
        )
    if row.state not in step.sources:
        raise UserError(
            T("This step is not possible now"),
            T(
                "{number} is “{state}”; “{step}” does not follow from there.",
                number=row.number,
                state=machine.label(row.state),
                step=step.label,
            ),
            T("Open it to see the steps that are possible now."),
        )
    rights.require(session, reader, kind, row, step.roles, step.own_only)
    return step


def read_payload(step: Step, document: "Mapping[str, object] | msgspec.Struct") -> Any:
    """Turn what was entered into the step's payload and check its fields."""
    if isinstance(document, msgspec.Struct):
        payload: Any = document
    else:
        fields = step.input_fields()
        unknown = [name for name in document if name not in fields]
        raise_problems(
            [Problem("unknown", n, T("There is no field “{name}”.", name=n)) for n in unknown],
            step.label,
        )
        cleaned = {n: clean_text(v) if isinstance(v, str) else v for n, v in document.items()}
        try:
            payload = msgspec.convert(cleaned, step.payload, strict=False)
        except msgspec.ValidationError as error:
            raise UserError(
                T("This entry does not fit"),
                T("A value of “{step}” has the wrong form.", step=step.label),
                T("Check dates, numbers and choices and try again."),
            ) from error
    raise_problems(payload_problems(payload, step.input_fields()), step.label)
    return payload


def do_step(
    session: Session,
    writer: Writer,
    kind: str,
    key: str | UUID,
    event: str,
    document: "Mapping[str, object] | msgspec.Struct",
    identity: UUID | None = None,
) -> Any:
    """Do the step of an event with the row of a key; returns the row as it is now.

    The first row the step adds is stored under ``identity``; when it is there already, nothing is
    done (see Drafts.enter).

    Raises UserError when there is no such row or step, the person may not do it now, what was
    entered does not fit, or the guard refuses.
    """
    row = get_row(writer, kind, key)
    if step_entered(writer, kind, identity):
        return row
    step = find_step(session, writer, kind, row, event)
    return carry_out(session, writer, kind, row, step, read_payload(step, document), identity)


def carry_out(
    session: Session,
    writer: Writer,
    kind: str,
    row: Any,
    step: Step,
    payload: Any,
    identity: UUID | None = None,
) -> Any:
    """Check the guard, then write the state and the effect; returns the row as it is now.

    The first row the step adds is stored under ``identity``.
    """
    situation = situation_of(session, writer, kind, row)
    raise_problems(step.guard(situation, payload), step.label)
    effect = step.effect(situation, payload)
    changes: dict[str, object] = {}
    if step.target is not None:
        changes["state"] = step.target
    changes |= effect.changes
    adds = effect.adds
    if adds:
        adds = (NewRow(adds[0].kind, under(identity, adds[0].values)), *adds[1:])
    effect = msgspec.structs.replace(effect, changes=changes, adds=adds)
    apply_effect(session, writer, kind, row.uuid, effect)
    return writer.get(kind, row.uuid)


def apply_effect(session: Session, writer: Writer, kind: str, uuid: UUID, effect: Effect) -> None:
    """Write an effect."""
    if effect.changes:
        writer.update(kind, uuid, effect.changes)
    for new in effect.adds:
        add_child(session, writer, new)
    for other in effect.updates:
        writer.update(other.kind, other.uuid, other.changes)


def add_child(session: Session, writer: Writer, new: NewRow) -> Any:
    """Insert a child row."""
    return insert_row(session, writer, KINDS[new.kind], new.values)
