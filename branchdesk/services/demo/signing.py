# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""How a sheet is signed, or not, and how it goes its way afterwards."""

from datetime import date, datetime, timedelta

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds import visit_steps
from branchdesk.domain.kinds.organisation import Staff
from branchdesk.services.demo.moments import at, minutes
from branchdesk.services.demo.stories import PlannedSignature, Supplement, VisitStory, World

LAST_HAND_IN = (16, 45)
"""Local time; who leaves the customer later hands the sheet in on the next working day."""

COPY_WAYS = {"paper": 55, "message": 35, "stick": 5, "declined": 5}


class Signing:
    """Signs the sheets of one branch."""

    def __init__(self, world: World, manager: Staff, clerk: Staff) -> None:
        """The manager approves and reviews, the clerk files."""
        self.world = world
        self.tables = world.recipe.visits
        self.manager = manager
        self.clerk = clerk

    def settle(self, visit: VisitStory, outcome: str, left: datetime) -> datetime:
        """Tell the outcome of the signature to its end and the sheet's way into the files.

        Returns the moment from which the sheet no longer holds up its record.
        """
        moment = left - minutes(4)
        if outcome == "later":
            day = self.world.calendar.add_working_days(left.astimezone(BRANCH_ZONE).date(), 2)
            self.postpone(visit, moment, day)
            moment = at(day, 10, self.world.chance.between(0, 50))
            self.sign(visit, self.world.chance.one(("screen", "paper")), moment)
        elif outcome in {"refused", "absent", "phone"}:
            self.ask_waiver(visit, outcome, moment)
            moment = left + timedelta(hours=self.world.chance.between(2, 18))
            if moment > self.world.now:
                return left
            reason = self.tables.waiver_reasons[outcome]
            visit.step("waive", visit_steps.Waiver(reason=reason), at=moment, by=self.manager)
        else:
            self.freeze(visit, moment)
            self.sign(visit, outcome, moment)
        self.hand_on(visit, max(moment, left))
        return left if visit.row.waiver_at else max(moment, left)

    def freeze(self, visit: VisitStory, moment: datetime) -> None:
        """Close the sheet's content; the engineer signs it there and then."""
        engineer = visit.place.person
        visit.change({"frozen_at": moment})
        visit.signatures.append(
            PlannedSignature("engineer", "screen", engineer.name, "", engineer.phone, moment)
        )

    def sign(self, visit: VisitStory, kind: str, moment: datetime) -> None:
        """Let the customer sign on the screen or on paper, there and then or later."""
        contact = visit.contact
        dynamics = kind == "screen" and self.world.chance.happens(75)
        visit.step("sign", at=moment, by=visit.place.person)
        visit.change(
            {
                "signature_kind": kind,
                "signature_statement": "",
                "signature_due": None,
                "privacy_consent": kind == "screen",
                "dynamics_consent": dynamics,
            }
        )
        visit.signatures.append(
            PlannedSignature(
                "customer",
                kind,
                contact.name or contact.salutation,
                contact.position,
                contact.mobile,
                moment,
                dynamics,
            )
        )

    def postpone(self, visit: VisitStory, moment: datetime, due: date) -> None:
        """Agree that the sheet is signed by a later day."""
        self.freeze(visit, moment)
        visit.step("sign_later", at=moment, by=visit.place.person)
        visit.change(
            {
                "signature_kind": "later",
                "signature_due": due,
                "signature_statement": self._statement(visit, "later", moment, due=due),
            }
        )

    def ask_waiver(
        self, visit: VisitStory, outcome: str, moment: datetime, reason: str = ""
    ) -> None:
        """Note that the customer does not sign, is absent or agreed by phone; ask the manager."""
        self.freeze(visit, moment)
        visit.step("request_waiver", at=moment, by=visit.place.person)
        visit.change(
            {
                "signature_kind": outcome,
                "signature_statement": self._statement(visit, outcome, moment, reason=reason),
                "opinion_source": "recorded",
            }
        )

    def supplement(self, visit: VisitStory, moment: datetime) -> None:
        """Add a supplement page, signed anew by both."""
        engineer, contact = visit.place.person, visit.contact
        text = self.tables.addendum.text.format(minutes=self.world.chance.between(2, 8) * 5)
        name, phone = contact.name or contact.salutation, contact.mobile
        both = (
            PlannedSignature("engineer", "screen", engineer.name, "", engineer.phone, moment),
            PlannedSignature("customer", "screen", name, contact.position, phone, moment),
        )
        visit.supplements.append(Supplement(self.tables.addendum.reason, text, moment, both))

    def hand_on(self, visit: VisitStory, moment: datetime) -> None:
        """Give the copy, hand in, review and file, as far as time has passed."""
        chance, calendar, now = self.world.chance, self.world.calendar, self.world.now
        stages: tuple[tuple[str, Staff, int], ...] = (
            ("submit", visit.place.person, 1),
            ("review", self.manager, chance.between(1, 2)),
            ("file", self.clerk, chance.between(1, 3)),
        )
        way = chance.pick(COPY_WAYS)
        copy = visit_steps.CopyGiven(copy_way=way)
        visit.step("give_copy", copy, at=moment, by=visit.place.person)
        visit.change({"print_count": 1 if way == "paper" else 0})
        day = moment.astimezone(BRANCH_ZONE).date()
        if moment < at(day, *LAST_HAND_IN) and chance.happens(self.tables.same_day_percent):
            then = moment + minutes(chance.between(20, 45))
            if then > now:
                return
            visit.step("submit", at=then, by=visit.place.person)
            stages = stages[1:]
        for event, by, days in stages:
            day = calendar.add_working_days(day, days)
            then = at(day, chance.between(8, 10), chance.between(35, 59))
            if then > now:
                return
            note = visit_steps.Review(review_note=chance.one(self.tables.review_notes))
            visit.step(event, note if event == "review" else None, at=then, by=by)

    def _statement(
        self,
        visit: VisitStory,
        kind: str,
        moment: datetime,
        *,
        due: date | None = None,
        reason: str = "",
    ) -> str:
        chance, tables = self.world.chance, self.tables
        local = moment.astimezone(BRANCH_ZONE)
        reasons = {"later": chance.one(tables.later_reasons)}
        if kind == "refused":
            reasons["refused"] = reason or chance.pick(tables.refusal_reason)
        return tables.statements[kind].format(
            name=visit.contact.name or visit.contact.salutation,
            position=visit.contact.position,
            reason=reasons.get(kind, ""),
            due=tables.day.format(month=due.month, day=due.day) if due else "",
            way=chance.one(tables.later_ways),
            at=tables.moment.format(
                month=local.month, day=local.day, hour=local.hour, minute=local.minute
            ),
            time=f"{local:%H:%M}",
            first=f"{local + minutes(5):%H:%M}",
            second=f"{local + minutes(12):%H:%M}",
            present=tables.alone,
            minutes=chance.between(2, 6),
        )
