# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Work with a program that has one field more per kind, and say where the fields turn up.

Run as ``python -m tests.architecture.new_field FOLDER`` with such a program first on the path;
prints one JSON object.
"""

import io
import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QLabel, QWidget

import branchdesk
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.kinds.schema import kind_schema
from branchdesk.domain.kinds.validation import ProblemsError
from branchdesk.runtime.i18n import load_translator
from branchdesk.services.exporting import Exporting
from branchdesk.services.importing import Importing
from branchdesk.services.registers import Registers
from branchdesk.ui.customers.customer_forms import customer_panel
from branchdesk.ui.customers.customer_panel import CustomerPanel
from branchdesk.ui.look import Look
from branchdesk.ui.messages import Messages
from branchdesk.ui.records.record_editor import RecordEditor
from branchdesk.ui.records.record_panel import RecordPanel
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.theme import Theme
from branchdesk.ui.tokens import LIGHT
from branchdesk.ui.toolkit import Toolkit
from branchdesk.wiring.desk import Desk
from tests.architecture.added_fields import FIELD, LABEL, WORD
from tests.companies import NOW, Company

RESOURCES = Path(__file__).parents[2] / "resources"
PERIOD = "2026-11"


def in_the_window(company: Company, record: str, customer: str) -> dict[str, Any]:
    """Return where the fields stand in the editors and panels of the window."""
    branch = company.branch
    me = branch.session.actor.staff
    view, file = branch.records.view(record), branch.customers.view(customer)
    look = Look(Theme(LIGHT, RESOURCES / "styles"), load_translator("zh_CN", RESOURCES, None))
    tasks, window = TaskRunner(), QWidget()
    toolkit = Toolkit(look, tasks, Messages(look, window), company.clock)
    record_editor = RecordEditor(toolkit, lambda _: (), record=view.record)
    file_editor = customer_panel(toolkit, file.customer)
    record_panel, file_panel = RecordPanel(look), CustomerPanel(look)
    record_panel.render_record(view, NOW, me=me)
    file_panel.render_customer(file, NOW, me=me, may_add=True, may_keep=True)
    found = {
        "record_editor": record_editor.form.values().get(FIELD),
        "customer_editor": file_editor.form.values().get(FIELD),
        "record_panel": _shows_both(record_panel),
        "customer_panel": _shows_both(file_panel),
    }
    tasks.close()
    return found


def _shows_both(panel: QWidget) -> bool:
    return {LABEL, WORD} <= {label.text() for label in panel.findChildren(QLabel)}


def by_the_services(desk: Desk, kind_name: str, number: str) -> dict[str, Any]:
    """Return what lists, exports, search, journal and schema of a kind know of the field."""
    kind = KINDS[kind_name]
    csv = io.BytesIO()
    Exporting(desk.session).write_csv(kind, csv)
    head, *lines = csv.getvalue().decode("utf-8-sig").splitlines()
    registers = Registers(desk.session)
    listed = registers.rows_of(kind, registers.filters(kind, [(FIELD, WORD)]))
    with desk.database.read() as reader:
        history = reader.history(kind_name, reader.by_number(kind_name, number).uuid)
        hits = {hit.number for hit in reader.search(WORD, 20)}
    return {
        "listed": FIELD in {field.name for field in kind.listed_fields()},
        "head": LABEL in head.split(","),
        "cell": any(WORD in line.split(",") for line in lines),
        "filtered": [item.row.number for item in listed] == [number],
        "searched": number in hits,
        "journal": [entry.new for entry in history if entry.field == FIELD][-1:] == [WORD],
        "schema": kind_schema(kind)["properties"][FIELD],
    }


def is_missed(desk: Desk, number: str) -> bool:
    """Tell whether the check of the month asks for the field of a record."""
    findings = desk.month.check(PERIOD).block
    return any(f.number == number and f.field == FIELD for f in findings)


def refused_at_closing(company: Company, customer: str) -> list[str]:
    """Return what a record without the field lacks when the customer has confirmed it."""
    record = company.add_record("GZ", customer)
    try:
        company.close_record("GZ", record.number)
    except ProblemsError as error:
        return [problem.field for problem in error.problems]
    return []


def work(root: Path) -> dict[str, Any]:
    """Use the fields as a branch does and send them to a laptop."""
    company = Company(root)
    company.found(("HQ", "GZ", "GZ-L01"))
    for desk in company.desks.values():
        desk.exchange.set_mailbox(str(company.mailbox))
    branch = company.branch
    file = branch.customers.add({"name": "砺峤公路建设集团有限公司", FIELD: WORD})
    record = company.add_record("GZ", file.number)
    empty = is_missed(branch, record.number)
    branch.records.edit(record.uuid, {FIELD: WORD})
    filled = is_missed(branch, record.number)
    at_closing = refused_at_closing(company, file.number)
    visit = branch.visits.plan(record.uuid, {FIELD: WORD})
    numbers = {"customer": file.number, "service_record": record.number, "visit": visit.number}
    kinds = {kind: by_the_services(branch, kind, number) for kind, number in numbers.items()}
    company.settle()
    taken_in = [getattr(row, FIELD) for row in company.rows("GZ-L01", "customer")]
    Importing(branch.session).customers(f"客户,{LABEL}\r\n惠河市政,{WORD}\r\n".encode())
    with branch.database.read() as reader:
        (imported,) = (c for c in reader.find("customer") if c.name == "惠河市政")
    found = {
        "program": branchdesk.__file__,
        "kinds": kinds,
        "window": in_the_window(company, record.number, file.number),
        "pre-check": {"empty": empty, "filled": filled},
        "closing": at_closing,
        "imported": getattr(imported, FIELD),
        "on_the_laptop": taken_in,
    }
    company.close()
    return found


if __name__ == "__main__":
    application = QApplication(["new-field"])
    print(json.dumps(work(Path(sys.argv[1])), ensure_ascii=False))
