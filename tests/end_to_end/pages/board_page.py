# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Headquarters' board: take in, read, accept."""

from tests.end_to_end.computer import Computer


class BoardPage:
    """The page of what the branches delivered."""

    def __init__(self, computer: Computer) -> None:
        self._computer = computer

    def receive(self) -> None:
        """Take in what has come."""
        computer = self._computer
        computer.go_to("board", "board_page")
        computer.picture("board-empty")
        computer.click("board_receive")
        computer.wait("exchange_result")

    def accept(self, branch: str, problem: str) -> None:
        """See that a branch's report is verified, read a record of it, accept it."""
        computer = self._computer
        computer.row("board", "待审核")
        computer.click_row("board", branch)
        computer.wait("delivery_card", "校验通过")
        computer.wait("reading_card", problem)
        computer.picture("board-verified")
        computer.click("board_accept")
        computer.row("board", "审核通过")
        computer.picture("board-accepted")
