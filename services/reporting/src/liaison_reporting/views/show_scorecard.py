"""Show the scorecard: how far the network has come with what the commitment promises."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from liaison_contracts.registry import Institution, Milestone
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, BeforeValidator
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.events import HeldEvent
from liaison_reporting.model.figures import Figure, end_of_first_year, overdue_days
from liaison_reporting.model.network import DistrictCopy, OfficeCopy, ProgrammeCopy, current_programme
from liaison_reporting.model.organisations import OrganisationCreated
from liaison_reporting.model.projections import newest_fact_at

router = web.router(ANYBODY)


class Programme(BaseModel):
    """The commitment the numbers belong to."""

    code: str
    title: str
    title_en: str
    hromada_name: str
    hromada_name_en: str
    starts_on: date
    ends_on: date
    institutions: list[Institution]


class OfficeLine(BaseModel):
    """One office that has opened: what was held in its first year, and in all. `serving`: not closed for good since."""

    office_id: UUID
    slug: str
    name: str
    name_en: str
    district_id: UUID
    district_name: str
    district_name_en: str
    opened_on: date
    serving: bool
    counts_before: date  # the first day after the first year
    events_held: Figure
    events_in_all: int
    attendance: int


class MilestoneLine(Milestone):
    """One milestone as it stands today."""

    overdue_days: int


class Scorecard(BaseModel):
    """`programme` is None until the network was imported; `current_to` is when the newest fact was recorded, UTC."""

    as_of: date
    programme: Programme | None
    offices_opened: Figure
    districts_covered: Figure
    csos_created: Figure
    csos_without_help: int
    offices: list[OfficeLine]
    milestones: list[MilestoneLine]
    current_to: datetime | None


@router.get("/results")
async def show_scorecard(
    session: Session, as_of: Annotated[date | None, BeforeValidator(lambda given: given or None)] = None
) -> Scorecard:
    """`as_of`: only what had happened by that day; today if left out. Milestones are always today's."""
    today = clock.today()
    day = min(as_of or today, today)
    programme = await session.scalar(current_programme())
    known = {one.id: one for one in await session.scalars(select(DistrictCopy))}
    offices = await _offices(session, day, programme.goal("events_per_office") if programme else None, known)
    districts = sum(one.was_there(day, day) for one in known.values())
    with_help, without_help = await _organisations(session, day)
    return Scorecard(
        as_of=day,
        programme=Programme.model_validate(programme, from_attributes=True) if programme else None,
        offices_opened=Figure(now=len(offices), goal=programme.goal("offices_opened") if programme else None),
        districts_covered=Figure(now=len({one.district_id for one in offices if one.serving}), goal=districts or None),
        csos_created=Figure(now=with_help, goal=programme.goal("csos_created") if programme else None),
        csos_without_help=without_help,
        offices=offices,
        milestones=_milestones(programme, today),
        current_to=await session.scalar(newest_fact_at()),
    )


async def _offices(
    session: AsyncSession, day: date, goal: int | None, known: dict[UUID, DistrictCopy]
) -> list[OfficeLine]:
    """The offices that had started work by that day, in the order of their opening, each in its district of then."""
    held = select(HeldEvent.office_id, HeldEvent.held_on, func.count(), func.sum(HeldEvent.attendance))
    held = held.where(HeldEvent.held_on <= day).group_by(HeldEvent.office_id, HeldEvent.held_on)
    days: dict[UUID, list[tuple[date, int, int]]] = {}
    for office_id, held_on, events, people in await session.execute(held):
        days.setdefault(office_id, []).append((held_on, events, people))
    offices = await session.scalars(select(OfficeCopy).order_by(OfficeCopy.opened_on, OfficeCopy.name))
    return [_office(office, day, days.get(office.id, []), goal, known) for office in offices if office.had_opened(day)]


def _office(
    office: OfficeCopy,
    day: date,
    days: list[tuple[date, int, int]],
    goal: int | None,
    known: dict[UUID, DistrictCopy],
) -> OfficeLine:
    assert office.opened_on is not None
    district_id = office.district_on(day)
    names = known[district_id].called(day) if district_id in known else (office.district_name, office.district_name_en)
    return OfficeLine(
        office_id=office.id,
        slug=office.slug,
        name=office.name,
        name_en=office.name_en,
        district_id=district_id,
        district_name=names[0],
        district_name_en=names[1],
        opened_on=office.opened_on,
        serving=office.serves(day),
        counts_before=end_of_first_year(office.opened_on),
        events_held=Figure(now=sum(events for on, events, _ in days if office.counts(on)), goal=goal),
        events_in_all=sum(events for _, events, _ in days),
        attendance=sum(people for _, _, people in days),
    )


async def _organisations(session: AsyncSession, day: date) -> tuple[int, int]:
    """How many were registered by that day with the network's help, and how many without."""
    query = select(OrganisationCreated.created_with_help, func.count()).where(OrganisationCreated.registered_on <= day)
    rows = await session.execute(query.group_by(OrganisationCreated.created_with_help))
    counts = {row.created_with_help: row[1] for row in rows}
    return counts.get(True, 0), counts.get(False, 0)


def _milestones(programme: ProgrammeCopy | None, today: date) -> list[MilestoneLine]:
    milestones = [Milestone.model_validate(item) for item in programme.milestones] if programme else []
    return [
        MilestoneLine(**item.model_dump(), overdue_days=overdue_days(item.status, item.ends_on, today))
        for item in sorted(milestones, key=lambda item: item.number)
    ]
