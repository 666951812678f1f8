# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The branch's month: summary, check, lock, send, receipt."""

from tests.end_to_end.computer import Computer


class MonthPage:
    """The page of the month's report."""

    def __init__(self, computer: Computer) -> None:
        self._computer = computer

    def confirm_summary(self, text: str) -> None:
        """Write the month's summary and confirm it."""
        computer = self._computer
        computer.go_to("month", "month_page")
        computer.picture("month-check")
        computer.click("summary_edit")
        computer.fill("field_summary", text)
        computer.click("summary_submit")
        computer.wait("summary_text", text)

    def lock(self) -> None:
        """Lock the month, once nothing is in the way, and build the bundle."""
        computer = self._computer
        computer.click("month_lock")
        computer.picture("month-lock")
        computer.click("confirm_action")
        computer.wait("report_card")
        computer.picture("month-locked")

    def send(self) -> None:
        """Send the bundle to the mailbox."""
        computer = self._computer
        computer.click("report_send")
        computer.wait("report_banner", "等待总部签收")
        computer.picture("month-sent")

    def wait_for_receipt(self) -> None:
        """See headquarters' receipt."""
        computer = self._computer
        computer.go_to("month", "month_page")
        computer.wait("report_banner", "总部已签收")
        computer.picture("month-acknowledged")
