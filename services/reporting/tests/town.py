"""A town's network in figures, as its facts tell them: two districts, three offices, and what happened there."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from liaison_contracts.consultations import ConsultationGiven
from liaison_contracts.deliveries import DeliveriesCounted
from liaison_contracts.events import (
    AttendanceRecorded,
    EventHeld,
    FeedbackReceived,
    HeadcountRecorded,
    SignUpCancelled,
    SignUpConfirmed,
)
from liaison_contracts.fact import Fact, State
from liaison_contracts.notifications import SubscriptionsChanged
from liaison_contracts.registry import (
    BaselineState,
    CSOState,
    GrantAnnulled,
    GrantAwarded,
    GrantTransferred,
    GrantTransferTakenBack,
    InitiativeGroupFormed,
    MemorandumEnded,
    MemorandumSigned,
    NeedsStudyPublished,
    OfficeResumed,
    OfficeSuspended,
    PopulationState,
)
from liaison_kit.database import Database, new_id
from liaison_reporting.model.contributions import DayFigure, EventTally
from liaison_reporting.service import SERVICE
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

Told = Fact | State
REACTIONS = {one.contract: one for one in SERVICE.reactions}


async def hear(database: Database, told: Iterable[Told], seed: int | None = None) -> None:
    """Applies facts as if they had arrived, shuffled where there is a seed."""
    facts = list(told)
    if seed is not None:
        random.Random(seed).shuffle(facts)
    async with database.transaction() as session:
        for one in facts:
            await REACTIONS[type(one)](session, one)


class Town:
    """Each method makes one fact or a few; what is left out is of no matter."""

    def __init__(self, facts: Any) -> None:
        self.facts = facts
        self.district = facts.district(name="Хутори", name_en="Khutory", code="UA05020030010063857")
        self.other = facts.district(name="Стадниця", name_en="Stadnytsia", code="UA05020030210063858")
        week = [{"weekday": day, "opens": "10:00", "closes": "18:00"} for day in (1, 2, 3, 4, 5)]
        self.room = new_id()
        rooms = [{"id": self.room, "name": "Зала", "name_en": "Hall", "capacity": 30}]
        self.office = facts.office(district_id=self.district.id, opened_on=date(2023, 5, 1), hours=week, rooms=rooms)
        self.second = facts.office(slug="second", district_id=self.district.id, opened_on=date(2023, 6, 1), hours=week)
        self.third = facts.office(slug="third", district_id=self.other.id, opened_on=date(2023, 6, 1))
        self.places = [self.district, self.other, self.office, self.second, self.third]

    def helped(self, office: Any, on: date, number: int, tool: str | None, outcome: str) -> list[ConsultationGiven]:
        given = {"version": 1, "district_id": None, "tool": tool, "outcome": outcome, "office_id": office.id}
        return [
            ConsultationGiven.model_validate(given | {"occurred_on": on, "consultation_id": new_id()})
            for _ in range(number)
        ]

    def event(self, office: Any, on: date, attendance: int, **changes: Any) -> EventHeld:
        held: EventHeld = self.facts.event_held(office.id, on=on, attendance=attendance, **changes)
        return held

    def counted(self, event: EventHeld, sex: str, age: str, people: int, version: int = 1) -> HeadcountRecorded:
        about = {"occurred_on": event.occurred_on, "event_id": event.state.id, "version": version, "people": people}
        own_id = uuid5(event.state.id, f"{sex}/{age}")
        return HeadcountRecorded.model_validate(about | {"headcount_id": own_id, "sex": sex, "age_group": age})

    def signed_up(self, event: EventHeld, party: int, came: int | None, cancelled: bool = False) -> list[Told]:
        about: dict[str, Any] = {"sign_up_id": new_id(), "event_id": event.state.id}
        before = event.occurred_on - timedelta(days=3)
        told: list[Told] = [SignUpConfirmed(**about, occurred_on=before, version=1, party_size=party)]
        if cancelled:
            told.append(SignUpCancelled(**about, occurred_on=before, version=2))
        if came is not None:
            told.append(AttendanceRecorded(**about, occurred_on=event.occurred_on, version=2, present=came))
        return told

    def answers(self, event: EventHeld, number: int) -> list[FeedbackReceived]:
        about = {"occurred_on": event.occurred_on, "event_id": event.state.id}
        return [FeedbackReceived.model_validate(about | {"feedback_id": new_id()}) for _ in range(number)]

    def study(self, people: int, version: int = 1) -> NeedsStudyPublished:
        bases = [{"district_id": self.district.id, "people": number} for number in (people - 3, people)]
        asked = {"text": "?", "text_en": "?", "choices": [], "counts": []}
        results = [asked | {"key": str(key), "bases": [base]} for key, base in enumerate(bases)]
        state = {"id": uuid5(self.district.id, "study"), "version": version, "slug": "needs", "title": "Потреби"}
        state |= {"title_en": "Needs", "district_ids": [self.district.id], "opens_on": date(2023, 5, 2)}
        state |= {"closes_on": date(2023, 7, 31), "published_on": date(2023, 9, 1), "results": results}
        return NeedsStudyPublished.model_validate({"occurred_on": date(2023, 9, 1), "state": state})

    def population(self, district: Any, years: dict[int, int], version: int = 1) -> PopulationState:
        listed = [{"year": year, "people": people} for year, people in years.items()]
        return PopulationState.model_validate({"id": district.id, "version": version, "years": listed})

    def baseline(self, district: Any, numbers: dict[str, int], version: int = 1) -> BaselineState:
        activity = [
            {"month": f"{month}-01", "kind": kind, "number": number, "source": "x", "as_of": "2023-01-01"}
            for month_kind, number in numbers.items()
            for month, kind in [month_kind.split("/")]
        ]
        about = {"district_code": district.code, "district_name": "x", "district_name_en": "x"}
        return BaselineState.model_validate({"id": district.id, "version": version, "activity": activity} | about)

    def stopped(self, office: Any, on: date, version: int) -> OfficeSuspended:
        return OfficeSuspended(occurred_on=on, state=office.model_copy(update={"version": version}))

    def resumed(self, office: Any, on: date, version: int) -> OfficeResumed:
        return OfficeResumed(occurred_on=on, state=office.model_copy(update={"version": version}))

    def grants(self) -> list[Told]:
        """UAH 1,000 awarded, of which 600 were paid (400 more were no payment), and another grant that was annulled."""
        about: dict[str, Any] = {"call_id": new_id(), "call_slug": "c", "call_title": "c", "call_title_en": None}
        about |= {"cso_id": new_id(), "edrpou": "14360570", "cso_name": "x", "project_title": "x"}
        one = about | {"id": new_id(), "version": 1, "amount": 100_000}
        other = about | {"id": new_id(), "version": 1, "amount": 70_000}
        june, july = {"occurred_on": date(2023, 6, 1)}, {"occurred_on": date(2023, 7, 1)}
        paid = {"amount": 40_000} | july
        return [
            GrantAwarded.model_validate(june | {"state": one}),
            GrantAwarded.model_validate(june | {"state": other}),
            GrantAnnulled.model_validate(july | {"state": other | {"version": 2}}),
            GrantTransferred.model_validate(july | {"amount": 60_000, "state": one | {"version": 2}}),
            GrantTransferred.model_validate(paid | {"state": one | {"version": 3}}),
            GrantTransferTakenBack.model_validate(paid | {"state": one | {"version": 4}}),
        ]

    def civil_society(self) -> list[Told]:
        """A group, two organisations of which one with help, a memorandum that was prolonged, and one that ended."""
        group = {"group_id": new_id(), "version": 1, "office_id": self.office.id, "district_id": None, "area": "youth"}
        cso: CSOState = self.facts.cso_registered(district_id=self.district.id).state
        signed = [
            MemorandumSigned(
                occurred_on=date(2023, month, 1), state=cso.model_copy(update={"version": month}), renewal=month > 9
            )
            for month in (9, 10)
        ]
        ended = MemorandumEnded(
            occurred_on=date(2023, 12, 1), state=cso.model_copy(update={"version": 12}), expired=True
        )
        return [
            InitiativeGroupFormed.model_validate(group | {"occurred_on": date(2023, 8, 1)}),
            self.facts.cso_registered(district_id=self.district.id),
            self.facts.cso_registered(with_help=False, district_id=self.other.id),
            *signed,
            ended,
        ]

    def deliveries(self, number: int, on: date, *counts: tuple[str, str, str, int]) -> DeliveriesCounted:
        begins = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
        empty = {"seconds": None, "within": None}
        names = ("purpose", "channel", "outcome", "count")
        rows = [empty | dict(zip(names, one, strict=True)) for one in counts]
        told = {"occurred_on": on, "number": number, "begins_at": begins, "ends_at": begins, "counts": rows}
        return DeliveriesCounted.model_validate(told)

    def subscriptions(self, district_id: UUID, subscribers: int | None, version: int) -> SubscriptionsChanged:
        state = {"id": district_id, "version": version, "subscribers": subscribers}
        return SubscriptionsChanged.model_validate({"occurred_on": date(2023, 9, 1), "state": state})

    def everything(self) -> list[Told]:
        """Some of each fact, each aggregate's in one version where its topic keeps the last one alone."""
        event = self.event(self.office, date(2023, 6, 1), 30, room_id=self.room)
        return [
            *self.places,
            event,
            self.event(self.third, date(2024, 2, 29), 12, kind="debate"),
            *(one for party in (9, 8, 7) for one in self.signed_up(event, party, party - 2)),
            *self.signed_up(event, 2, None, cancelled=True),
            self.counted(event, "female", "18_34", 7),
            self.counted(event, "male", "60_and_over", 5),
            *self.answers(event, 6),
            *self.helped(self.office, date(2023, 6, 10), 9, "petition", "submitted"),
            *self.helped(self.office, date(2023, 7, 10), 8, None, "explained"),
            *self.helped(self.third, date(2023, 7, 10), 3, "appeal", "drafted"),
            self.study(40),
            self.population(self.district, {2022: 1000}),
            self.population(self.other, {2022: 800}),
            self.baseline(self.district, {"2023-01/appeals": 3, "2023-02/appeals": 0}),
            self.stopped(self.office, date(2023, 8, 1), 7),
            self.resumed(self.office, date(2023, 8, 9), 8),
            *self.grants(),
            *self.civil_society(),
            self.deliveries(1, date(2023, 6, 1), ("reminder", "sms", "accepted", 3)),
            self.deliveries(2, date(2023, 6, 1), ("reminder", "sms", "delivered", 3)),
            self.subscriptions(self.district.id, 20, 1),
        ]


async def day_figures(session: AsyncSession) -> dict[tuple[UUID, date, str], int]:
    """Every figure by place, day and name."""
    rows = await session.execute(select(DayFigure.place_id, DayFigure.day, DayFigure.name, DayFigure.number))
    return {(place, day, name): number for place, day, name, number in rows}


async def told_at_events(session: AsyncSession) -> dict[tuple[UUID, str], int]:
    """What was told at each event, by name, whether or not a report of it has been heard."""
    rows = await session.execute(select(EventTally.id, EventTally.figures))
    return {(event, name): number for event, figures in rows for name, number in figures.items()}
