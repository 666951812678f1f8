# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The same words typed into the real program's windows, through a whole month."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.end_to_end import test_whole_month as story
from tests.end_to_end.computer import Computer, virtual_screen
from trust.frame import Row
from trust.plaintext.places import private_places
from trust.plaintext.search import search

WORDS = {
    "customer's name": story.CUSTOMER,
    "phone": "15400001234",
    "problem": story.PROBLEM,
    "work": story.WORK,
}


def windows_at_work(check: str, folder: Path) -> Iterator[Row]:
    """Let three computers work by their windows; look at what each left on its disk."""
    if not shutil.which("Xvfb"):
        yield Row(check=check, subject="windows", cases=0, not_run="Xvfb is missing")
        return
    with ExitStack() as stack:
        computers = []
        for name in ("HQ", "GZ", "GZ-L01"):
            display = stack.enter_context(virtual_screen())
            computer = Computer(name, folder / name, folder / name, display, story.TODAY)
            # The desks stay where the computer looks for them.
            computer.environment = private_places(folder / name) | computer.environment
            computer.environment |= {"HOME": str(folder / name / "home")}
            computer.environment |= {"TMPDIR": str(folder / name / "temp")}
            stack.callback(computer.kill)
            computers.append(computer)
        company = story.Company(computers, folder / "post")
        story.set_up(company)
        story.enrol(company)
        record = story.take_the_call(company.laptop)  # killed and started again on the way
        yield _look(check, folder, "windows: a call, a kill, a draft")
        visit = story.go_there(company.laptop, folder / "post" / "sheet.pdf")
        # What a person saves is theirs to keep; everything else is looked at.
        (folder / "post" / "sheet.pdf").unlink()
        yield _look(check, folder, "windows: a visit, signed and previewed")
        story.report(company.branch, record, visit)
        story.receive(company.hq)
        story.see_the_receipt(company)
        yield _look(check, folder, "windows: the month, still open")
        for computer in computers:
            computer.close()
        yield _look(check, folder, "windows: closed after the month")


def _look(check: str, folder: Path, subject: str) -> Row:
    for picture in folder.rglob("*.png"):  # taken by the hands that drive the windows
        picture.unlink()
    count, found = search(folder, WORDS)
    return Row(
        check=check,
        subject=subject,
        cases=count,
        findings={"files read": count},
        failures=tuple(dict.fromkeys(found)),
    )
