# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""``conflict …``, ``refusal list`` and ``waiting list``: what an exchange left to people."""

from typing import Any
from uuid import UUID

import click

from branchdesk.cli import documents, output
from branchdesk.cli.command_line import CommandLine
from branchdesk.cli.frame import Group
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.text import T
from branchdesk.services.decisions import refusal_words, waiting_words
from branchdesk.services.ports import Reader

HEAD = (
    T("Desk", "terminal"),
    T("Kind", "terminal"),
    T("Number", "terminal"),
    T("Why", "terminal"),
)


def register(program: Group) -> None:
    """Add the three groups."""
    program.add_command(_conflicts())
    refusals = Group("refusal", about=T("Changes of this desk that others did not take."))
    program.add_command(refusals)

    @refusals.command("list", about=T("Show what was refused, by whom and why."))
    @click.pass_obj
    def _refusals(line: CommandLine) -> None:
        with line.desk() as desk, desk.session.store.read() as reader:
            found = [
                {
                    "peer": refusal.peer,
                    **_subject(reader, refusal.kind, refusal.row),
                    "reason": line.say(refusal_words(refusal.reason)),
                }
                for refusal in desk.exchange.refusals()
            ]
        _answer(line, found)

    waiting = Group("waiting", about=T("Changes of others that cannot be taken in yet."))
    program.add_command(waiting)

    @waiting.command("list", about=T("Show what waits, from whom and what for."))
    @click.pass_obj
    def _waiting(line: CommandLine) -> None:
        with line.desk() as desk, desk.session.store.read() as reader:
            found = [
                {
                    "peer": change.peer,
                    **_subject(reader, change.kind, change.row),
                    "action": change.action,
                    "reason": line.say(waiting_words(change.reason)),
                }
                for change in desk.exchange.waiting()
            ]
        _answer(line, found)


def _conflicts() -> Group:
    group = Group("conflict", about=T("Edits of one field that did not know of each other."))

    @group.command("list", about=T("Show the open conflicts with both values."))
    @click.pass_obj
    def _list(line: CommandLine) -> None:
        with line.desk() as desk:
            conflicts = desk.exchange.decisions().conflicts
            with desk.session.store.read() as reader:
                found = [
                    {
                        "conflict": conflict.id,
                        **_subject(reader, conflict.about.kind, conflict.about.row),
                        "field": conflict.field,
                        "hidden": conflict.hidden,
                        "kept": documents.canonical(conflict.kept.value),
                        "other": documents.canonical(conflict.other.value),
                        "kept_by": conflict.kept.by,
                        "other_by": conflict.other.by,
                        "at": documents.canonical(conflict.other.at),
                    }
                    for conflict in conflicts
                ]
        line.answer(
            found,
            lambda: output.table(
                [
                    line.say(text)
                    for text in (
                        T("No.", "terminal"),
                        T("Number", "terminal"),
                        T("Field", "terminal"),
                        T("In force", "terminal"),
                        T("The other", "terminal"),
                    )
                ],
                [
                    [
                        *(str(entry[name]) for name in ("conflict", "number", "field")),
                        *(_value(line, entry, name) for name in ("kept", "other")),
                    ]
                    for entry in found
                ],
            ),
        )

    @group.command("settle", about=T("Keep what is in force, or take the other value."))
    @click.argument("conflict", type=click.IntRange(min=1))
    @click.argument("choice", type=click.Choice(["kept", "other"]))
    @click.pass_obj
    def _settle(line: CommandLine, conflict: int, choice: str) -> None:
        with line.desk() as desk:
            changes = desk.exchange.settle_conflict(conflict, take_other=choice == "other")
        line.answer(
            {"conflict": conflict, "choice": choice, "changes": changes.names()},
            line.say(T("decided", "terminal")),
        )

    return group


def _value(line: CommandLine, entry: dict[str, Any], name: str) -> str:
    if entry["hidden"]:
        return line.say(T("(a business secret)", "conflict"))
    return str(entry[name])


def _subject(reader: Reader, kind: str, row: UUID) -> dict[str, str]:
    known = KINDS.get(kind)
    found = reader.get(kind, row) if known else None
    return {
        "kind": (known.command if known else "") or kind,
        "number": getattr(found, "number", ""),
        "uuid": str(row),
    }


def _answer(line: CommandLine, found: list[dict[str, Any]]) -> None:
    line.answer(
        found,
        lambda: output.table(
            [line.say(text) for text in HEAD],
            [[entry[name] for name in ("peer", "kind", "number", "reason")] for entry in found],
            widest=60,
        ),
    )
