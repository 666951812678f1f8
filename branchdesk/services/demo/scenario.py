# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Today's fixed scenes in the first branch: one of everything the workbench warns about."""

from datetime import date, datetime, timedelta
from uuid import UUID

from branchdesk.domain.kinds import record_inputs as inputs
from branchdesk.domain.period import Period
from branchdesk.services.demo.customers import Unit
from branchdesk.services.demo.moments import at, minutes, working_days_back
from branchdesk.services.demo.record_tales import RecordTeller
from branchdesk.services.demo.stories import Place, RecordStory, VisitStory
from branchdesk.services.demo.volume import Slot

ENOUGH_DRAWS = 30
PHOTOS_OF_THE_LONG_VISIT = 12
PROBLEMS = {"data": "D02", "resident": "U07", "training": "U05", "dongle": "U01"}
"""Which problem of the library a scene on site is filed under, by purpose."""


class Scenario:
    """Tells the scenes; all of them lie in the current period, so the one before stays clean."""

    def __init__(self, teller: RecordTeller, today: date, period: Period) -> None:
        """The scenes of the overdue promise belong to the engineer that is always kept."""
        self.teller = teller
        self.world = teller.world
        self.texts = teller.world.recipe.texts.scenario
        self.today = today
        self.period = period
        kept = teller.office.facts.kept_engineer
        laptops = sorted(teller.laptops, key=lambda place: place.person.name != kept)
        self._met: set[UUID] = set()
        self.first = laptops[0]
        self.second = laptops[1 % len(laptops)]
        self.third = laptops[2 % len(laptops)]

    def tell(self) -> list[RecordStory]:
        """Return all scenes."""
        return [
            *self._promises(),
            *self._confirmations(),
            *self._visits(),
            *self._data_kept_too_long(),
            *self._headquarters(),
            *self._waiting(),
            self._handed_over(),
        ]

    def _back(self, days: int, hour: int, minute: int = 0) -> datetime:
        day = working_days_back(self.world.calendar, self.today, days, self.period.first_day)
        return min(at(day, hour, minute), self.world.now - timedelta(hours=5))

    def _call(
        self, place: Place, problem: str, text: str, moment: datetime, state: str, fix: str = ""
    ) -> Slot:
        library = self.world.recipe.problems.problems
        return Slot(
            period=self.period,
            state=state,
            problem=next(p for p in library if p.id == problem),
            occurred=moment,
            channel="phone",
            complexity="general",
            solve_time="same_call" if state in {"closed", "resolved"} else "same_day",
            first_response="within_30",
            satisfaction=9,
            at_desk=place is self.teller.desk,
            text=text,
            fix=fix,
            place=place,
            unit=self._somebody_else(moment),
        )

    def _somebody_else(self, moment: datetime) -> Unit:
        """Return a customer no other scene is about; a small branch runs out of them."""
        unit = self.teller.clientele.draw(moment)
        for _ in range(ENOUGH_DRAWS):
            if unit.customer.uuid not in self._met:
                break
            unit = self.teller.clientele.draw(moment)
        self._met.add(unit.customer.uuid)
        return unit

    def _take(self, place: Place, problem: str, text: str, moment: datetime) -> RecordStory:
        return self.teller.take(self._call(place, problem, text, moment, "open"))

    def _promises(self) -> list[RecordStory]:
        """A promise that is overdue by 12 minutes, one due in 25, and two untouched calls."""
        now, told = self.world.now, []
        scenes = (
            (self.first, "D02", self.texts.overdue, 45, 42, -12),
            (self.second, "U03", self.texts.due_soon, 27, 22, 25),
        )
        for place, problem, (said, done), called, promised, due in scenes:
            story = self._take(place, problem, said, now - minutes(called))
            promise = inputs.Promise(promised_answer_at=now + minutes(due))
            story.step("promise", promise, at=now - minutes(promised), by=place.person)
            note = inputs.Note(text=done)
            story.step("note", note, at=now - minutes(promised - 2), by=place.person)
            told.append(story)
        for place, said, ago in zip(
            (self.teller.desk, self.third), self.texts.open, (13, 18), strict=True
        ):
            told.append(self._take(place, "U09", said, now - minutes(ago)))
        return told

    def _confirmations(self) -> list[RecordStory]:
        """Three that wait for the customer's word, one of whom wants to see first."""
        told = []
        scenes = (
            (self.teller.desk, "U02", self.texts.confirming, self._back(0, 9, 10)),
            (self.second, "U20", self.texts.confirming_second, self._back(1, 15, 20)),
            (self.first, "D04", self.texts.trying, self._back(1, 10, 40)),
        )
        for place, problem, (said, fix), moment in scenes:
            told.append(self.teller.tell(self._call(place, problem, said, moment, "resolved", fix)))
        waits = inputs.Feedback(text=self.world.recipe.texts.try_and_see)
        story = told[-1]
        later = self.world.now - minutes(90)
        story.step("try_and_see", waits, at=later, by=self.teller.handler(story))
        return told

    def _visits(self) -> list[RecordStory]:
        """Signed, unsigned, on paper, with data taken away, and one still to come."""
        told = [
            self._data_taken(self.first, self.texts.data_visit, at(self.today, 9, 30), 2),
            self._data_taken(self.second, self.texts.early_data, self._evening(), 3),
            self._refused(),
            self._pending(),
            self._on_paper(),
        ]
        said, note = self.texts.planned_visit
        story = self._take(self.third, "U09", said, self._back(0, 10))
        answer = inputs.Answer(text=note)
        moment = self.world.now - timedelta(hours=4)
        story.step("answer", answer, at=moment, by=self.third.person)
        self.teller.visits.plan(story, moment + minutes(5))
        told.append(story)
        return told

    def _evening(self) -> datetime:
        """Two days ago towards the evening; this morning when the period is too young."""
        day = working_days_back(self.world.calendar, self.today, 2, self.period.first_day)
        return at(day, 16, 30) if day < self.today else at(day, 11)

    def _on_site(
        self,
        place: Place,
        scene: tuple[str, str],
        arrival: datetime,
        spent: int,
        purpose: str,
        result: str = "solved",
    ) -> tuple[VisitStory, datetime]:
        said, done = scene
        called = arrival.replace(hour=8, minute=32)
        if arrival.hour > 12:
            called = arrival.replace(hour=10, minute=40)
        story = self._take(place, PROBLEMS[purpose], said, called)
        answer = inputs.Answer(text=done)
        story.step("answer", answer, at=called + minutes(4), by=place.person)
        visits = self.teller.visits
        visit = visits.arrange(story, called + minutes(10), arrival, purpose)
        left = visits.arrive(visit, 0) + minutes(spent)
        visits.fill_form(visit, story.row.category, done, result, left, purpose)
        return visit, left

    def _data_taken(
        self, place: Place, scene: tuple[str, str], arrival: datetime, return_days: int
    ) -> RecordStory:
        visit, left = self._on_site(place, scene, arrival, 50, "data", "data_to_take")
        due = at(self.world.calendar.add_working_days(self.today, return_days), 17)
        return self._take_away(visit, left, due)

    def _data_kept_too_long(self) -> list[RecordStory]:
        """Data that was to be back a day ago; nothing while the period is too young for it."""
        calendar, earliest = self.world.calendar, self.period.first_day
        day = working_days_back(calendar, self.today, 4, earliest)
        due = at(working_days_back(calendar, self.today, 1, earliest), 17)
        scene = self.texts.overdue_data
        visit, left = self._on_site(self.second, scene, at(day, 14), 65, "data", "data_to_take")
        return [self._take_away(visit, left, due)] if due > left + timedelta(days=1) else []

    def _take_away(self, visit: VisitStory, left: datetime, due: datetime) -> RecordStory:
        visit.change({"data_return_at": due})
        signing = self.teller.visits.signing
        signing.freeze(visit, left - minutes(4))
        signing.sign(visit, "screen", left - minutes(4))
        self.teller.visits.back_at_the_desk(visit.record, visit, left)
        return visit.record

    def _refused(self) -> RecordStory:
        arrival = at(self.today, 13, 30)
        visit, left = self._on_site(self.second, self.texts.refused_visit, arrival, 70, "resident")
        signing = self.teller.visits.signing
        signing.ask_waiver(visit, "refused", left - minutes(4), self.texts.refused_reason)
        return visit.record

    def _pending(self) -> RecordStory:
        arrival = self._back(1, 10)
        visit, left = self._on_site(self.third, self.texts.pending_visit, arrival, 95, "training")
        due = self.world.calendar.add_working_days(self.today, 2)
        self.teller.visits.signing.postpone(visit, left - minutes(4), due)
        return visit.record

    def _on_paper(self) -> RecordStory:
        arrival = self._back(5, 9, 40)
        visit, left = self._on_site(self.first, self.texts.paper_visit, arrival, 60, "dongle")
        visits = self.teller.visits
        visits.add_photos(visit, PHOTOS_OF_THE_LONG_VISIT, left)
        visits.signing.settle(visit, "paper", left)
        visits.add_paper_photo(visit, left)
        visits.back_at_the_desk(visit.record, visit, left)
        return visit.record

    def _handed_over(self) -> RecordStory:
        """A call the office gave to the first engineer, who has not taken it yet."""
        desk, now = self.teller.desk, self.world.now
        said, brief = self.texts.handed_over
        story = self._take(desk, "D02", said, now - minutes(14))
        given = inputs.HandOver(to_staff=self.first.person.uuid, brief=brief)
        story.step("hand_over", given, at=now - minutes(6), by=desk.person)
        return story

    def _headquarters(self) -> list[RecordStory]:
        """Asked today, asked yesterday without an answer, and answered but not passed on."""
        told = []
        for number, said in enumerate(self.texts.waiting_hq):
            moment = self._back(number, 10 + 6 * number, 15)
            told.append(self.teller.tell(self._call(self.first, "D03", said, moment, "waiting_hq")))
        said, answer = self.texts.answered_hq
        moment = self._back(0, 9, 25)
        story = self.teller.tell(self._call(self.first, "D06", said, moment, "waiting_hq"))
        answered = inputs.Answer(text=answer)
        told_at = self.world.now - minutes(50)
        story.step("hq_answered", answered, at=told_at, by=self.first.person)
        told.append(story)
        return told

    def _waiting(self) -> list[RecordStory]:
        """Two of each remaining state, so that no list is empty."""
        told = []
        desk = self.teller.desk
        for number in range(2):
            moment = self._back(number, 9, 20 + number)
            call = self._call(desk, "U04", "", moment, "waiting_customer")
            told.append(self.teller.tell(call))
        for number, said in enumerate(self.texts.complained):
            moment = self._back(number + 1, 11)
            call = self._call(desk, "D02", said, moment, "open")
            story = self.teller.take(call)
            reason = inputs.Reason(reason=said)
            story.step("complain", reason, at=moment + minutes(12), by=desk.person)
            told.append(story)
        for number in range(2):
            moment = self._back(number + 2, 9, 5)
            call = self._call(self.third, "U01", "", moment, "closed")
            story = self.teller.tell(call)
            reason = inputs.Reason(reason=self.texts.reopened)
            again = self.world.now - timedelta(hours=2, minutes=number)
            story.step("reopen", reason, at=again, by=self.teller.handler(story))
            told.append(story)
        return told
