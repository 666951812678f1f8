# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Commands whose help speaks the person's language, each with ``--json``."""

from collections.abc import Callable
from typing import Any

import click

from branchdesk.cli.command_line import CommandLine
from branchdesk.domain.text import T, Text

JSON_HELP = T("Print one JSON value instead of a text.")


def _translated(about: Text) -> str:
    context = click.get_current_context(silent=True)
    line = context.find_object(CommandLine) if context else None
    return line.say(about) if line else about.source


def _want_json(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        context.ensure_object(CommandLine).json = True


class Option(click.Option):
    """An option with a translated explanation."""

    def __init__(self, *arguments: Any, about: Text, **settings: Any) -> None:
        """Take click's settings and the explanation."""
        super().__init__(*arguments, **(settings | {"help": about.source}))
        self._about = about

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return option and explanation for the help page."""
        self.help = _translated(self._about)
        return super().get_help_record(ctx)


class Command(click.Command):
    """A command with a translated explanation and ``--json``."""

    def __init__(self, *arguments: Any, about: Text, **settings: Any) -> None:
        """Take click's settings and the explanation."""
        super().__init__(*arguments, **(settings | {"help": about.source}))
        self._about = about
        self.params.append(
            Option(
                ["--json"],
                is_flag=True,
                expose_value=False,
                callback=_want_json,
                about=JSON_HELP,
            )
        )

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the explanation as one line of the list of commands."""
        self.help = _translated(self._about)
        return super().get_short_help_str(limit)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the explanation onto the help page."""
        self.help = _translated(self._about)
        super().format_help_text(ctx, formatter)


class Group(click.Group):
    """Commands under one word."""

    command_class = Command

    def __init__(self, *arguments: Any, about: Text, **settings: Any) -> None:
        """Take click's settings and the explanation."""
        super().__init__(*arguments, **(settings | {"help": about.source}))
        self._about = about

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the explanation as one line of the list of commands."""
        self.help = _translated(self._about)
        return super().get_short_help_str(limit)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the explanation onto the help page."""
        self.help = _translated(self._about)
        super().format_help_text(ctx, formatter)


def option(*names: str, about: Text, **settings: Any) -> Callable[[Any], Any]:
    """Add an option with a translated explanation to a command."""
    return click.option(*names, cls=Option, about=about, **settings)


period_option = option(
    "--period", required=True, metavar="YYYY-MM", about=T("The reporting period, such as 2026-11.")
)
output_option = option(
    "-o",
    "--output",
    "target",
    required=True,
    metavar="FILE",
    about=T("The file to write; an existing one is replaced."),
)
