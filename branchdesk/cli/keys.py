# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""``key public`` and ``key export``."""

from pathlib import Path

import click

from branchdesk.cli import output
from branchdesk.cli.command_line import CommandLine
from branchdesk.cli.frame import Group, output_option
from branchdesk.domain.text import T
from branchdesk.wiring.key_export import export_age_identity


def register(program: Group) -> None:
    """Add the group."""
    group = Group("key", about=T("The desk's keys, for age and minisign."))
    program.add_command(group)

    @group.command("public", about=T("Show the public keys."))
    @click.pass_obj
    def _public(line: CommandLine) -> None:
        with line.desk() as desk:
            public = desk.keys.public()
        line.answer(
            {"minisign": public.minisign, "age": public.age},
            lambda: output.pairs([("minisign", public.minisign), ("age", public.age)]),
        )

    @group.command("export", about=T("Write the private age identity, for emergencies."))
    @output_option
    @click.pass_obj
    def _export(line: CommandLine, target: str) -> None:
        with line.desk() as desk:
            passphrase = line.passphrase(desk.folder.root, desk.session.actor.name)
            export_age_identity(desk, passphrase, Path(target))
        line.tell(
            T(
                "Whoever has this file can read everything sent to this desk."
                " Destroy it when the emergency is over."
            )
        )
        line.answer({"file": target}, target)
