# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""``bundle …``: looking at bundles, joining their parts, unpacking them."""

from pathlib import Path

import click

from branchdesk.cli import documents, output
from branchdesk.cli.check_files import check_bundle, checked
from branchdesk.cli.command_line import CommandLine
from branchdesk.cli.exchange import mailbox_option
from branchdesk.cli.frame import Group, output_option
from branchdesk.domain.text import T
from branchdesk.sync.inspection import inspect, unpack
from branchdesk.wiring.bundle_files import join_bundle, opens

STATES = {
    "built": T("built", "bundle.state"),
    "sent": T("sent", "bundle.state"),
    "receipted": T("receipted", "bundle.state"),
    "applied": T("taken in", "bundle.state"),
}


def register(program: Group) -> None:
    """Add the group."""
    group = Group("bundle", about=T("Bundles as files."))
    program.add_command(group)

    @group.command("list", about=T("Show the bundles that were built and taken in."))
    @click.pass_obj
    def _list(line: CommandLine) -> None:
        with line.desk() as desk:
            entries = desk.exchange.diary()
        line.answer(
            [
                {
                    "bundle": entry.bundle_id,
                    "direction": entry.direction,
                    "peer": entry.peer,
                    "period": entry.period,
                    "revision": entry.revision,
                    "state": entry.state,
                    "bytes": entry.size,
                    "sha256": entry.sha256,
                    "built_at": documents.canonical(entry.built_at),
                    "delivered_at": documents.canonical(entry.delivered_at),
                }
                for entry in entries
            ],
            lambda: output.table(
                [
                    line.say(text)
                    for text in (
                        T("Bundle", "terminal"),
                        T("Desk", "terminal"),
                        T("Period", "terminal"),
                        T("State", "terminal"),
                        T("Bytes", "terminal"),
                    )
                ],
                [
                    [
                        entry.bundle_id,
                        ("← " if entry.direction == "in" else "→ ") + entry.peer,
                        entry.period,
                        line.say(STATES[entry.state]),
                        str(entry.size),
                    ]
                    for entry in entries
                ],
            ),
        )

    @group.command("inspect", about=T("Show what a bundle says of itself."))
    @click.argument("file", type=Path)
    @click.pass_obj
    def _inspect(line: CommandLine, file: Path) -> None:
        with line.desk() as desk:
            facts = inspect(file, desk.keys if opens(file, desk.keys) else None)
        shown = documents.canonical(facts)
        line.answer(
            shown,
            lambda: output.pairs(
                [
                    (name, str(value))
                    for part in (facts, facts["header"] or facts["envelope"] or {})
                    for name, value in part.items()
                    if not isinstance(value, dict)
                ]
            ),
        )

    @group.command("verify", about=T("Check bundles: signature, digests, receiver."))
    @click.argument("files", type=Path, nargs=-1, required=True)
    @click.pass_obj
    def _verify(line: CommandLine, files: tuple[Path, ...]) -> None:
        with line.desk() as desk:
            checked(line, [check_bundle(desk, file) for file in files])

    @group.command("join", about=T("Write a bundle as one .tar.zst.age file."))
    @click.argument("bundle")
    @output_option
    @mailbox_option
    @click.pass_obj
    def _join(line: CommandLine, bundle: str, target: str, mailbox: str) -> None:
        with line.desk() as desk:
            size = join_bundle(desk, bundle, mailbox, Path(target))
        line.answer({"file": target, "bytes": size}, target)

    @group.command("unpack", about=T("Write the plain files of a bundle into a new folder."))
    @click.argument("file", type=Path)
    @click.argument("folder", type=Path)
    @click.pass_obj
    def _unpack(line: CommandLine, file: Path, folder: Path) -> None:
        with line.desk() as desk:
            paths = unpack(file, desk.keys, folder)
        line.answer({"folder": str(folder), "files": sorted(paths)}, "\n".join(sorted(paths)))
