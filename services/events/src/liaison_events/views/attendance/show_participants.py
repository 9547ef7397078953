"""Show the participants: a worker checks people in at the door, and gives the report afterwards."""

from datetime import datetime
from uuid import UUID

from fastapi import Response
from liaison_contracts.events import AttendingOrganisation, EventStatus
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_events.model import Correction, Event, EventReport, Headcount, ShownEvent, SignUp
from liaison_events.model.attendance.period import PeriodLock, locks
from liaison_events.model.calendar.event import CHECK_IN_OPENS
from liaison_events.model.sign_ups.sign_up import with_a_place_at

router = web.router(only(Role.WORKER, Role.COORDINATOR), personal=True)


class Participant(BaseModel):
    """An active sign-up; name and contacts are None once they were forgotten."""

    id: UUID
    name: str | None
    phone: str | None
    email: str | None
    party_size: int
    present: int
    arrived_at: datetime | None
    groups: dict[str, int]
    taken_by: UUID | None = Field(description="The account of the worker who signed them up, if one did.")


class Tally(BaseModel):
    """People who came without a sign-up, by sex and age group, the rows of the paper sheet among them."""

    sex: str
    age_group: str
    people: int


class GivenReport(BaseModel):
    """What the report says beside attendance and outcome."""

    decisions: list[str]
    organisations: list[AttendingOrganisation]
    links: list[str]
    photos: list[str]
    corrected_at: datetime | None


class Change(BaseModel):
    """A correction after the report: which fields, from what to what."""

    at: datetime
    by: UUID
    what: str
    before: dict[str, object]
    after: dict[str, object]
    reason: str


class Participants(BaseModel):
    """By name. `expected` and `present` count people, not sign-ups; `locked` is the period, if it is."""

    event: ShownEvent
    participants: list[Participant]
    walk_ins: list[Tally]
    expected: int
    present: int
    walked_in: int
    no_shows: int | None
    check_in_open: bool
    report_open: bool
    report: GivenReport | None
    changes: list[Change]
    locked: str | None
    takes_sign_ups: bool


@router.get("/events/{event_id}/participants")
async def show_participants(session: Session, worker: Worker, event_id: UUID, response: Response) -> Participants:
    event = await get(session, Event, event_id)
    worker.must_run(event.office_id)
    rows = await session.scalars(select(SignUp).where(with_a_place_at(event_id)).order_by(SignUp.name, SignUp.id))
    participants = [Participant.model_validate(row, from_attributes=True) for row in rows]
    walk_ins = await _walk_ins(session, event_id)
    given = await session.get(EventReport, event_id)
    scheduled, now = event.status == EventStatus.SCHEDULED, clock.now()
    expected = sum(participant.party_size for participant in participants)
    present = sum(participant.present for participant in participants)
    response.headers["Cache-Control"] = "no-store"
    tell_version(response, event.version)
    return Participants(
        event=event.shown(),
        participants=participants,
        walk_ins=walk_ins,
        expected=expected,
        present=present,
        walked_in=sum(one.people for one in walk_ins),
        no_shows=max(0, expected - present) if now >= event.ends_at else None,
        check_in_open=scheduled and now >= event.starts_at - CHECK_IN_OPENS,
        report_open=scheduled and now >= event.starts_at,
        report=GivenReport.model_validate(given, from_attributes=True) if given else None,
        changes=await _changes(session, event_id),
        locked=await session.scalar(
            locks()
            .where(PeriodLock.starts_on <= event.day, PeriodLock.ends_on >= event.day)
            .with_only_columns(PeriodLock.period)
        ),
        takes_sign_ups=event.takes_sign_ups(now),
    )


async def _walk_ins(session: Session, event_id: UUID) -> list[Tally]:
    counted = select(Headcount).where(Headcount.event_id == event_id, Headcount.people > 0)
    people: dict[tuple[str, str], int] = {}
    for row in await session.scalars(counted.order_by(Headcount.sex, Headcount.age_group)):
        people[row.sex, row.age_group] = people.get((row.sex, row.age_group), 0) + row.people
    return [Tally(sex=sex, age_group=age, people=number) for (sex, age), number in people.items()]


async def _changes(session: Session, event_id: UUID) -> list[Change]:
    """Newest first, only the fields that differ."""
    rows = (
        select(Correction).where(Correction.event_id == event_id).order_by(Correction.at.desc(), Correction.id.desc())
    )
    changes = [Change.model_validate(one, from_attributes=True) for one in await session.scalars(rows.limit(100))]
    for one in changes:
        differing = [name for name in one.after if one.before.get(name) != one.after[name]]
        one.before = {name: one.before.get(name) for name in differing}
        one.after = {name: one.after[name] for name in differing}
    return changes
