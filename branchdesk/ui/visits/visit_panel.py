# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One visit beside the list: facts, work, signatures, history, and what can be done now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from branchdesk.domain.identifiers import shown_phone
from branchdesk.domain.kinds import values
from branchdesk.domain.kinds.visit import EDITABLE, FROZEN, VISIT
from branchdesk.domain.kinds.visit_steps import UNSIGNED
from branchdesk.domain.money import yuan
from branchdesk.domain.queries import HistoryEntry
from branchdesk.domain.text import T, Text
from branchdesk.services.compose_sheet import ordered
from branchdesk.services.visits import VisitView
from branchdesk.ui.moments import log_time, moment_text, stay_text
from branchdesk.ui.records.words import exchange_words
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.words import (
    copy_words,
    day_words,
    signature_words,
    state_words,
    visit_tone,
)
from branchdesk.ui.widgets.card import Banner, KeyValueGrid, SectionHeader
from branchdesk.ui.widgets.controls import button, label
from branchdesk.ui.widgets.flow import FlowLayout
from branchdesk.ui.widgets.list_panel_page import SidePanel
from branchdesk.ui.widgets.timeline import Timeline, TimelineEntry

HISTORY_LINES = 30
SILENT_FIELDS = frozenset({"sheet_content", "content_hash", "qr", "period", "print_count"})
"""Fields whose changes say nothing to a person."""


class ShownVisit(msgspec.Struct, frozen=True):
    """What the panel shows."""

    view: VisitView
    history: tuple[HistoryEntry, ...]


class VisitPanel(SidePanel):
    """Buttons tell the page what to do by a word or by a step."""

    action = Signal(str)
    """sheet, print, pdf, stick, blank, paper, upload, addendum, message or moved_message"""
    step_chosen = Signal(object)
    """a Step of the visit"""

    def __init__(self, toolkit: Toolkit) -> None:
        """Start empty."""
        super().__init__(toolkit.look, name="visit_panel")
        self._toolkit = toolkit

    def show_visit(self, shown: ShownVisit) -> None:
        """Show a visit."""
        self.clear_content()
        view, now = shown.view, self._toolkit.clock.now()
        self._add_header(view, now)
        self._add_signature_banner(view, now)
        self.content.addWidget(self._facts(view, now))
        self._add_paper(view)
        self._add_texts(view)
        self._add_signatures(view, now)
        self._add_moves(view, now)
        self._add_history(shown, now)
        self.set_steps(self._buttons(view))

    def show_nothing(self) -> None:
        """Show that no visit is chosen."""
        self.clear_content()
        hint = label(self._look, T("Choose a visit to see it here."), "second", wrap=True)
        self.content.addWidget(hint)
        self.set_steps([])

    def _add_header(self, view: VisitView, now: datetime) -> None:
        visit = view.visit
        header = SectionHeader(self._look, visit.number)
        tone = visit_tone(visit.state, visit.appointment_at, visit.signature_due, now)
        header.set_chips([(state_words(visit.state), tone), exchange_words(view.exchange)])
        self.content.addWidget(header)

    def _add_signature_banner(self, view: VisitView, now: datetime) -> None:
        visit = view.visit
        if visit.state not in ("signature_pending", "waiver_requested"):
            return
        banner = Banner(self._look, name="visit_banner")
        # Shown before it has a parent it would be a window, and take the keyboard away.
        self.content.addWidget(banner)
        title: Text | str = state_words(visit.state)
        if visit.signature_due:
            title = T("To be signed by {day}", day=day_words(visit.signature_due))
        tone = visit_tone(visit.state, visit.appointment_at, visit.signature_due, now)
        banner.set_message(title, visit.signature_statement, tone=tone)

    def _facts(self, view: VisitView, now: datetime) -> KeyValueGrid:
        visit, record = view.visit, view.record
        copy, _ = copy_words(visit.state, visit.copy_way)
        times = self._toolkit.words(stay_text(visit.arrived_at, visit.left_at, now))
        facts: list[tuple[Text | str, Text | str]] = [
            (T("Customer"), view.customer.name if view.customer else ""),
            (
                T("Contact person"),
                f"{getattr(record, 'contact_person', '')} "
                f"{shown_phone(getattr(record, 'contact_phone', ''))}".strip(),
            ),
            (VISIT.fields["appointment_at"].label, moment_text(visit.appointment_at, now)),
            (
                VISIT.fields["engineer"].label,
                view.people.get(visit.engineer, "") if visit.engineer else "",
            ),
            (T("On site", "visit times"), times),
            (T("Service record"), getattr(record, "number", "")),
            (T("Signature"), signature_words(visit.signature_kind)),
            (T("Customer's copy"), copy),
        ]
        if visit.charge:
            facts.append((VISIT.fields["charge"].label, yuan(visit.charge)))
        if visit.result:
            result = values.VISIT_RESULTS.label(visit.result)
            facts.append((VISIT.fields["result"].label, result))
        grid = KeyValueGrid(self._look)
        grid.set_facts(facts)
        return grid

    def _add_texts(self, view: VisitView) -> None:
        visit = view.visit
        self.add_text(VISIT.fields["purpose"].label, visit.purpose)
        for name in ("tools", "location", "diagnosis_text", "work_done"):
            if getattr(visit, name):
                self.add_text(VISIT.fields[name].label, getattr(visit, name))
        lines = ordered(view.children["visit_work_line"])
        if lines:
            log = Timeline(self._look, name="visit_work")
            log.set_entries([TimelineEntry(line.time, line.text) for line in lines])
            self.content.addWidget(log)
        parts = [
            f"{p.name}  {p.old_serial} → {p.new_serial}  × {p.quantity}  {yuan(p.amount)}"
            for p in ordered(view.children["visit_part"])
        ]
        if parts:
            self.add_text(T("Changed parts"), "\n".join(parts))
        for name in ("data_description", "new_requests", "opinion", "waiver_reason", "review_note"):
            if getattr(visit, name):
                self.add_text(VISIT.fields[name].label, getattr(visit, name))

    def _add_paper(self, view: VisitView) -> None:
        state = view.visit.state
        offered: list[tuple[str, Text]] = []
        if state in FROZEN:
            if view.may_print:
                offered.append(("print", T("Print…")))
            offered += [("pdf", T("Save as PDF…")), ("stick", T("Copy to USB stick"))]
            if view.may_fill:
                offered.append(("addendum", T("Write a supplement page…")))
        elif state in EDITABLE and view.may_print:
            offered += [
                ("blank", T("Print a blank sheet…")),
                ("paper", T("Print for signing on paper…")),
            ]
        if state in UNSIGNED and view.may_fill:
            offered.append(("upload", T("Add the sheet signed on paper…")))
        if view.visit.appointment_at is not None and state in ("confirmed", "rescheduled"):
            offered.append(("message", T("Copy message: appointment")))
        if view.children["visit_reschedule"] and state in ("confirmed", "rescheduled"):
            offered.append(("moved_message", T("Copy message: new time")))
        if not offered:
            return
        holder = QWidget()
        flow = FlowLayout(holder)
        for name, words in offered:
            made = button(self._look, words, f"visit_{name}")
            made.clicked.connect(lambda _=False, name=name: self.action.emit(name))
            flow.addWidget(made)
        self.content.addWidget(holder)

    def _add_signatures(self, view: VisitView, now: datetime) -> None:
        signatures = view.children["visit_signature"]
        entries = [
            TimelineEntry(
                self._toolkit.words(log_time(s.signed_at, now)),
                T(
                    "{party}: {name} {position}",
                    party=values.SIGNATURE_PARTIES.label(s.party),
                    name=s.name,
                    position=s.position,
                ),
                (signature_words(s.kind), "green"),
            )
            for s in signatures
            if s.addendum is None
        ]
        for page in ordered(view.children["visit_addendum"]):
            text = T("Supplement {number}: {text}", number=page.ordinal, text=page.text)
            entries.append(TimelineEntry(self._toolkit.words(log_time(page.written_at, now)), text))
        self._add_log(T("Signatures and supplements"), entries, "visit_signatures")

    def _add_moves(self, view: VisitView, now: datetime) -> None:
        entries = [
            TimelineEntry(
                self._toolkit.words(log_time(move.created_at, now)),
                T(
                    "{old} → {new}: {reason}",
                    old=moment_text(move.old_at, now),
                    new=moment_text(move.new_at, now),
                    reason=move.reason,
                ),
                None if move.customer_informed_at else (T("customer not told yet"), "amber"),
            )
            for move in view.children["visit_reschedule"]
        ]
        self._add_log(T("Moved appointments"), entries, "visit_moves")

    def _add_history(self, shown: ShownVisit, now: datetime) -> None:
        entries = history_entries(shown.history, shown.view.people, now, self._toolkit)
        self._add_log(T("History"), entries, "visit_history")

    def _add_log(self, title: Text, entries: Sequence[TimelineEntry], name: str) -> None:
        if not entries:
            return
        pair = QVBoxLayout()
        pair.setSpacing(4)
        pair.addWidget(label(self._look, title, "label"))
        log = Timeline(self._look, name=name)
        log.set_entries(entries)
        pair.addWidget(log)
        self.content.addLayout(pair)

    def _buttons(self, view: VisitView) -> list[QPushButton]:
        state = view.visit.state
        made: list[QPushButton] = []
        main: QPushButton | None = None
        for step in view.steps:
            word = button(self._look, step.label, f"step_{step.event}", role="secondary")
            if step.main and state not in EDITABLE:
                word = button(self._look, step.label, f"step_{step.event}", role="primary")
                main = word
            word.clicked.connect(lambda _=False, step=step: self.step_chosen.emit(step))
            if word is not main:
                made.append(word)
        if view.may_fill and (state in EDITABLE or state in UNSIGNED):
            if state in ("signature_pending", "waiver_requested"):
                words = T("Sign now")
            elif view.visit.arrived_at is None:
                words = T("Start on-site service")
            else:
                words = T("Continue on-site service")
            role = "secondary" if main is not None else "primary"
            sheet = button(self._look, words, "visit_sheet", role=role)  # type: ignore[arg-type]
            sheet.clicked.connect(lambda: self.action.emit("sheet"))
            made.append(sheet)
        return [*made, main] if main is not None else made


def history_entries(
    history: Sequence[HistoryEntry], people: Mapping[UUID, str], now: datetime, toolkit: Toolkit
) -> list[TimelineEntry]:
    """Return the changes of a visit as people tell them, newest first, one line per save."""
    told = [e for e in history if e.field in VISIT.fields and e.field not in SILENT_FIELDS]
    entries = []
    for (at, actor), group in groupby(told, key=lambda e: (e.at, e.actor)):
        changes = list(group)
        name = people.get(actor, "") if actor else ""
        states = [e.new for e in changes if e.field == "state"]
        fields = dict.fromkeys(e.field for e in changes if e.field != "state")
        labels = toolkit.words(T(", ", "paper")).join(
            toolkit.words(VISIT.fields[f].label) for f in fields
        )
        text: Text = T("{name} filled in: {fields}", name=name, fields=labels)
        if states:
            text = T("{name}: {state}", "history", name=name, state=state_words(states[-1]))
        entries.append(TimelineEntry(toolkit.words(log_time(at, now)), text))
    return entries[::-1][:HISTORY_LINES]
