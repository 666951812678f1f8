# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Taking a call, finding it again after a power cut, planning a visit, closing."""

from tests.end_to_end.computer import Computer, until


class RecordsPage:
    """The page of service records."""

    def __init__(self, computer: Computer) -> None:
        self._computer = computer

    def new(self) -> None:
        """Open the editor of a new record from anywhere."""
        self._computer.press("Ctrl+N")
        self._computer.wait("record_editor")

    def add_customer(self, name: str) -> None:
        """Put a customer on file from within the call."""
        self._computer.write(name, into="field_customer_line")
        self._computer.picture("new-customer")
        self._computer.click("new_customer")
        self._computer.wait_gone("new_customer")

    def begin_call(self, person: str, phone: str, problem: str) -> None:
        """Type who calls and what is wrong, and let the editor keep it by itself."""
        computer = self._computer
        computer.write(person, into="field_contact_person")
        computer.press("Tab", into="field_contact_person")
        computer.write(phone, into="field_contact_phone")
        computer.press("Tab", into="field_contact_phone")
        computer.press("Tab", into="field_service_mode")
        computer.press("2", into="field_category")  # and on to the problem
        # Whatever is being written while somebody types may still lack the last words; what is
        # written after the next letter cannot.
        for words in (problem, "。"):
            before = self._last_kept()
            computer.write(words, into="field_problem_description")
            until(
                lambda before=before: "kept" if self._last_kept() > before else "",  # type: ignore[misc]
                "the draft on the disk",
            )
        computer.picture("half-typed")

    def go_on_with_draft(self, problem: str) -> None:
        """Find what was typed before the power went, and finish it."""
        computer = self._computer
        computer.go_to("records", "records_page")
        computer.wait("waiting_draft")
        computer.picture("draft-offered")
        computer.click("waiting_continue")
        computer.wait("field_problem_description", problem)
        computer.picture("draft-restored")

    def finish(self, customer: str, product: str, version: str) -> str:
        """Add what was missing and save with Ctrl+Enter; return the record's number."""
        computer = self._computer
        computer.fill("field_product", product)
        computer.fill("field_product_version", version)
        computer.press("Ctrl+Return", into="field_product_version")
        computer.wait_gone("record_editor")
        computer.row("records", customer)
        computer.picture("saved")
        return computer.read("record_number")

    def plan_visit(self, agreed_at: str) -> str:
        """Arrange a visit for the record that is shown; return the visit's number."""
        computer = self._computer
        computer.click("step_plan_visit")
        computer.fill("field_appointment_at_line", agreed_at)
        computer.picture("plan-visit")
        computer.click("plan_visit_submit")
        computer.click("toast_action")
        computer.wait("visits_page")
        return computer.read("visit_panel").split()[0]

    def close(self, customer: str, solution: str) -> None:
        """Solve and close a customer's record."""
        computer = self._computer
        self.show(customer)
        computer.click("step_resolve")
        computer.fill("field_solution", solution)
        computer.click("step_submit")
        computer.click("step_confirm_close")
        computer.click("step_submit")
        computer.wait("record_panel", "已办结")
        computer.picture("record-closed")

    def show(self, customer: str, *, every_state: bool = False) -> None:
        """Show a customer's record; closed ones are among all only."""
        computer = self._computer
        computer.go_to("records", "records_page")
        if every_state:
            computer.click("state_filter_button")
            computer.order("pick", item="state_filter_choice_2")
        computer.click_row("records", customer)
        computer.wait("record_panel", customer)

    def _last_kept(self) -> int:
        files = self._computer.home.glob("desks/*/drafts/*")
        return max((file.stat().st_mtime_ns for file in files), default=0)
