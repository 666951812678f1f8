# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Tells service records from the first contact to the end they are to have."""

from datetime import datetime, timedelta

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds import record_inputs as inputs
from branchdesk.domain.kinds.month import Attachment
from branchdesk.domain.kinds.organisation import Staff
from branchdesk.domain.kinds.service_record import ServiceRecord
from branchdesk.domain.period import period_of
from branchdesk.services.demo.customers import Clientele
from branchdesk.services.demo.moments import at, minutes
from branchdesk.services.demo.organisation import Office, laptops
from branchdesk.services.demo.pictures import screen_picture
from branchdesk.services.demo.stories import Place, RecordStory, World
from branchdesk.services.demo.visit_tales import VisitTeller, attach
from branchdesk.services.demo.volume import Slot

ROOM_FOR_VISITS = 4
"""Chance visits need so many working days between the call and today."""

ROOM_FOR_DETOURS = 12
"""A second visit, data taken away and the like need so many."""

OPENS, CLOSES = (8, 30), (17, 30)
"""Local working hours (BR-120)."""

SERVICE_TYPES = {"training": "installation", "dongle": "repair"}


class RecordTeller:
    """Tells the records of one branch."""

    def __init__(
        self, world: World, office: Office, clientele: Clientele, files: dict[str, bytes]
    ) -> None:
        """``files`` collects the content of attachments by SHA-256."""
        self.world = world
        self.last_period = period_of(world.now).previous()
        self.office = office
        self.clientele = clientele
        self.files = files
        self.desk = Place(office.code, "D01", office.clerk)
        self.laptops = [
            Place(f"{office.code}-{device}", device, owner) for device, owner in laptops(office)
        ]
        self.visits = VisitTeller(world, office, self.laptops, files)

    def tell(self, slot: Slot) -> RecordStory:
        """Return the story of a slot, as far as it has come by now."""
        story = self.take(slot)
        if slot.state == "open":
            return story
        moment = self._respond(story, slot)
        moment = self._work(story, slot, moment)
        if slot.state in {"closed", "resolved"}:
            self._finish(story, slot, moment)
        elif slot.state == "in_progress":
            self._keep_working(story, moment)
        elif slot.state == "waiting_customer":
            text = self.world.chance.one(self.world.recipe.texts.waiting_customer)
            story.step("wait_customer", inputs.Note(text=text), at=moment, by=self.handler(story))
        elif slot.state == "waiting_hq":
            self.escalate(story, moment)
        elif slot.state == "transferred":
            text = self.world.chance.one(self.world.recipe.texts.complaint_texts)
            story.step("complain", inputs.Reason(reason=text), at=moment, by=self.handler(story))
        return story

    def take(self, slot: Slot) -> RecordStory:
        """Return the record as it was taken down."""
        world, chance, recipe = self.world, self.world.chance, self.world.recipe
        place = slot.place or (self.desk if slot.at_desk else chance.one(self.laptops))
        unit = slot.unit or self.clientele.draw(slot.occurred)
        contact = slot.contact or (
            unit.contacts[0] if chance.happens(65) else chance.one(unit.contacts)
        )
        recorded = slot.occurred + minutes(chance.between(2, 9))
        if slot.late_entry:
            day = world.calendar.add_working_days(slot.occurred.date(), 1)
            recorded = at(day, 8, chance.between(32, 58))
        elif recorded.date() != slot.occurred.date():
            recorded = slot.occurred
        problem = slot.problem
        product = recipe.product(self._product(problem.product, fixed=bool(problem.version)))
        registered = unit.registered(product.name)
        version = problem.version if problem.product == product.code else ""
        if not version:
            version = registered.version if registered else chance.pick(product.versions)
        forgotten = slot.version_missing and slot.state == "closed" and not slot.escalated
        if forgotten and problem.category != "defect" and slot.period < self.last_period:
            version = ""
        customer = unit.customer
        record = ServiceRecord(
            uuid=chance.new_id(recorded),
            created_at=recorded,
            created_by=place.person.uuid,
            number="",
            branch_code=self.office.code,
            state="open",
            period=str(period_of(slot.occurred)),
            device=place.device,
            occurred_at=slot.occurred,
            recorded_at=recorded,
            late_entry=slot.late_entry,
            service_mode=slot.channel,
            category=problem.category,
            request_type=recipe.problems.request_type[problem.category],
            severity=problem.severity,
            complexity=slot.complexity,
            response_level=problem.severity,
            detail_level="simple" if slot.simple and problem.category != "suggestion" else "full",
            customer=customer.uuid,
            contact_person=contact.name or contact.salutation,
            contact_phone=contact.mobile,
            contact_email=contact.email,
            address=customer.address,
            region=customer.province + customer.city + customer.district,
            product=product.name,
            product_version=version,
            serial=registered.serial if registered else "",
            problem_description=slot.text or self._said(slot, contact.salutation, version),
            first_contact_owner=place.person.uuid,
            handler=place.person.uuid,
            leads=self._lead() if slot.lead else "",
            lead_department=recipe.texts.lead_department if slot.lead else "",
        )
        story = RecordStory(world, place, record, unit, contact)
        if slot.attachment:
            story.attachments.append(self._attachment(story))
        return story

    def _product(self, code: str, *, fixed: bool) -> str:
        moved = self.world.recipe.problems.moved_product
        if code != moved.source or fixed:
            return code
        stay = 100 - sum(moved.targets.values())
        return self.world.chance.pick({code: stay, **moved.targets})

    def _said(self, slot: Slot, salutation: str, version: str) -> str:
        chance, texts = self.world.chance, self.world.recipe.texts
        said = texts.openings[slot.channel].format(
            salutation=salutation, say=self.fill(slot.problem.say, version)
        )
        if chance.happens(texts.slips_percent):
            right, wrong = chance.one(texts.slips)
            said = said.replace(right, wrong, 1)
        return said

    def fill(self, text: str, version: str) -> str:
        """Put invented lots, files and counts where the library leaves room for them."""
        text = text.replace("{version}", version)
        for name, values in self.world.recipe.problems.placeholders.items():
            if f"{{{name}}}" in text:
                text = text.replace(f"{{{name}}}", self.world.chance.one(values))
        return text

    def _lead(self) -> str:
        chance, recipe = self.world.chance, self.world.recipe
        return chance.one(recipe.texts.leads).format(
            expressway=chance.one(recipe.customers.expressways),
            place=chance.one(recipe.customers.places),
        )

    def _attachment(self, story: RecordStory) -> Attachment:
        texts, chance = self.world.recipe.texts, self.world.chance
        kept = chance.one(texts.attachments)
        content = texts.attachment_contents.get(kept.media_type, "").encode("utf-8")
        return attach(
            story,
            self.files,
            content or screen_picture(chance.between(1, 4)),
            purpose="original",
            file_name=kept.file_name,
            media_type=kept.media_type,
            caption=kept.caption,
            moment=story.row.created_at,
        )

    def handler(self, story: RecordStory) -> Staff:
        """Return who works on the record now."""
        return next(p for p in self.office.people() if p.uuid == story.row.handler)

    def _respond(self, story: RecordStory, slot: Slot) -> datetime:
        """Note the first answer; what takes longer gets a promise. Returns the moment reached."""
        chance, by = self.world.chance, self.handler(story)
        spans = {"within_30": (1, 28), "within_60": (32, 58), "later": (65, 105)}
        least, most = spans[slot.first_response]
        same_call = slot.solve_time == "same_call" and slot.state in {"closed", "resolved"}
        moment = slot.occurred + minutes(chance.between(1, 3 if same_call else most))
        moment = max(moment, slot.occurred + minutes(least))
        version = story.row.product_version
        first = inputs.Answer(text=slot.fix or self.fill(slot.problem.do[0], version))
        if same_call:
            story.step("answer", first, at=moment, by=by)
            return moment
        self._promise(story, slot, moment)
        moment += minutes(chance.between(8, 16))
        if slot.handed_over and len(self._workers()) > 1:
            self._hand_over(story, moment)
            moment += minutes(chance.between(3, 12))
        story.step("answer", first, at=moment, by=self.handler(story))
        for text in slot.problem.do[1:]:
            moment += minutes(chance.between(3, 15))
            note = inputs.Note(text=self.fill(text, version))
            story.step("note", note, at=moment, by=self.handler(story))
        if chance.happens(self.world.recipe.rhythm.options_percent):
            self._offer(story, moment)
        return moment

    def _promise(self, story: RecordStory, slot: Slot, moment: datetime) -> None:
        chance, recipe, by = self.world.chance, self.world.recipe, self.handler(story)
        long = chance.happens(recipe.rhythm.promise_over_an_hour_percent)
        due = moment + minutes(chance.one((90, 120, 180)) if long else chance.one((30, 40, 50, 60)))
        reason = chance.one(recipe.texts.promise_reasons) if long else ""
        promise = inputs.Promise(promised_answer_at=due, reason=reason)
        story.step("promise", promise, at=moment, by=by)
        if slot.promise_moved:
            later = inputs.Promise(
                promised_answer_at=due + minutes(chance.one((30, 60, 90))),
                reason=chance.one(recipe.texts.moved_promise_reasons),
            )
            story.step("promise", later, at=moment + minutes(5), by=by)

    def _workers(self) -> list[Staff]:
        """Return the office and the engineers; a manager is not given records to work on."""
        office = self.office
        return list(dict.fromkeys((office.clerk, *office.engineers)))

    def _hand_over(self, story: RecordStory, moment: datetime) -> None:
        chance = self.world.chance
        colleagues = [p for p in self._workers() if p.uuid != story.row.handler]
        to = chance.one(colleagues)
        surname = self.world.recipe.surname(story.caller)
        brief = chance.one(self.world.recipe.texts.handover_briefs)
        brief = self.fill(brief.replace("{surname}", surname), story.row.product_version)
        given = inputs.HandOver(to_staff=to.uuid, brief=brief)
        story.step("hand_over", given, at=moment, by=self.handler(story))
        story.step("acknowledge", at=moment + minutes(chance.between(1, 12)), by=to)

    def _offer(self, story: RecordStory, moment: datetime) -> None:
        first, second, *rest = self.world.chance.one(self.world.recipe.texts.options)
        offer = inputs.Options(first=first, second=second, third="".join(rest), chosen=1)
        story.step("offer_options", offer, at=moment, by=self.handler(story))

    def _work(self, story: RecordStory, slot: Slot, moment: datetime) -> datetime:
        """Ask headquarters, go there, bring data back. Returns the moment reached."""
        calendar, now = self.world.calendar, self.world.now
        finished = slot.state in {"closed", "resolved"}
        day = slot.occurred.astimezone(BRANCH_ZONE).date()
        if slot.state in {"visit_planned", "data_in_custody"}:
            planned = slot.state == "visit_planned"
            return (self.visits.plan if planned else self.visits.take_data)(story, moment)
        if finished and slot.visit and not slot.late_entry:
            room = calendar.add_working_days(day, ROOM_FOR_VISITS)
            if room < now.date():
                detours = calendar.add_working_days(day, ROOM_FOR_DETOURS) < now.date()
                return self.visits.go(story, slot, moment, detours=detours)
        if finished and slot.escalated and calendar.add_working_days(day, 3) < now.date():
            self.escalate(story, moment)
            moment = at(
                calendar.add_working_days(moment.date(), 1), self.world.chance.between(9, 16), 10
            )
            answer = self.world.chance.one(self.world.recipe.texts.escalation.answer)
            story.step("hq_answered", inputs.Answer(text=answer), at=moment, by=self.handler(story))
        return moment

    def escalate(self, story: RecordStory, moment: datetime) -> None:
        """Ask headquarters with the six facts (BR-024)."""
        chance, recipe, record = self.world.chance, self.world.recipe, story.row
        texts = recipe.texts.escalation
        version = record.product_version
        asked = inputs.Escalation(
            operating_system=chance.pick(recipe.organisation.environment["os"]),
            computer_brand=chance.pick(recipe.organisation.environment["brand"]),
            product_version=version,
            operation_steps="\n".join(p.text for p in story.children.get("record_progress", [])),
            error_symptom=texts.symptom.format(
                product=record.product, version=version, say=record.problem_description
            ),
            probable_cause=chance.one(texts.cause),
        )
        story.step("escalate", asked, at=moment, by=self.handler(story))

    def _keep_working(self, story: RecordStory, moment: datetime) -> None:
        chance, recipe, by = self.world.chance, self.world.recipe, self.handler(story)
        moment += minutes(chance.between(2, 12))
        note = inputs.Note(text=chance.one(recipe.texts.still_working))
        story.step("note", note, at=moment, by=by)
        if story.row.period == str(period_of(self.world.now)):
            tomorrow = self.world.calendar.add_working_days(self.world.now.date(), 1)
            promise = inputs.Promise(
                promised_answer_at=at(tomorrow, chance.between(9, 11), 30),
                reason=chance.one(recipe.texts.promise_reasons),
            )
            story.step("promise", promise, at=moment + minutes(1), by=by)

    def _finish(self, story: RecordStory, slot: Slot, moment: datetime) -> None:
        """Solve the problem, and have it confirmed when the record is to be closed."""
        chance, texts = self.world.chance, self.world.recipe.texts
        latest = self.world.now - minutes(12)
        moment = min(max(self._solved_at(story, slot, moment), moment + minutes(1)), latest)
        fix = slot.fix or self.fill(slot.problem.fix, story.row.product_version)
        rounds = 2 if slot.reopened and slot.state == "closed" else 1
        for number in range(rounds):
            by = self.handler(story)
            story.step("resolve", inputs.Solution(solution=fix), at=moment, by=by)
            if slot.state == "resolved":
                return
            if chance.happens(30) and not slot.simple:
                feedback = inputs.Note(kind="feedback", text=chance.one(texts.feedback))
                story.step("note", feedback, at=moment, by=by)
            moment = min(moment + minutes(chance.between(1, 9)), latest)
            confirmation = inputs.Confirmation(
                confirmed_by=story.caller,
                verification_method=self._method(story),
                confirmation_text=chance.one(texts.confirmations),
                satisfaction_score=slot.satisfaction,
            )
            story.step("confirm_close", confirmation, at=moment, by=by)
            if number + 1 < rounds:
                moment = min(self._some_hours_later(moment), latest)
                again = inputs.Reason(reason=chance.one(texts.reopened))
                story.step("reopen", again, at=moment, by=by)
                moment = min(moment + minutes(25), latest)

    def _some_hours_later(self, moment: datetime) -> datetime:
        """Return when a customer calls again: the same day or one of the next, at work."""
        chance, calendar = self.world.chance, self.world.calendar
        later = moment + timedelta(hours=chance.between(2, 40))
        day = later.astimezone(BRANCH_ZONE).date()
        if at(day, *OPENS) <= later <= at(day, *CLOSES) and calendar.is_working(day):
            return later
        return at(calendar.add_working_days(day, 1), chance.between(9, 11), chance.between(0, 59))

    def _method(self, story: RecordStory) -> str:
        if story.visits:
            return "on_site_check"
        remote = story.row.service_mode == "remote" or self.world.chance.happens(15)
        return "remote_demonstration" if remote else "customer_feedback"

    def _solved_at(self, story: RecordStory, slot: Slot, moment: datetime) -> datetime:
        chance, calendar = self.world.chance, self.world.calendar
        if story.visits or story.row.operating_system:
            return moment + minutes(chance.between(10, 40))
        if slot.solve_time == "same_call":
            call = self.world.recipe.rhythm.same_call_minutes
            spent = round(call.median * chance.random.lognormvariate(0, 0.5))
            return slot.occurred + minutes(min(max(spent, call.least), call.most))
        if slot.solve_time == "same_day":
            return moment + minutes(chance.between(30, 120))
        days = chance.between(1, 3) if slot.solve_time == "three_days" else chance.between(4, 8)
        day = calendar.add_working_days(moment.astimezone(BRANCH_ZONE).date(), days)
        return at(day, chance.between(9, 16), chance.between(0, 59))
