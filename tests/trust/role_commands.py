# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The acts of the table of rights as somebody types them on the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tests.cli.conftest import Answer
from tests.services.conftest import AGENT, START, call
from tests.trust.role_acts import AGREED, ESCALATION, PERIOD

PHONE = "026-55500100"
"""Of the customers of the scenes; a masked file does not show it."""


class Command(NamedTuple):
    """The words after the options, and the object on standard input."""

    words: list[str]
    document: object = None


Type = Callable[[Any, Path], Command]
"""Makes the command for a row and a folder for files."""


def _step(kind: str, event: str, /, **document: object) -> Type:
    return lambda row, _: Command([kind, "step", str(row), event, "-"], document)


def _show(kind: str) -> Type:
    return lambda row, _: Command([kind, "show", str(row)])


def _add(kind: str, field: str = "", /, **document: object) -> Type:
    def typed(row: Any, _: Path) -> Command:
        return Command([kind, "add", "-"], document | ({field: str(row)} if field else {}))

    return typed


def _month(*words: str) -> Type:
    return lambda _row, _folder: Command([*words[:2], "--period", PERIOD, *words[2:]])


def _import(_: Any, folder: Path) -> Command:
    file = folder / "customers.csv"
    file.write_text("name\n丙单位\n", encoding="utf-8")
    return Command(["import", "customer", str(file)])


_STROKES = [[[5 + i * 2, 10 + i % 5] for i in range(20)]]
_SIGNER = {"name": "张工", "strokes": _STROKES}
_DUE = str(START.date())

COMMANDS: dict[str, Type] = {
    "take a record": _add("record", "customer", **call()),
    "read a record": _show("record"),
    "change a record": _step("record", "edit", region="一区"),
    "answer": _step("record", "answer", text="已告知"),
    "note progress": _step("record", "note", text="客户来电催问"),
    "hand over": _step("record", "hand_over", to_staff=str(AGENT), brief="请跟进"),
    "escalate": _step("record", "escalate", **ESCALATION),
    "pass on a complaint": _step("record", "complain", reason="客户不满"),
    "close a record": _step("record", "confirm_close", confirmed_by="张工"),
    "discard a draft": _step("record", "discard"),
    "return the data": _step("record", "return_data", text="已归还"),
    "plan a visit": _step("record", "plan_visit", purpose="检查"),
    "agree on the time": _step("visit", "confirm", **AGREED),
    "read a visit": _show("visit"),
    "fill in a sheet": _step("visit", "edit", opinion="无"),
    "sign a sheet": _step(
        "visit", "sign", customer=_SIGNER, engineer=_SIGNER, privacy_consent=True
    ),
    "leave it unsigned": _step(
        "visit", "leave_unsigned", kind="later", reason="负责人不在", engineer=_SIGNER, due=_DUE
    ),
    "hand in a sheet": _step("visit", "submit"),
    "waive a signature": _step("visit", "waive", reason="客户已口头认可"),
    "review a sheet": _step("visit", "review"),
    "file a sheet": _step("visit", "file"),
    "open a file": _add("customer", name="乙单位", even_if_similar=True),
    "import files": _import,
    "read a file": _show("customer"),
    "change a file": _step("customer", "edit", city="栩川"),
    "add a contact": _add("contact", "customer", name="李工"),
    "mark as lost": _step("customer", "mark_lost", reason="改用别家", day=_DUE),
    "read a secret file": _show("customer"),
    "read a top secret": _show("customer"),
    "check the month": _month("month", "check"),
    "write the summary": _month("month", "summary", "--text", "本月正常。"),
    "close the month": _month("month", "close"),
    "exchange": lambda _row, _folder: Command(["exchange"]),
    "see the board": _month("hq", "board"),
    "accept a month": _month("hq", "accept", "--branch", "GZ"),
    "return a month": _month("hq", "return", "--branch", "GZ", "--reason", "缺附件"),
    "keep the people": _add("staff", name="新同事", roles=["trainer"]),
}

WITHOUT_COMMAND = {
    "attach a file": "files are added in the window",
    "print a sheet": "printing is the window's",
    "read the audit log": "the progress of a row is shown in the window",
}

SHOWS: dict[str, Callable[[Answer], bool]] = {
    "read a secret file": lambda answer: PHONE in answer.text,
    "read a top secret": lambda answer: PHONE in answer.text,
}
"""What is answered with less, not refused, to those who may not read all of it."""
