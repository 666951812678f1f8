# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The reports of the invented months: their summaries, and those that had trouble (R-111)."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from branchdesk.domain.kinds.month import MonthSummary
from branchdesk.domain.period import Period, parse_period, recommended_close
from branchdesk.services.demo.moments import at, minutes, working_days_back
from branchdesk.services.demo.organisation import Office, laptops
from branchdesk.services.demo.plan_types import MonthTale
from branchdesk.services.demo.recipe import TroubledMonth
from branchdesk.services.demo.stories import RecordStory, VisitStory, World

FIRST_CALL = timedelta(hours=1)
WORKING_DAYS_LATE = 2
WORKING_DAYS_AWAY = 8
"""A laptop that misses the report was last heard of so many working days before the cut-off."""


class Reports:
    """The reports of one branch's year."""

    def __init__(
        self,
        world: World,
        office: Office,
        periods: tuple[Period, ...],
        stories: list[RecordStory],
        told_for: Collection[str],
    ) -> None:
        """Tell the troubled months of the branches ``told_for``.

        ``periods`` are those of the year, oldest first; the last two of them, the last ended one
        and the current one, are not reported yet.
        """
        self._world = world
        self._office = office
        self._stories = stories
        self._troubled: dict[str, TroubledMonth] = {
            str(period): trouble
            for trouble in world.recipe.texts.troubled_months
            for period in periods[:-2]
            if trouble.branch in told_for and trouble.month == period.month
        }
        self.tales: Mapping[str, MonthTale] = {
            period: self._tale(parse_period(period), trouble)
            for period, trouble in self._troubled.items()
        }

    def _tale(self, period: Period, trouble: TroubledMonth) -> MonthTale:
        calendar, last = self._world.calendar, period.last_day
        laptop = ""
        moment = at(calendar.add_working_days(last, WORKING_DAYS_LATE), 10, 40)
        if trouble.kind == "supplemented":
            away = working_days_back(calendar, last, WORKING_DAYS_AWAY, period.first_day)
            moment = at(away, 8, 30)
            laptop = self._busiest_laptop(str(period), moment)
        return MonthTale(trouble.kind, moment, trouble.text, trouble.corrected, laptop)

    def _busiest_laptop(self, period: str, since: datetime) -> str:
        """Return the laptop that took most records of a period from a moment on."""
        taken = Counter(
            story.place.desk_code
            for story in self._stories
            if story.row.period == period and story.row.created_at >= since
        )
        codes = [f"{self._office.code}-{device}" for device, _ in laptops(self._office)]
        return max(codes, key=lambda code: taken[code])

    def period_of_report(self, period: str, desk_code: str, made: datetime) -> str:
        """Return the period in whose report a row of a period is, made at a desk at a moment."""
        tale = self.tales.get(period)
        if tale is None or tale.laptop != desk_code or made < tale.at:
            return period
        return str(parse_period(period).next())

    def summarise(self, period: Period) -> MonthSummary:
        """Return the manager's summary of a period, counted from what its report holds."""
        world, wanted = self._world, str(period)
        chance, texts = world.chance, world.recipe.texts
        records = [story.row for story in self._stories if self._reports(story, wanted)]
        count = len(records)
        closed = [record for record in records if record.state == "closed"]
        quick = [
            record
            for record in closed
            if record.confirmed_at
            and record.occurred_at
            and record.confirmed_at - record.occurred_at <= FIRST_CALL
        ]
        asked = Counter(record.product for record in records if record.category == "usage")
        products = [p.name for p in world.recipe.organisation.products]
        top = [name for name, _ in asked.most_common(2)] + products
        visits = [
            visit
            for story in self._stories
            for visit in story.visits
            if visit.row.arrived_at is not None
        ]
        issue, support = chance.one(texts.month_issues), chance.one(texts.month_support)
        trouble = self._troubled.get(wanted)
        if trouble is not None:
            issue, support = trouble.issue or issue, trouble.support or support
        written = self._written(period)
        return MonthSummary(
            uuid=chance.new_id(written),
            created_at=written,
            created_by=self._office.manager.uuid,
            branch_code=world.branch.code,
            period=wanted,
            summary=texts.month_summary.format(
                n=count,
                phone=sum(record.service_mode == "phone" for record in records),
                onsite=sum(self._reports(visit, wanted) for visit in visits),
                fcr=_percent(len(quick), count),
                closed=_percent(len(closed), count),
                top1=top[0],
                top2=next(name for name in top if name != top[0]),
                defect=sum(record.category == "defect" for record in records),
                feedback=sum(bool(record.error_symptom) for record in records),
                open=sum(record.state not in {"closed", "transferred"} for record in records),
                issue=issue,
                plan=chance.one(texts.month_plans),
                support=support or texts.no_support,
            ),
            needs_hq_support=bool(support),
            support_text=support,
        )

    def _reports(self, story: RecordStory | VisitStory, period: str) -> bool:
        row = story.row
        return self.period_of_report(row.period, story.place.desk_code, row.created_at) == period

    def _written(self, period: Period) -> datetime:
        tale = self.tales.get(str(period))
        if tale is not None and tale.kind == "late":
            return tale.at - minutes(30)
        return min(at(recommended_close(period, self._world.calendar), 16, 30), self._world.now)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "0.0"
