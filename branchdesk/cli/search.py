# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""``search TEXT``: customers, records and visits by any part of a word or number."""

import click

from branchdesk.cli import output
from branchdesk.cli.command_line import CommandLine
from branchdesk.cli.frame import Group, option
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.text import T
from branchdesk.services.search_desk import SearchDesk


def register(program: Group) -> None:
    """Add the command."""

    @program.command("search", about=T("Find customers, records and visits."))
    @click.argument("text")
    @option("--limit", type=click.IntRange(min=1), default=20, about=T("At most this many."))
    @click.pass_obj
    def _search(line: CommandLine, text: str, limit: int) -> None:
        with line.desk() as desk:
            hits = SearchDesk(desk.session).find(text, limit)
        line.answer(
            [
                {
                    "kind": KINDS[hit.kind].command or hit.kind,
                    "number": hit.number,
                    "uuid": str(hit.uuid),
                    "title": hit.title,
                    "match": hit.match,
                    "score": hit.score,
                }
                for hit in hits
            ],
            lambda: output.table(
                [
                    line.say(text)
                    for text in (
                        T("Kind", "terminal"),
                        T("Number", "terminal"),
                        T("Title", "terminal"),
                        T("Match", "terminal"),
                    )
                ],
                [
                    [line.say(KINDS[hit.kind].label), hit.number, hit.title, hit.match]
                    for hit in hits
                ],
            ),
        )
