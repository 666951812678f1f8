# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The table of rights once more, typed on the command line on real desks (R-274)."""

import contextlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from branchdesk.cli import run
from branchdesk.cli.command_line import CommandLine
from branchdesk.domain.kinds.roles import Role, format_roles
from branchdesk.domain.text import Text
from branchdesk.services.records import Records
from branchdesk.wiring.desk import Desk
from tests.cli.conftest import Answer, given_input
from tests.companies import Company
from tests.services import conftest as office
from tests.services.conftest import COLLEAGUE, ENGINEER, START
from tests.trust.role_acts import ACTS, nothing
from tests.trust.role_bench import Bench
from tests.trust.role_commands import COMMANDS, SHOWS, WITHOUT_COMMAND, Command
from tests.trust.role_table import AT_HEADQUARTERS, COLUMNS, TABLE
from tests.trust.test_roles import REFUSALS, STOPPED_LATER
from trust.scene import digest


class Rows(Bench):
    """Keeps what no act touches for the next one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._untouched: dict[object, Any] = {}

    def row(self, act: str, *, own: bool, branch: str, untouched: bool) -> Any:
        """Make the row of an act; one that stays untouched serves several acts."""
        scene, owner = ACTS[act][0], ENGINEER if own else COLLEAGUE
        if untouched and act != "close a record":
            if (scene, own) not in self._untouched:
                self._untouched[scene, own] = scene(self, owner)
            return self._untouched[scene, own]
        made = scene(self, owner)
        if act == "close a record":
            Records(self.use(owner)).step(made, "resolve", {"solution": "重新关联数据"})
            self.change("service_record", made, branch_code=branch)
        return made


class Seat(CommandLine):
    """A command line before a desk that is open already, so that no command unlocks it again."""

    def __init__(self, company: Company, desk: Desk) -> None:
        super().__init__(
            environment={},
            paths=company.surroundings.paths,
            surroundings=lambda *_: company.surroundings,
            key_store=None,
        )
        self._open = desk

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        yield self._open


def typed(seat: Seat, command: Command) -> Answer:
    """Type a command; a seat is good for one."""
    out, messages = io.StringIO(), io.StringIO()
    with (
        given_input(json.dumps(command.document).encode()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(messages),
    ):
        code = run([*command.words, "--json"], seat)
    return Answer(code, None, out.getvalue(), messages.getvalue())


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """Headquarters and a branch, both with the people of the scenes."""
    company = Company(tmp_path_factory.mktemp("rights"))
    company.clock.moment = START
    company.found(("HQ", "GZ"))
    for desk in company.desks.values():
        office.add_people(desk.database, branch=desk.facts.branch_code)
    yield company
    company.close()


def sit_down(company: Company, role: Role) -> Desk:
    """Open the desk somebody with only this role sits at."""
    code = "HQ" if role in AT_HEADQUARTERS else "GZ"
    desk = company[code]
    with desk.database.write(None, START) as writer:
        writer.update("staff", ENGINEER, {"roles": format_roles((role,))})
    folder, key = desk.folder, desk.key
    desk.close()
    company.desks[code] = Desk(folder, key, ENGINEER, company.surroundings)
    return company[code]


def wanted(act: str, role: Role, *, own: bool) -> bool:
    return TABLE[act][role] == "yes" or (own and TABLE[act][role] == "own")


def titles(company: Company, *sources: str) -> tuple[str, ...]:
    """Return the beginnings of these titles as a person reads them."""
    render = company.surroundings.translator.render
    return tuple(render(Text(source, "", {"branch": "GZ"})) for source in sources)


def test_every_act_is_typed_or_has_a_reason() -> None:
    assert COMMANDS.keys() | WITHOUT_COMMAND.keys() == TABLE.keys()
    assert not COMMANDS.keys() & WITHOUT_COMMAND.keys()


@pytest.mark.parametrize("role", COLUMNS)
def test_each_role_types_exactly_what_the_table_says(
    company: Company, role: Role, tmp_path: Path
) -> None:
    desk = sit_down(company, role)
    bench = Rows(desk)
    cases = []
    for act, command in COMMANDS.items():
        for own in (True, False) if ACTS[act][0] is not nothing else (True,):
            row = bench.row(
                act, own=own, branch=desk.facts.code, untouched=not wanted(act, role, own=own)
            )
            cases.append((act, own, command(row, tmp_path)))
    refusals = titles(company, *REFUSALS)
    refused = [c for c in cases if not wanted(c[0], role, own=c[1]) and c[0] not in SHOWS]
    assert refused
    before = digest(desk)
    for act, own, command in refused:
        answer = typed(Seat(company, desk), command)
        assert (answer.code, answer.text) == (1, ""), (act, own, answer)
        assert answer.messages.startswith(refusals), (act, own, answer)
        assert answer.messages.count("\n") >= 3, (act, own, answer)
    assert digest(desk) == before
    for act, own, command in cases:
        answer = typed(Seat(company, desk), command)
        if act in SHOWS:
            assert answer.code == 0, (act, answer)
            assert SHOWS[act](answer) is wanted(act, role, own=own), (act, answer)
        elif wanted(act, role, own=own) and act in STOPPED_LATER:
            stopped = titles(company, STOPPED_LATER[act])
            assert answer.code == 1, (act, answer)
            assert answer.messages.startswith(stopped), (act, answer)
        elif wanted(act, role, own=own):
            assert answer.code in (0, 3 if act == "check the month" else 0), (act, own, answer)
            assert answer.text, (act, own)
