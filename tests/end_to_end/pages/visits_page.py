# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A visit from arrival to the handed-in sheet, and its review."""

from pathlib import Path

from tests.end_to_end.computer import Computer


class OnSiteSheet:
    """The sheet that fills the window at the customer's."""

    def __init__(self, computer: Computer) -> None:
        self._computer = computer

    def fill_in(self, work: str, line: str, part: str) -> None:
        """Go through the first four steps."""
        computer = self._computer
        computer.click("now_arrived_at")
        computer.click("field_badge_shown")
        computer.fill("field_location", "一号路 1 号")
        computer.picture("sheet-arrival")
        computer.click("sheet_steps_2")
        computer.click("field_diagnosis_software")
        computer.fill("field_work_done", work)
        computer.click("work_lines_add")
        computer.fill("work_lines_text_1", line)
        computer.picture("sheet-work")
        computer.click("sheet_steps_3")
        computer.click("parts_add")
        computer.fill("parts_name_1", part)
        computer.fill("parts_amount_1", "300")
        computer.wait("charge_capitals", "叁佰元整")
        computer.picture("sheet-parts")
        computer.click("sheet_steps_4")
        computer.click("field_result_solved")
        computer.click("field_satisfaction_satisfied")
        computer.click("phrase_0")
        computer.click("field_leave_consent")
        computer.picture("sheet-opinion")

    def hand_to_customer(self) -> None:
        """Turn the screen round: the customer has this sheet and nothing else."""
        computer = self._computer
        computer.click("hand_over")
        computer.wait("customer_leave")
        for hidden in ("sheet_back", "sheet_steps_1", "navigation", "top_bar", "way_later"):
            assert not computer.sees(hidden), hidden
        for keys in ("Ctrl+L", "Ctrl+K", "Ctrl+1", "F12", "Escape", "Alt+F4"):
            computer.press(keys)
            assert computer.sees("customer_leave"), keys
        computer.picture("sheet-customer")

    def take_back(self, passphrase: str) -> None:
        """Come back to the engineer's view, which needs the passphrase."""
        computer = self._computer
        computer.wait("after_title", "谢谢")
        assert not computer.sees("after_print")
        computer.click("customer_leave")
        computer.fill("exit_passphrase", f"not-{passphrase}")
        computer.click("exit_leave")
        computer.wait("customer_exit", "密码不对")
        assert not computer.sees("after_print")
        computer.fill("exit_passphrase", passphrase)
        computer.click("exit_leave")
        computer.wait_gone("customer_exit")
        computer.wait("after_title", "已签字")

    def sign(self, *words: str) -> None:
        """Read what is signed, sign for both sides, finish."""
        computer = self._computer
        for shown in words:
            computer.wait("step_signing", shown)
        computer.draw("customer_pad")
        computer.draw("engineer_pad")
        computer.click("privacy_consent")
        computer.picture("sheet-signing")
        computer.click("confirm_signature")
        computer.wait("after_title")
        computer.picture("sheet-signed")

    def print(self, printer: str) -> None:
        """Print the customer's copy."""
        computer = self._computer
        computer.click("after_print")
        computer.wait("printer", printer)
        computer.wait("print_preview", "1 / 1")
        computer.picture("print-dialog")
        computer.click("print_now")
        computer.wait_gone("print_dialog")
        computer.wait("toast_text", "已发送到打印机")

    def save_pdf(self, target: Path) -> None:
        """Save the customer's copy as a file and note how it was given."""
        computer = self._computer
        computer.click("after_pdf")
        computer.answer_file(target)
        computer.wait("toast_text", target.name)
        computer.click("copy_way_message")
        computer.wait("copy_todo", "已登记")
        computer.click("after_next")
        computer.wait_gone("on_site_sheet")


class VisitsPage:
    """The page of visits."""

    def __init__(self, computer: Computer) -> None:
        self._computer = computer

    def open_sheet(self) -> OnSiteSheet:
        """Open the sheet of the visit that is shown."""
        self._computer.click("visit_sheet")
        self._computer.wait("on_site_sheet")
        return OnSiteSheet(self._computer)

    def hand_in(self) -> None:
        """Hand the signed sheet in."""
        self._computer.click("step_submit")
        self._computer.wait("visit_panel", "已交单")
        self._computer.picture("handed-in")

    def review(self, customer: str, number: str, *words: str) -> None:
        """Look at a signed sheet that came from a laptop and review it."""
        computer = self._computer
        computer.go_to("visits", "visits_page")
        computer.click_row("visits", customer)
        for shown in (number, *words):
            computer.wait("visit_panel", shown)
        computer.picture("sheet-arrived")
        computer.click("step_review")
        computer.click("visit_step_submit")
        computer.wait("visit_panel", "已审核")
        computer.picture("reviewed")
