# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Starting a desk, enrolling it with its parent, backing it up and restoring it."""

from pathlib import Path

import click
import msgspec

from branchdesk.cli import output
from branchdesk.cli.command_line import CommandLine
from branchdesk.cli.frame import Group, option, output_option
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.text import T
from branchdesk.runtime.settings import KnownDesk, SettingsFile
from branchdesk.store.backup import back_up, restore
from branchdesk.wiring.enrolment import EnrolmentStep
from branchdesk.wiring.founding import NewDesk, found_desk


def register(program: Group) -> None:
    """Add the commands."""
    _add_new(program)
    program.add_command(_enrol())
    _add_backup(program)


def _add_new(program: Group) -> None:
    @program.command("new", about=T("Start a desk: headquarters, a branch or a laptop."))
    @option(
        "--role",
        required=True,
        type=click.Choice([role.value for role in DeskRole]),
        about=T("What the desk is for."),
    )
    @option("--code", required=True, about=T("Its code: HQ, GZ or GZ-L01."))
    @option("--name", required=True, about=T("What people call it; on a laptop the engineer."))
    @click.pass_obj
    def _new(line: CommandLine, role: str, code: str, name: str) -> None:
        folder = line.folder or line.paths.desks / code
        person = line.user.strip() or name
        new = NewDesk(
            role=DeskRole(role),
            code=code,
            name=name,
            person_name=person,
            passphrase=line.passphrase(folder, person, new=True),
        )
        desk, recovery = found_desk(folder, new, line.surroundings)
        desk.close()
        known = KnownDesk(str(folder.absolute()), line.clock.now())
        SettingsFile(line.paths.settings_file).save(line.settings.with_desk(known))
        line.tell(
            T(
                "Recovery code: {code}\nIt is shown this once; print it and lock it away.",
                code=recovery,
            )
        )
        line.answer(
            {
                "desk": str(folder.absolute()),
                "code": code,
                "role": role,
                "recovery_code": recovery,
            },
            str(folder.absolute()),
        )


def _enrol() -> Group:
    group = Group("enrol", about=T("Join a parent desk by exchanging two files."))

    @group.command("request", about=T("Write this desk's request for its parent."))
    @output_option
    @click.pass_obj
    def _request(line: CommandLine, target: str) -> None:
        with line.desk() as desk:
            _answer(line, desk.enrolment.request(Path(target)))

    @group.command("certify", about=T("Answer a child's request."))
    @click.argument("request", type=Path)
    @output_option
    @click.pass_obj
    def _certify(line: CommandLine, request: Path, target: str) -> None:
        with line.desk() as desk:
            _answer(line, desk.enrolment.certify(request, Path(target)))

    @group.command("accept", about=T("Take in the parent's answer."))
    @click.argument("answer", type=Path)
    @click.pass_obj
    def _accept(line: CommandLine, answer: Path) -> None:
        with line.desk() as desk:
            _answer(line, desk.enrolment.accept(answer))

    return group


def _answer(line: CommandLine, step: EnrolmentStep) -> None:
    line.answer(
        msgspec.to_builtins(step),
        lambda: output.pairs(
            [
                (line.say(T("File", "terminal")), step.file),
                (line.say(T("Desk", "terminal")), f"{step.code} {step.name}"),
                (line.say(T("Code of the request")), step.short_code),
                (line.say(T("Code of the answer")), step.confirm_code),
            ]
        ),
    )
    line.tell(T("Compare the codes by phone before you go on."))


def _add_backup(program: Group) -> None:
    @program.command("backup", about=T("Write the desk into one encrypted file."))
    @click.argument("file", type=Path)
    @click.pass_obj
    def _backup(line: CommandLine, file: Path) -> None:
        with line.desk() as desk:
            facts = back_up(desk.database, desk.folder.root, file, desk.session.clock.now())
        line.answer(
            {
                "file": str(file),
                "bytes": file.stat().st_size,
                "attachments": facts.attachments,
                "journal": facts.journal.count,
            },
            str(file),
        )

    @program.command("restore", about=T("Unpack a backup into a new folder."))
    @click.argument("file", type=Path)
    @click.argument("folder", type=Path)
    @click.pass_obj
    def _restore(line: CommandLine, file: Path, folder: Path) -> None:
        restored = restore(file, folder, line.clock.now())
        known = KnownDesk(str(restored.folder), line.clock.now())
        SettingsFile(line.paths.settings_file).save(line.settings.with_desk(known))
        line.answer(
            {
                "desk": str(restored.folder),
                "backup_of": restored.backup.created_at.isoformat(),
                "attachments": restored.backup.attachments,
            },
            str(restored.folder),
        )
