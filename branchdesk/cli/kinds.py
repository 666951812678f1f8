# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""``KIND list|show|add|step`` for every kind that has a word on the command line."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import click

from branchdesk.cli import documents, output
from branchdesk.cli.command_line import CommandLine
from branchdesk.cli.doors import DOORS, Door
from branchdesk.cli.frame import Group, option
from branchdesk.cli.sheets import add_sheet_command
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.description import FieldType, Kind
from branchdesk.domain.kinds.registry import COMMANDS, KINDS
from branchdesk.domain.text import T
from branchdesk.services.ports import Reader
from branchdesk.services.registers import Listed, Registers, Shown
from branchdesk.wiring.desk import Desk

filter_option = option(
    "--filter",
    "conditions",
    multiple=True,
    metavar="FIELD=VALUE",
    about=T("Only rows with this value; can be given several times."),
)


def register(program: Group) -> None:
    """Add a group of commands for every kind."""
    for word, kind in COMMANDS.items():
        group = _group(word, kind, DOORS[kind.name])
        if kind.name == "visit":
            add_sheet_command(group)
        program.add_command(group)


def read_conditions(conditions: Iterable[str]) -> list[tuple[str, str]]:
    """Split ``FIELD=VALUE``; anything else is a usage error."""
    split = []
    for condition in conditions:
        field, equals, value = condition.partition("=")
        if not equals or not field.strip():
            raise click.UsageError(f"--filter {condition!r} is not FIELD=VALUE")
        split.append((field.strip(), value))
    return split


def _group(word: str, kind: Kind[Any], door: Door) -> Group:
    group = Group(word, about=T("Rows of the kind {kind}.", kind=kind.label))

    @group.command("list", about=T("Show the rows, the newest first."))
    @filter_option
    @option("--limit", type=click.IntRange(min=1), about=T("At most this many."))
    @click.pass_obj
    def _list(line: CommandLine, conditions: tuple[str, ...], limit: int | None) -> None:
        wanted = read_conditions(conditions)
        with line.desk() as desk:
            registers = Registers(desk.session)
            listed = registers.rows_of(kind, registers.filters(kind, wanted), limit)
            line.answer(
                [documents.row_document(kind, item.row, item.exchange) for item in listed],
                lambda: _list_text(line, desk, kind, listed),
            )

    @group.command("show", about=T("Show one row by its number."))
    @click.argument("number")
    @click.pass_obj
    def _show(line: CommandLine, number: str) -> None:
        with line.desk() as desk:
            shown = Registers(desk.session).show(kind, number)
            document = documents.row_document(kind, shown.row, shown.exchange)
            document["children"] = {
                name: [documents.child_document(KINDS[name], child) for child in children]
                for name, children in shown.children.items()
            }
            document["steps"] = door.offered(desk, shown.row)
            line.answer(document, lambda: _row_text(line, desk, kind, shown))

    @group.command("add", about=T("Add one row from a JSON object."))
    @click.argument("source", default="-")
    @click.pass_obj
    def _add(line: CommandLine, source: str) -> None:
        if door.add is None:
            raise _not_added(kind)
        document = line.read_document(source)
        with line.desk() as desk:
            outcome = door.add(desk, document)
            line.answer(
                documents.outcome_document(outcome),
                outcome.number or str(outcome.uuid),
            )

    @group.command("step", about=T("Do a step with one row; its input is a JSON object."))
    @click.argument("number")
    @click.argument("event")
    @click.argument("source", required=False)
    @click.pass_obj
    def _step(line: CommandLine, number: str, event: str, source: str | None) -> None:
        document = line.read_document(source) if source else {}
        with line.desk() as desk:
            outcome = door.step(desk, number, event, document)
            line.answer(
                documents.outcome_document(outcome),
                f"{outcome.number or outcome.uuid}  {_state_text(line, kind, outcome.state)}",
            )

    return group


def _not_added(kind: Kind[Any]) -> UserError:
    return UserError(
        T("{kind} is not added by hand", kind=kind.label),
        T("The program makes it when its time has come."),
        T("A month is closed with “month close”."),
    )


def _state_text(line: CommandLine, kind: Kind[Any], state: str) -> str:
    field = kind.fields.get("state")
    if field is None or field.facts.values is None:
        return state
    return line.say(field.facts.values.label(state))


def _list_text(line: CommandLine, desk: Desk, kind: Kind[Any], listed: list[Listed]) -> str:
    fields = kind.listed_fields()
    with desk.database.read() as reader:
        names = _names(reader, kind, [item.row for item in listed])
    head = [line.say(field.label) for field in fields]
    body = [
        [
            documents.field_text(f, getattr(item.row, f.name), names, line.surroundings.translator)
            for f in fields
        ]
        for item in listed
    ]
    if kind.numbered:
        head = [line.say(T("Number", "terminal")), line.say(T("State", "terminal")), *head]
        body = [
            [item.row.number, _state_text(line, kind, item.row.state), *cells]
            for item, cells in zip(listed, body, strict=True)
        ]
    return output.table(head, body)


def _row_text(line: CommandLine, desk: Desk, kind: Kind[Any], shown: Shown) -> str:
    translator = line.surroundings.translator
    with desk.database.read() as reader:
        names = _names(reader, kind, [shown.row])
        for name, children in shown.children.items():
            names |= _names(reader, KINDS[name], children)

    def text(of: Kind[Any], row: Any) -> str:
        return output.pairs(
            (
                line.say(field.label),
                documents.field_text(field, getattr(row, name), names, translator),
            )
            for name, field in of.fields.items()
            if name not in _BULKY
        )

    parts = [getattr(shown.row, "number", "") or str(shown.row.uuid), text(kind, shown.row)]
    for name, children in shown.children.items():
        for child in children:
            parts += ["", line.say(KINDS[name].label), text(KINDS[name], child)]
    return "\n".join(parts)


_BULKY = frozenset({"ink", "sheet_content", "qr", "binding"})
"""Fields no person reads in a terminal; JSON has them."""


def _names(reader: Reader, kind: Kind[Any], rows: Iterable[Any]) -> dict[UUID, str]:
    """Return what the rows that are pointed to are called."""
    wanted = {
        (field.facts.refers, value)
        for row in rows
        for name, field in kind.fields.items()
        if field.type is FieldType.REFERENCE and (value := getattr(row, name)) is not None
    }
    names: dict[UUID, str] = {}
    for refers, uuid in wanted:
        row = reader.get(refers, uuid)
        if row is not None:
            names[uuid] = getattr(row, "name", "") or getattr(row, "number", "") or str(uuid)
    return names
