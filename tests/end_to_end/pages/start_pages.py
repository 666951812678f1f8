# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Before the desk is open: four answers, the recovery code, the lock; and joining the others."""

from pathlib import Path

from tests.end_to_end.computer import Computer


class StartPages:
    """The first start."""

    def __init__(self, computer: Computer) -> None:
        self._computer = computer

    def begin(
        self, post: str, person: str, passphrase: str, *, branch: str = "", laptop: str = ""
    ) -> None:
        """Give the four answers and keep the recovery code."""
        computer = self._computer
        computer.click(f"post_{post}")
        if branch:
            computer.choose("branch", branch)
        if laptop:
            computer.choose("laptop", laptop)
        computer.fill("person_name", person)
        computer.fill("passphrase", passphrase)
        computer.fill("repeat_passphrase", passphrase)
        computer.picture("first-start")
        computer.click("begin")
        assert len(computer.read("recovery_code_shown")) >= 20
        computer.click("recovery_saved")
        computer.picture("recovery-code")
        computer.click("recovery_continue")
        computer.click("ready_enrol")
        computer.wait("enrolment")


class LockScreen:
    """The passphrase of a desk that is there already."""

    def __init__(self, computer: Computer) -> None:
        self._computer = computer

    def unlock(self, passphrase: str) -> None:
        """Type the passphrase and press Enter."""
        computer = self._computer
        computer.fill("passphrase", passphrase, within="lock_screen")
        computer.press("Return", into="passphrase")
        computer.wait("navigation")


class EnrolmentPage:
    """Files go to and fro, codes are read to each other on the phone."""

    def __init__(self, computer: Computer) -> None:
        self._computer = computer

    def ask(self, request: Path) -> str:
        """Save the request; return its code."""
        self._computer.click("save_request")
        self._computer.answer_file(request)
        return self._computer.read("request_code_code")

    def grant(self, request: Path, code: str, answer: Path) -> str:
        """Look at a request, compare its code, save the answer; return the answer's code."""
        computer = self._computer
        computer.click("request_drop_choose")
        computer.answer_file(request)
        assert computer.read("asking_code_code") == code
        computer.picture("enrolment-codes")
        computer.click("asking_code_same")
        computer.answer_file(answer)
        return computer.read("given_code_code")

    def join(self, answer: Path, code: str, parent: str) -> None:
        """Look at the answer, compare its code, join."""
        computer = self._computer
        computer.click("answer_drop_choose")
        computer.answer_file(answer)
        assert computer.read("answer_code_code") == code
        computer.click("answer_code_same")
        computer.wait(f"link_{parent}")
        computer.picture("joined")


class SettingsPage:
    """Where the exchange folder is chosen."""

    def __init__(self, computer: Computer) -> None:
        self._computer = computer

    def choose_mailbox(self, folder: Path) -> None:
        """Choose the folder that all computers reach."""
        computer = self._computer
        computer.go_to("settings", "settings")
        computer.click("show_section_exchange")
        computer.click("mailbox_choose")
        computer.answer_file(folder)
        computer.wait("mailbox_place", str(folder))
        computer.picture("mailbox")
