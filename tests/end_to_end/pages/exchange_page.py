# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One button that sends what waits and takes in what came."""

from tests.end_to_end.computer import Computer


class ExchangePage:
    """The page of exchanges."""

    def __init__(self, computer: Computer) -> None:
        self._computer = computer

    def exchange(self, *told: str) -> None:
        """Exchange now and read the result."""
        computer = self._computer
        computer.go_to("exchange", "exchange_page")
        if computer.sees("exchange_result"):
            computer.click("exchange_result_close")
        computer.click("exchange_now")
        result = computer.wait("exchange_result")
        computer.picture("exchanged")
        for words in told:
            assert words in result, result
