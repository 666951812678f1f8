# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What all commands share: the options before the command, the desk, and the two outputs."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import click

from branchdesk.domain.clock import Clock, SystemClock
from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T, Text
from branchdesk.runtime.desk_keys import PersonEntry
from branchdesk.runtime.passphrase_source import KeyStore, find_passphrase
from branchdesk.runtime.paths import Paths
from branchdesk.runtime.settings import MachineSettings, SettingsFile
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.founding import people_of, unlock_desk
from branchdesk.wiring.surroundings import Surroundings

DESK_VARIABLE = "BRANCHDESK_DESK"

MakeSurroundings = Callable[[Paths, Clock, str], Surroundings]


class CommandLine:
    """One run of the program: options, environment, surroundings, outputs."""

    def __init__(
        self,
        *,
        environment: Mapping[str, str],
        paths: Paths,
        surroundings: MakeSurroundings,
        key_store: KeyStore | None,
    ) -> None:
        """``surroundings`` makes what a desk needs from paths, clock and language."""
        self._environment = environment
        self._make = surroundings
        self._key_store = key_store
        self.paths = paths
        self.folder: Path | None = None
        self.user = ""
        self.passphrase_file: Path | None = None
        self.today: date | None = None
        self.language = ""
        self.json = False
        self.exit_code = 0

    # -- surroundings -------------------------------------------------------------------------

    @cached_property
    def settings(self) -> MachineSettings:
        """The machine's settings; no command fails because they cannot be read."""
        try:
            return SettingsFile(self.paths.settings_file).load()
        except UserError:
            return MachineSettings()

    @cached_property
    def clock(self) -> Clock:
        """The clock, moved by ``--today``."""
        return SystemClock(self.today)

    @cached_property
    def surroundings(self) -> Surroundings:
        """What a desk needs of this machine, in the chosen language."""
        return self._make(self.paths, self.clock, self.language or self.settings.language)

    def surroundings_with(self, clock: Clock) -> Surroundings:
        """Return the same surroundings with another clock."""
        return self._make(self.paths, clock, self.surroundings.translator.language)

    def say(self, text: Text) -> str:
        """Return a text in the person's language."""
        return self.surroundings.translator.render(text)

    # -- output -------------------------------------------------------------------------------

    def answer(self, value: object, text: str | Callable[[], str]) -> None:
        """Print the one result of a command: as JSON when asked for, else as text."""
        if self.json:
            shown = json.dumps(value, ensure_ascii=False)
        else:
            shown = text() if callable(text) else text
        # Lone surrogates of a damaged file name must not end in a crash.
        print(shown.encode("utf-8", "backslashreplace").decode("utf-8"))

    def tell(self, text: Text) -> None:
        """Print a message for the person on the other output."""
        print(self.say(text), file=sys.stderr)

    def complain(self, error: UserError) -> None:
        """Print title, message and hint of an error on the other output."""
        title, message, hint = error.render(self.surroundings.translator)
        print(title, message, hint, sep="\n", file=sys.stderr)

    def error_document(self, error: UserError) -> dict[str, str]:
        """Return an error as it stands in JSON."""
        title, message, hint = error.render(self.surroundings.translator)
        return {"title": title, "message": message, "hint": hint}

    # -- input --------------------------------------------------------------------------------

    def read_document(self, source: str) -> dict[str, Any]:
        """Read one JSON object from a file, or from standard input for ``-``."""
        try:
            content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        except OSError as error:
            raise translate_os_error(error, Path(source), reading=True) from error
        try:
            document = json.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise _no_document() from error
        if not isinstance(document, dict):
            raise _no_document()
        return document

    # -- the desk -----------------------------------------------------------------------------

    def desk_folder(self) -> Path:
        """Return the desk that was named, or the only one this machine knows."""
        if self.folder is not None:
            return self.folder
        if self._environment.get(DESK_VARIABLE):
            return Path(self._environment[DESK_VARIABLE])
        known = self.settings.desks
        if len(known) == 1:
            return Path(known[0].path)
        raise UserError(
            T("Which desk?"),
            T("Desks known on this computer: {count}.", count=len(known)),
            T("Name its folder with --desk or {variable}.", variable=DESK_VARIABLE),
        )

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """Open the desk with the passphrase; closes it at the end."""
        folder = self.desk_folder()
        person = self.person(folder)
        passphrase = self.passphrase(folder, person.name)
        with unlock_desk(folder, str(person.id), passphrase, self.surroundings) as desk:
            if desk.database.missing_at_start:
                self.tell(
                    T(
                        "The newest {count} entries of the journal are missing; run doctor.",
                        count=desk.database.missing_at_start,
                    )
                )
            yield desk

    def person(self, folder: Path) -> PersonEntry:
        """Return who is named by ``--user``; without it whoever has the desk longest."""
        people = people_of(folder, self.surroundings)
        if not self.user.strip():
            return people[0]
        wanted = self.user.strip()
        for person in people:
            if wanted in (person.name, str(person.id)):
                return person
        raise UserError(
            T("Who are you?"),
            T("“{user}” is not among the people of this desk.", user=wanted[:40]),
            T("These can unlock it: {names}.", names=", ".join(p.name for p in people)),
        )

    def passphrase(self, folder: Path, name: str, *, new: bool = False) -> str:
        """Return the passphrase from the first source that has one; ``new`` asks twice."""

        def prompt() -> str:
            asked: str = click.prompt(
                self.say(T("Passphrase of {name}", name=name)),
                hide_input=True,
                confirmation_prompt=new,
                err=True,
            )
            return asked

        return find_passphrase(
            f"{folder.absolute()}|{name}",
            file=self.passphrase_file,
            environment=self._environment,
            key_store=None if new else self._key_store,
            prompt=prompt if sys.stdin.isatty() else None,
        )


def _no_document() -> UserError:
    return UserError(
        T("This is not a JSON object"),
        T("The input must be one JSON object such as {example}.", example='{"name": "…"}'),
        T("The fields are listed in docs/commands.md."),
    )
