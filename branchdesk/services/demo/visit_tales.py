# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Tells visits: the appointment, the way, the work, the sheet and who signed it."""

from datetime import date, datetime
from decimal import Decimal

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds import record_inputs, visit_steps
from branchdesk.domain.kinds.month import Attachment
from branchdesk.domain.kinds.organisation import Staff
from branchdesk.domain.kinds.steps import NewRow
from branchdesk.domain.kinds.visit import Visit
from branchdesk.domain.period import period_of
from branchdesk.domain.signature import sha256_hex
from branchdesk.services.demo.moments import at, minutes
from branchdesk.services.demo.organisation import Office
from branchdesk.services.demo.pictures import paper_picture, screen_picture
from branchdesk.services.demo.recipe_visits import VisitTables
from branchdesk.services.demo.signing import Signing
from branchdesk.services.demo.stories import Place, RecordStory, VisitStory, World
from branchdesk.services.demo.volume import Slot

LATEST_LEAVING = (18, 20)
LONGEST_WAIT = 2
"""A visit waits at most so many working days for an engineer who is booked."""

DONGLE_PRODUCT = "YK"


def attach(
    story: RecordStory | VisitStory,
    files: dict[str, bytes],
    content: bytes,
    *,
    purpose: str,
    file_name: str,
    media_type: str,
    caption: str,
    moment: datetime,
) -> Attachment:
    """Return a file kept with a record or a visit, and keep its content."""
    digest = sha256_hex(content)
    files[digest] = content
    return Attachment(
        uuid=story.world.chance.new_id(moment),
        created_at=moment,
        created_by=story.place.person.uuid,
        owner_kind=story.kind,
        owner=story.row.uuid,
        purpose=purpose,
        file_name=file_name,
        media_type=media_type,
        size=len(content),
        sha256=digest,
        caption=caption,
    )


class VisitTeller:
    """Tells the visits of one branch."""

    def __init__(
        self, world: World, office: Office, laptops: list[Place], files: dict[str, bytes]
    ) -> None:
        """Visits are written on the laptops."""
        self.world = world
        self.tables: VisitTables = world.recipe.visits
        self.office = office
        self.laptops = laptops
        self.files = files
        self._booked: set[tuple[str, date]] = set()
        self.signing = Signing(world, office.manager, office.clerk)

    def plan(self, story: RecordStory, moment: datetime) -> datetime:
        """Arrange a visit that is still to come."""
        days = self.world.chance.between(1, 3)
        day = self.world.calendar.add_working_days(self.world.now.date(), days)
        place = self._who_goes(story)
        self.arrange(story, moment, self._appointment(day, place), "training", place)
        return moment

    def take_data(self, story: RecordStory, moment: datetime) -> datetime:
        """Tell a visit of the last days from which the customer's data was taken away."""
        appointment = max(moment + minutes(60), self.world.now - minutes(60 * 26))
        if appointment.astimezone(BRANCH_ZONE).hour >= 15:
            appointment = appointment.replace(hour=10, minute=0)
        appointment = max(appointment, moment + minutes(30))
        visit = self.arrange(story, moment, appointment, "data")
        left = min(self.arrive(visit, 0) + minutes(45), self.world.now - minutes(2))
        fix = self.tables.result_text["data_to_take"]
        self.fill_form(visit, "defect", fix, "data_to_take", left)
        self.signing.settle(visit, "screen", left)
        self.back_at_the_desk(story, visit, left)
        return left

    def go(self, story: RecordStory, slot: Slot, moment: datetime, *, detours: bool) -> datetime:
        """Tell one or two visits with all that followed; returns the moment all was settled."""
        chance, calendar = self.world.chance, self.world.calendar
        purpose = self._purpose(slot.problem.product, slot.problem.category)
        day = calendar.add_working_days(moment.astimezone(BRANCH_ZONE).date(), 1)
        result = chance.pick(self.tables.result) if detours else "solved"
        outcome = chance.pick(self.tables.outcome)
        if outcome == "later" and not detours:
            outcome = "screen"
        place = self._who_goes(story)
        visit = self.arrange(story, moment, self._appointment(day, place), purpose, place)
        if detours and chance.happens(self.tables.rescheduled_percent):
            self.reschedule(visit)
        left = self._be_there(visit, slot, purpose, result)
        settled = self.signing.settle(visit, outcome, left)
        self.add_paper_photo(visit, settled)
        self.back_at_the_desk(story, visit, left)
        if detours and visit.row.signature_kind == "screen":
            self._perhaps_supplement(visit, settled)
        if result == "follow_up_needed" and visit.row.follow_up_at is not None:
            second = self.arrange(
                story, left + minutes(5), visit.row.follow_up_at, purpose, place, visit
            )
            left = self._be_there(second, slot, purpose, "solved")
            self.signing.settle(second, "screen", left)
            self.back_at_the_desk(story, second, left)
        elif result == "data_to_take" and visit.row.data_return_at is not None:
            left = max(left, visit.row.data_return_at - minutes(chance.between(20, 200)))
            returned = record_inputs.Feedback(text=chance.one(self.tables.data_returned))
            story.step("return_data", returned, at=left, by=visit.place.person)
        return max(left, settled)

    def _perhaps_supplement(self, visit: VisitStory, signed: datetime) -> None:
        if self.world.chance.happens(self.tables.addendum_percent):
            day = self.world.calendar.add_working_days(signed.astimezone(BRANCH_ZONE).date(), 2)
            self.signing.supplement(visit, at(day, 15, self.world.chance.between(0, 59)))

    def arrange(
        self,
        story: RecordStory,
        moment: datetime,
        appointment: datetime,
        purpose: str,
        place: Place | None = None,
        follow_up_of: VisitStory | None = None,
    ) -> VisitStory:
        """Arrange a visit and agree on its time with the contact; ``place`` is who goes."""
        world, chance = self.world, self.world.chance
        place = place or self._who_goes(story)
        record = story.row
        made = max(moment, record.created_at)
        row = Visit(
            uuid=chance.new_id(made),
            created_at=made,
            created_by=place.person.uuid,
            number="",
            branch_code=self.office.code,
            state="planned",
            period=str(period_of(appointment)),
            record=record.uuid,
            customer=record.customer,
            engineer=place.person.uuid,
            follow_up_of=follow_up_of.row.uuid if follow_up_of else None,
            purpose=self.tables.purpose_text[purpose].format(
                product=record.product, problem=record.problem_description[:200]
            ),
            tools=self.tables.tools[purpose],
            warranty_status="in_warranty" if chance.happens(85) else "out_of_warranty",
        )
        visit = VisitStory(world, place, row, story, story.contact)
        story.step("plan_visit", at=moment, by=place.person)
        agreed = visit_steps.Appointment(
            appointment_at=appointment,
            agreed_with=story.caller,
            agreed_by="chat" if chance.happens(25) else "phone",
        )
        visit.step("confirm", agreed, at=moment, by=place.person)
        story.visits.append(visit)
        return visit

    def reschedule(self, visit: VisitStory) -> None:
        """Move an appointment by a working day and tell the customer."""
        old = visit.row.appointment_at or visit.row.created_at
        day = self.world.calendar.add_working_days(old.astimezone(BRANCH_ZONE).date(), 1)
        new_at = self._appointment(day, visit.place)
        reason = self.world.chance.one(self.tables.reschedule_reasons)
        moved = visit_steps.Reschedule(new_at=new_at, reason=reason)
        visit.step("reschedule", moved, at=old - minutes(90), by=visit.place.person)

    def arrive(self, visit: VisitStory, late: int) -> datetime:
        """Depart and arrive so many minutes after the appointed time; returns the arrival."""
        chance, by = self.world.chance, visit.place.person
        arrived = (visit.row.appointment_at or visit.row.created_at) + minutes(late)
        departed = max(arrived - minutes(chance.between(20, 80)), visit.row.created_at + minutes(5))
        visit.step("depart", visit_steps.Departure(checklist_done=True), at=departed, by=by)
        arrival = visit_steps.Arrival(location=visit.record.row.address)
        visit.step("arrive", arrival, at=arrived, by=by)
        visit.change({"period": str(period_of(arrived))})
        return arrived

    def _be_there(self, visit: VisitStory, slot: Slot, purpose: str, result: str) -> datetime:
        chance, facts = self.world.chance, self.tables.purpose[purpose]
        arrived = self.arrive(visit, chance.between(-8, 20))
        spent = chance.between(facts.minutes[0], min(facts.minutes[1], self.tables.longest_minutes))
        latest = at(arrived.astimezone(BRANCH_ZONE).date(), *LATEST_LEAVING)
        left = min(arrived + minutes(spent), latest)
        fix = slot.problem.fix.split("。")[0]
        self.fill_form(visit, slot.problem.category, fix, result, left, purpose)
        self.add_photos(visit, chance.between(1, 3) if chance.happens(40) else 0, left)
        return left

    def fill_form(
        self,
        visit: VisitStory,
        category: str,
        fix: str,
        result: str,
        left: datetime,
        purpose: str = "data",
    ) -> None:
        """Fill in the sheet on the spot: diagnosis, work, parts, data, opinion."""
        tables, chance, by = self.tables, self.world.chance, visit.place.person
        arrived = visit.row.arrived_at or left
        diagnosis = tables.diagnoses[category]
        found = visit_steps.Diagnosis(
            diagnosis=diagnosis, diagnosis_text=tables.diagnosis_text[diagnosis], explained=True
        )
        visit.step("diagnose", found, at=arrived + minutes(10), by=by)
        lines = [t.format(product=visit.record.row.product) for t in tables.work[purpose]]
        span = (left - arrived).total_seconds() / 60 / (len(lines) + 1)
        for i, text in enumerate(lines):
            moment = arrived + minutes(span * i + 5)
            values = {"visit": visit.row.uuid, "ordinal": i + 1, "text": text}
            values["time"] = f"{moment.astimezone(BRANCH_ZONE):%H:%M}"
            visit.add(NewRow("visit_work_line", values), at=moment, by=by)
        hours = Decimal(max(1, round((left - arrived).total_seconds() / 1800))) / 2
        changes: dict[str, object] = {
            "left_at": left,
            "work_done": tables.work_done.format(fix=fix),
            "result": result,
            "result_text": tables.result_text[result],
            "labour_hours": hours,
            "present_people": self._presence(visit),
            "leave_consent": True,
            "engineer_contact_left": True,
            "usage_survey": chance.happens(tables.usage_survey_percent),
        }
        if chance.happens(tables.new_requests_percent):
            changes["new_requests"] = chance.one(tables.new_requests)
        if result == "follow_up_needed":
            again = self.world.calendar.add_working_days(left.astimezone(BRANCH_ZONE).date(), 2)
            changes["follow_up_at"] = self._appointment(again, visit.place)
        if result == "data_to_take":
            changes |= self._taken_data(visit, left.astimezone(BRANCH_ZONE).date())
        if purpose == "dongle" and chance.happens(self._charge_percent()):
            changes |= self._sell_part(visit, left)
        visit.change(changes | self._opinion(result, purpose, by))
        visit.change({"state": visit_steps.progressed_state(visit.row)})

    def _charge_percent(self) -> float:
        """Only visits about dongles sell parts; scaled so that the share of all visits fits."""
        return self.tables.charge_percent * 100 / self.tables.purpose["dongle"].share

    def _presence(self, visit: VisitStory) -> str:
        contact = visit.contact
        return self.tables.presence.format(
            name=contact.name or contact.salutation, position=contact.position
        )

    def _taken_data(self, visit: VisitStory, day: date) -> dict[str, object]:
        chance, data = self.world.chance, self.tables.data_taken
        days = chance.between(*data.return_days)
        return {
            "data_description": data.text.format(
                files=chance.between(*data.files),
                size=chance.between(*data.size_mb),
                kind=chance.one(data.kinds),
                stick=chance.between(1, 6),
            ),
            "data_consent": True,
            "data_consent_by": visit.contact.name or visit.contact.salutation,
            "data_return_at": at(self.world.calendar.add_working_days(day, days), 17),
        }

    def _sell_part(self, visit: VisitStory, moment: datetime) -> dict[str, object]:
        chance, part = self.world.chance, self.world.chance.one(self.tables.parts)
        serial = self.world.recipe.organisation.dongle_pattern
        values = {
            "visit": visit.row.uuid,
            "ordinal": 1,
            "name": part.name,
            "old_serial": serial.format(number=chance.between(1, 99_999)) if part.serial else "",
            "new_serial": serial.format(number=chance.between(1, 99_999)) if part.serial else "",
            "amount": Decimal(part.amount),
        }
        visit.add(NewRow("visit_part", values), at=moment, by=visit.place.person)
        invoice = self.tables.invoice_pattern.format(number=chance.between(1, 99_999_999))
        return {"charge": Decimal(part.amount), "invoice_number": invoice}

    def _opinion(self, result: str, purpose: str, engineer: Staff) -> dict[str, object]:
        chance = self.world.chance
        source = chance.pick(self.tables.opinion_source)
        opinion = chance.one(
            [
                o
                for o in self.tables.opinions
                if result in o.fits and (not o.purposes or purpose in o.purposes)
            ]
        )
        return {
            "opinion": opinion.text.format(engineer=self.world.recipe.surname(engineer.name)),
            "opinion_source": source,
            "satisfaction": opinion.satisfaction,
        }

    def add_photos(self, visit: VisitStory, count: int, moment: datetime) -> None:
        """Take so many photos on site."""
        for number in range(1, count + 1):
            visit.attachments.append(
                attach(
                    visit,
                    self.files,
                    screen_picture(number % 4 + 1),
                    purpose="photo",
                    file_name=self.tables.photo_name.format(number=number),
                    media_type="image/png",
                    caption=self.world.chance.one(self.tables.photo_captions),
                    moment=moment - minutes(2),
                )
            )

    def add_paper_photo(self, visit: VisitStory, moment: datetime) -> None:
        """Photograph the sheet when it was signed on paper (R-073)."""
        if visit.row.signature_kind != "paper":
            return
        visit.attachments.append(
            attach(
                visit,
                self.files,
                paper_picture(self.world.chance.between(1, 4)),
                purpose="signed_sheet",
                file_name=self.tables.paper_name.format(number=1),
                media_type="image/png",
                caption=self.tables.paper_captions[0],
                moment=moment + minutes(3),
            )
        )

    def back_at_the_desk(self, story: RecordStory, visit: VisitStory, left: datetime) -> None:
        """Go on with the record after a visit."""
        by = visit.place.person
        story.step("visit_done", at=left, by=by)
        if visit.row.result == "data_to_take":
            story.step("take_data", at=left, by=by)

    def _purpose(self, product: str, category: str) -> str:
        """Draw a purpose, but send nobody to install what is a dongle or to teach away a defect."""
        if product == DONGLE_PRODUCT:
            return "dongle"
        shares = {name: facts.share for name, facts in self.tables.purpose.items()}
        purpose = self.world.chance.pick(shares)
        return "data" if purpose == "training" and category == "defect" else purpose

    def _who_goes(self, story: RecordStory) -> Place:
        """Return the laptop the call was taken on, or any when it was taken at the desk."""
        own = next((place for place in self.laptops if place == story.place), None)
        return own or self.world.chance.one(self.laptops)

    def _appointment(self, day: date, place: Place) -> datetime:
        """Return a time on the day, or soon after when the engineer is with somebody else."""
        for _ in range(LONGEST_WAIT):
            if (place.desk_code, day) not in self._booked:
                break
            day = self.world.calendar.add_working_days(day, 1)
        self._booked.add((place.desk_code, day))
        hour, minute = self.world.chance.one(((9, 0), (9, 30), (10, 0), (14, 0), (14, 30)))
        return at(day, hour, minute)
