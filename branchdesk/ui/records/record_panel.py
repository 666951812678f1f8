# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One record at the right of the list: what it is, until when, what was done, what may be done."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from branchdesk.domain.identifiers import shown_phone
from branchdesk.domain.kinds.record_steps import RECORD_MACHINE
from branchdesk.domain.kinds.service_record import SERVICE_RECORD, ServiceRecord
from branchdesk.domain.kinds.steps import Step
from branchdesk.domain.kinds.values import CATEGORIES, SERVICE_MODES, VALUE_CLASSES
from branchdesk.domain.kinds.visit import VISIT_STATES
from branchdesk.domain.tasks_due import time_left
from branchdesk.domain.text import T, Text
from branchdesk.services.records import RecordView
from branchdesk.ui.described_facts import filled_facts
from branchdesk.ui.look import Look
from branchdesk.ui.moments import moment_text
from branchdesk.ui.records.record_editor import FIRST
from branchdesk.ui.records.record_story import changes_of, deadline_reason, ledger, story
from branchdesk.ui.records.words import (
    deadline_title,
    exchange_words,
    owner_words,
    record_tone,
    state_words,
)
from branchdesk.ui.tokens import Tone
from branchdesk.ui.widgets.card import Banner, KeyValueGrid
from branchdesk.ui.widgets.controls import Chip, ElidedLink, button, label
from branchdesk.ui.widgets.flow import FlowLayout
from branchdesk.ui.widgets.list_panel_page import SidePanel
from branchdesk.ui.widgets.timeline import Timeline

RARE = frozenset({"offer_options", "wait_customer", "complain", "try_and_see", "return_data"})
"""Steps that stand in the menu “More”, so that the usual ones are found at once."""

SHOWN_PROBLEM = 130
"""Characters of the problem that are shown at once."""

CUSTOMER_WIDTH = 190
"""Pixels of the customer's name and class above which they take a line of their own."""

_IN_FACTS = frozenset(FIRST) | {"occurred_at"}
"""Entered fields the panel shows in places of their own."""

PLAN_VISIT = "plan_visit"
EDIT = "edit"


class RecordPanel(SidePanel):
    """Renders a record; every button only says what was asked for."""

    step_chosen = Signal(str)
    """event of a step, ``plan_visit`` or ``edit``"""
    visit_chosen = Signal(object)
    """UUID of a linked visit to be opened"""
    customer_chosen = Signal(object)
    """UUID of the customer to be opened"""
    decision_chosen = Signal(object)
    """UUID of the record, whose two values are to be decided"""
    attach_chosen = Signal()
    attachment_chosen = Signal(object)
    """UUID of an attachment to be saved somewhere"""

    def __init__(self, look: Look) -> None:
        """Start empty."""
        super().__init__(look, name="record_panel")
        self._shown: UUID | None = None

    def render_record(
        self, view: RecordView, now: datetime, *, me: UUID, undecided: Sequence[Text] = ()
    ) -> None:
        """Show a record to a person; the place in the text stays when it is the same one.

        ``undecided`` are the fields with two values.
        """
        fresh = view.record.uuid != self._shown
        self._shown = view.record.uuid
        self.clear_content()
        self._add_header(view, now)
        self._add_undecided(view.record.uuid, undecided)
        self._add_facts(view, now)
        self._add_problem(view.record.problem_description)
        in_banner, above = self._add_deadline(view, now)
        self._add_solution(view, now)
        self._add_story(view, now)
        self._add_more(view.record, now)
        self._add_visits(view, now)
        self._add_attachments(view)
        self._add_history(view, now)
        self._show_steps(view, in_banner, above, me=me)
        if fresh:
            self.scroll_to_top()

    def _add_header(self, view: RecordView, now: datetime) -> None:
        record = view.record
        due = view.deadline.due if view.deadline else None
        tone = record_tone(record.state, record.category, due, now)
        words: Text | str = state_words(record.state, record.recurrence)
        if due is not None and due <= now:
            words = T("{state} · {left}", "record", state=words, left=time_left(due, now))
        chips: list[tuple[Text | str, Tone]] = [(words, tone)]
        if record.open_ended:
            chips.append((T("Try and see"), "amber"))
        if record.frozen:
            chips.append((T("Frozen"), "grey"))
        if record.late_entry:
            chips.append((T("Late entry"), "grey"))
        chips.append(exchange_words(view.exchange))
        holder = QWidget()
        row = FlowLayout(holder, spacing=6)
        row.addWidget(
            label(self._look, record.number, "big", name="record_number", selectable=True)
        )
        for words_of_chip, tone_of_chip in chips:
            row.addWidget(Chip(self._look, words_of_chip, tone_of_chip))
        self.content.addWidget(holder)
        self.setAccessibleName(f"{record.number} {self._look.words(words)}")

    def _add_undecided(self, record: UUID, fields: Sequence[Text]) -> None:
        if not fields:
            return
        names = "、".join(self._look.words(field) for field in fields)
        strip = Banner(self._look, name="undecided")
        self.content.addWidget(strip)
        strip.set_message(
            T("There are two different values"),
            T("“{fields}” was changed on both sides. Choose which value stays.", fields=names),
            tone="amber",
        )
        choose = partial(self.decision_chosen.emit, record)
        strip.set_actions([(T("Choose", "due.action"), "choose_value", choose)])

    def _add_facts(self, view: RecordView, now: datetime) -> None:
        record, people = view.record, view.people
        owner = people.get(record.first_contact_owner, "") if record.first_contact_owner else ""
        handler = people.get(record.handler, "") if record.handler else ""
        phone = shown_phone(record.contact_phone)
        contact = "  ".join(part for part in (record.contact_person, phone) if part)
        product = " ".join(part for part in (record.product, record.product_version) if part)
        how = T(
            "{mode} · {category}",
            "record",
            mode=SERVICE_MODES.label(record.service_mode),
            category=CATEGORIES.label(record.category),
        )
        facts = KeyValueGrid(self._look)
        customer = self._customer(view)
        beside: list[tuple[Text, QWidget]] = [(T("Customer"), customer)]
        if customer.sizeHint().width() > CUSTOMER_WIDTH:
            alone = KeyValueGrid(self._look, columns=1)
            alone.set_facts(beside)
            self.content.addWidget(alone)
            beside = []
        facts.set_facts(
            [
                *beside,
                (T("Contact"), contact),
                (T("Product / version"), product),
                (T("First-contact owner"), owner_words(owner, handler)),
                (T("Mode / category"), how),
                (T("Received at"), moment_text(record.occurred_at, now)),
            ]
        )
        self.content.addWidget(facts)

    def _customer(self, view: RecordView) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        name = ElidedLink(view.customer_name or "—", "record_customer")
        name.clicked.connect(lambda: self.customer_chosen.emit(view.record.customer))
        row.addWidget(name)
        if view.customer_class in ("vip", "key"):
            row.addWidget(Chip(self._look, VALUE_CLASSES.label(view.customer_class), "blue"))
        row.addStretch(1)
        return holder

    def _add_problem(self, problem: str) -> None:
        """Show what was asked; of a long text the beginning, so that the deadline is in view."""
        pair = QVBoxLayout()
        pair.setSpacing(2)
        pair.addWidget(label(self._look, T("Problem", "column"), "label"))
        self.content.addLayout(pair)
        long = len(problem) > SHOWN_PROBLEM
        beginning = problem[:SHOWN_PROBLEM] + "…" if long else problem or "—"
        words = label(self._look, beginning, wrap=True, selectable=True, name="record_problem")
        pair.addWidget(words)
        if long:
            more = button(self._look, T("Show the whole text"), "problem_more", role="link")
            more.clicked.connect(lambda: words.setText(problem))
            more.clicked.connect(more.hide)
            pair.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_deadline(
        self, view: RecordView, now: datetime
    ) -> tuple[frozenset[str], tuple[QPushButton, ...]]:
        """Show the running clock with its reason; return its steps and buttons."""
        deadline = view.deadline
        if deadline is None:
            return frozenset(), ()
        promised = view.record.promised_answer_at is not None
        tone = record_tone(view.record.state, view.record.category, deadline.due, now)
        banner = Banner(self._look, name="deadline")
        # It shows itself: without a parent it would open as a window of its own.
        self.content.addWidget(banner)
        banner.set_message(
            deadline_title(deadline, promised, now, moment_text(deadline.due, now)),
            deadline_reason(view, now),
            tone=tone if tone in ("red", "amber") else "blue",
            link=T("Why this time?"),
        )
        days = Timeline(self._look, name="deadline_ledger")
        days.set_entries(ledger(self._look, view, deadline, now))
        days.hide()
        banner.link_clicked.connect(lambda: days.setVisible(days.isHidden()))
        offered = {step.event for step in view.steps}
        actions: list[tuple[Text | str, str, Callable[[], None]]] = []
        words = {
            "promise": T("Change and say why", "promise")
            if view.children.get("record_promise")
            else T("Promise a time…", "record.action"),
            "answer": T("Answer now", "record.action"),
        }
        for event, text in words.items():
            if event in offered:
                actions.append((text, f"banner_{event}", partial(self.step_chosen.emit, event)))
        banner.set_actions(actions)
        layout = banner.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(2, days)
        return frozenset(words) & offered, banner.actions_shown()

    def _add_solution(self, view: RecordView, now: datetime) -> None:
        record = view.record
        if record.solution:
            self.add_text(T("Solution"), record.solution)
        if record.confirmed_at is not None:
            words = T(
                "{name}, {at}. {text}",
                "confirmation",
                name=record.confirmed_by,
                at=moment_text(record.confirmed_at, now),
                text=record.confirmation_text,
            )
            self.add_text(T("Confirmed by"), words)
        if record.complaint_text:
            self.add_text(T("Complaint"), record.complaint_text)

    def _add_more(self, record: ServiceRecord, now: datetime) -> None:
        """Show what else was entered: every field the editor asks beyond the first ones."""
        entered = [
            field
            for field in SERVICE_RECORD.editable_fields()
            if field.name not in _IN_FACTS and getattr(record, field.name) != field.default
        ]
        if facts := filled_facts(record, entered, now):
            self.content.addWidget(label(self._look, T("More details"), "label"))
            grid = KeyValueGrid(self._look)
            grid.setObjectName("record_more")
            grid.set_facts(facts)
            self.content.addWidget(grid)

    def _add_story(self, view: RecordView, now: datetime) -> None:
        self.content.addWidget(label(self._look, T("Course of events"), "label"))
        entries = story(self._look, view, now)
        if not entries:
            self.content.addWidget(label(self._look, T("Nothing noted yet."), "second"))
            return
        log = Timeline(self._look, name="record_story")
        log.set_entries(entries)
        self.content.addWidget(log)

    def _add_visits(self, view: RecordView, now: datetime) -> None:
        if not view.visits:
            return
        self.content.addWidget(label(self._look, T("Visits", "section"), "label"))
        for visit in view.visits:
            row = QHBoxLayout()
            link = button(self._look, visit.number, f"visit_{visit.number}", role="link")
            link.clicked.connect(lambda _=False, u=visit.uuid: self.visit_chosen.emit(u))
            row.addWidget(link)
            at = visit.arrived_at or visit.appointment_at
            row.addWidget(label(self._look, moment_text(at, now), "second"))
            row.addStretch(1)
            row.addWidget(Chip(self._look, VISIT_STATES.label(visit.state)))
            self.content.addLayout(row)

    def _add_attachments(self, view: RecordView) -> None:
        row = QHBoxLayout()
        row.addWidget(label(self._look, T("Attachments"), "label"))
        row.addStretch(1)
        if view.may_edit and not view.record.frozen:
            add = button(self._look, T("Add a file…"), "attach", role="link")
            add.clicked.connect(self.attach_chosen)
            row.addWidget(add)
        self.content.addLayout(row)
        for attachment in view.attachments:
            link = button(
                self._look,
                T(
                    "{name} ({size} KB)",
                    "file",
                    name=attachment.file_name,
                    size=kilobytes(attachment.size),
                ),
                f"attachment_{attachment.uuid}",
                role="link",
            )
            link.clicked.connect(lambda _=False, u=attachment.uuid: self.attachment_chosen.emit(u))
            self.content.addWidget(link)

    def _add_history(self, view: RecordView, now: datetime) -> None:
        entries = changes_of(self._look, view.history, view.people, now)
        if not entries:
            return
        show = button(
            self._look,
            T("Who changed what ({count})", count=len(entries)),
            "show_history",
            role="link",
        )
        log = Timeline(self._look, name="record_history")
        log.set_entries(entries)
        log.hide()
        show.clicked.connect(lambda: log.setVisible(log.isHidden()))
        self.content.addWidget(show)
        self.content.addWidget(log)

    def _show_steps(
        self,
        view: RecordView,
        in_banner: frozenset[str],
        above: Sequence[QPushButton],
        *,
        me: UUID,
    ) -> None:
        handovers = view.children.get("record_handover", ())
        mine = any(h.to_staff == me and h.acknowledged_at is None for h in handovers)
        offered = [
            step
            for step in view.steps
            if step.event not in in_banner and (step.event != "acknowledge" or mine)
        ]
        plan = RECORD_MACHINE.step(PLAN_VISIT)
        if view.may_plan and plan is not None:
            place = next(
                (i + 1 for i, step in enumerate(offered) if step.event == "hand_over"), len(offered)
            )
            offered.insert(place, plan)
        usual = [s for s in offered if not s.main and s.event not in RARE]
        main = [s for s in offered if s.main]
        buttons = [self._step_button(step) for step in usual]
        rare: list[tuple[str, Text]] = [(EDIT, T("Edit the record…"))] if view.may_edit else []
        rare += [(step.event, step.label) for step in offered if step.event in RARE]
        if rare:
            buttons.append(self._more(rare))
        buttons += [self._step_button(step) for step in main]
        self.set_steps(buttons, above=above)

    def _step_button(self, step: Step) -> QPushButton:
        made = button(
            self._look,
            step.label,
            f"step_{step.event}",
            role="primary" if step.main else "secondary",
        )
        made.clicked.connect(lambda _=False, event=step.event: self.step_chosen.emit(event))
        return made

    def _more(self, entries: Sequence[tuple[str, Text]]) -> QPushButton:
        made = button(self._look, T("More"), "step_more")
        menu = QMenu(made)
        menu.setObjectName("step_menu")
        for event, words in entries:
            action = menu.addAction(self._look.words(words))
            action.setObjectName(f"menu_{event}")
            action.triggered.connect(lambda _=False, e=event: self.step_chosen.emit(e))
        made.setMenu(menu)
        return made


def kilobytes(size: int) -> int:
    """Return a size in bytes as whole kilobytes, at least one."""
    return max(1, round(size / 1000))
