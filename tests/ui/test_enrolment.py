# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A branch joins headquarters by two files and two codes, both in the window."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QPushButton

from branchdesk.runtime.paths import find_paths
from tests.ui.desks import PASSPHRASE, Hand

NewHand = Callable[[], Hand]


def unlock(hand: Hand, code: str) -> Hand:
    hand.start(str(find_paths().desks / code))
    hand.write("passphrase", PASSPHRASE).click("unlock")
    hand.program.window.show_page("enrolment")
    hand.settle()
    return hand


def test_a_branch_joins_headquarters(new_hand: NewHand, tmp_path: Path):
    request, answer = tmp_path / "request.json", tmp_path / "answer.json"
    hand = new_hand().start().found()
    hand.program.window.show_page("enrolment")
    hand.settle()
    hand.answers.files = [request]
    hand.click("save_request")
    code = hand.reads("request_code_code")

    hand = new_hand().start(str(tmp_path / "nowhere"))
    hand.program.flow.show_first_start()
    hand.found("headquarters", "刘工")
    hand.program.window.show_page("enrolment")
    hand.settle()
    hand.answers.files = [request, answer]
    hand.click("request_drop_choose")
    assert hand.reads("asking_code_code") == code
    hand.click("asking_code_same")
    confirm = hand.reads("given_code_code")
    assert hand.sees("link_BJ")

    hand = unlock(new_hand(), "BJ")
    hand.answers.files = [answer]
    hand.click("answer_drop_choose")
    assert hand.reads("answer_code_code") == confirm
    assert not hand.sees("link_HQ")
    hand.click("answer_code_same")
    assert hand.sees("link_HQ")

    hand = unlock(new_hand(), "HQ")
    hand.program.window.findChild(QPushButton, "revoke_BJ")
    assert hand.sees("revoke_BJ")


def test_a_code_that_differs_leaves_everything_as_it_was(
    new_hand: NewHand,
    tmp_path: Path,
):
    request = tmp_path / "request.json"
    hand = new_hand().start().found()
    hand.program.window.show_page("enrolment")
    hand.settle()
    hand.answers.files = [request]
    hand.click("save_request")
    hand = new_hand().start(str(tmp_path / "nowhere"))
    hand.program.flow.show_first_start()
    hand.found("headquarters", "刘工")
    hand.program.window.show_page("enrolment")
    hand.settle()
    hand.answers.files = [request]
    hand.click("request_drop_choose").click("asking_code_different")
    assert not hand.sees("link_BJ")
    assert not hand.sees("asking_code")
