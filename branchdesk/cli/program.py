# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The program itself: global options, the commands, exit codes."""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import click

import branchdesk
from branchdesk.cli import (
    bundles,
    check_desk,
    check_files,
    demo,
    desks,
    exchange,
    keys,
    kinds,
    months,
    search,
    spreadsheets,
    undecided,
)
from branchdesk.cli.command_line import CommandLine
from branchdesk.cli.frame import JSON_HELP, Group, Option
from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.runtime.crash import CrashReporter
from branchdesk.runtime.i18n import LANGUAGES
from branchdesk.runtime.logs import start_logging
from branchdesk.runtime.passphrase_source import SystemKeyStore
from branchdesk.runtime.paths import find_paths
from branchdesk.wiring.surroundings import make_surroundings

DONE, REFUSED, USAGE, FOUND, BUG = 0, 1, 2, 3, 70
"""Exit codes: done, user error, usage, a check that found something, a bug of the program."""

_STOPPED = 130


class _Day(click.ParamType[date]):
    name = "date"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2026-11-30", param, ctx)


def _choose_language(context: click.Context, _parameter: click.Parameter, value: str) -> None:
    if value:
        context.ensure_object(CommandLine).language = value


def _start(
    desk: Path | None,
    user: str,
    passphrase_file: Path | None,
    today: date | None,
    json: bool,
) -> None:
    line = click.get_current_context().ensure_object(CommandLine)
    line.folder, line.user, line.passphrase_file = desk, user, passphrase_file
    line.today, line.json = today, json


def _program() -> Group:
    program = Group(
        "branchdesk",
        about=T("Service records, visits and monthly reports of a branch, without a server."),
        callback=_start,
        context_settings={"help_option_names": ["-h", "--help"]},
        params=[
            Option(["--desk"], type=Path, metavar="DIR", about=T("The folder of the desk.")),
            Option(["--user"], default="", metavar="NAME", about=T("Who you are.")),
            Option(
                ["--passphrase-file"],
                type=Path,
                metavar="FILE",
                about=T("A file that holds the passphrase as its only line."),
            ),
            Option(
                ["--today"],
                type=_Day(),
                metavar="YYYY-MM-DD",
                about=T("Work as if it were this day."),
            ),
            Option(
                ["--language"],
                type=click.Choice(LANGUAGES),
                expose_value=False,
                is_eager=True,
                callback=_choose_language,
                about=T("The language of messages; Chinese unless chosen otherwise."),
            ),
            Option(["--json"], is_flag=True, about=JSON_HELP),
            click.Option(
                ["--version"],
                is_flag=True,
                expose_value=False,
                is_eager=True,
                callback=_show_version,
                help="…",
                hidden=True,
            ),
        ],
    )
    for module in (
        demo,
        desks,
        keys,
        kinds,
        search,
        months,
        exchange,
        undecided,
        bundles,
        check_files,
        check_desk,
        spreadsheets,
    ):
        module.register(program)
    return program


def _show_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        print(branchdesk.__version__)
        context.exit()


def has_command(arguments: Sequence[str]) -> bool:
    """Tell whether the arguments name a command, or ask for help or the version.

    Options with their values are skipped: ``--desk D`` alone opens the window with that desk.
    """
    valued = {
        name
        for parameter in _program().params
        if isinstance(parameter, click.Option) and not parameter.is_flag
        for name in parameter.opts
    }
    words = iter(arguments)
    for word in words:
        if word in {"-h", "--help", "--version"}:
            return True
        if word in valued:
            next(words, None)
        elif not word.startswith("-"):
            return True
    return False


def run(arguments: Sequence[str], line: CommandLine) -> int:
    """Run one command and return the exit code; bugs are raised."""
    try:
        _program().main(
            args=list(arguments), prog_name="branchdesk", obj=line, standalone_mode=False
        )
        sys.stdout.flush()
    except UserError as error:
        line.complain(error)
        return REFUSED
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
        return USAGE
    except click.ClickException as error:
        error.show()
        return USAGE
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _STOPPED
    except BrokenPipeError:
        # Whoever reads has seen enough (| head). What is left must not be flushed at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return line.exit_code
    return line.exit_code


def main() -> int:
    """Run the command of this process; a bug leaves a report and exit code 70."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    paths = find_paths()
    line = CommandLine(
        environment=os.environ,
        paths=paths,
        surroundings=make_surroundings,
        key_store=SystemKeyStore(),
    )
    stop_logging = _quietly_start_logging(paths.logs)
    try:
        return run(sys.argv[1:], line)
    except Exception as error:  # noqa: BLE001 - the last resort of the process
        report = CrashReporter(paths.logs, line.clock).report(error)
        place = str(report) if report else "—"
        line.tell(
            T(
                "Something unexpected happened in the program. Nothing was half-written."
                " Report: {path}",
                path=place,
            )
        )
        return BUG
    finally:
        stop_logging()


def _quietly_start_logging(folder: Path) -> Callable[[], None]:
    """Start the diary; a machine where it cannot be written still runs commands."""
    try:
        return start_logging(folder)
    except UserError:
        return lambda: None
