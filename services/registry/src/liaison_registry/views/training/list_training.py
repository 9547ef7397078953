"""List who is qualified, where and until when: whose certificates have expired comes first, then who is next."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import select

from liaison_registry.model import Office
from liaison_registry.model.people.absence import Absence
from liaison_registry.model.training.shown_training import ShownProgramme, Standing, TrainedPerson
from liaison_registry.model.training.training import Certificate, TrainingProgramme, workers_of

router = web.router(for_the_network(Role.COORDINATOR), personal=True)

ON_A_PAGE = 50


class NamedOffice(BaseModel):
    """What to call an office; `qualified`: how many qualified workers have it in their scope."""

    id: UUID
    name: str
    name_en: str
    qualified: int


class TrainingOverview(BaseModel):
    """One page of the workers; `found` counts all that match. `expired` counts them whatever the filter says."""

    office: UUID | None
    standing: Standing | None
    page: int = Field(description="From 1.")
    pages: int
    found: int
    expired: int
    people: list[TrainedPerson]
    programmes: list[ShownProgramme]
    offices: list[NamedOffice]


@router.get("/people/training")
async def list_training(
    session: Session,
    office: Annotated[UUID | None, LeftEmpty, Query(description="In whose scope it is.")] = None,
    standing: Annotated[Standing | None, LeftEmpty] = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> TrainingOverview:
    programmes = (await session.scalars(select(TrainingProgramme).order_by(TrainingProgramme.name))).all()
    everybody = await _everybody(session, list(programmes), clock.today())
    ranks = list(Standing)
    everybody.sort(key=lambda one: (ranks.index(one.standing), one.until or date.max, one.name))
    matching = [
        one
        for one in everybody
        if (not standing or one.standing == standing) and (not office or one.whole_network or office in one.offices)
    ]
    able = [one for one in everybody if one.standing in {Standing.EXPIRING, Standing.QUALIFIED}]
    offices = await session.scalars(select(Office).order_by(Office.name))
    return TrainingOverview(
        office=office,
        standing=standing,
        page=page,
        pages=max(1, -(-len(matching) // ON_A_PAGE)),
        found=len(matching),
        expired=sum(one.standing == Standing.EXPIRED for one in everybody),
        people=matching[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        programmes=[ShownProgramme.of(one) for one in programmes],
        offices=[
            NamedOffice(
                id=row.id,
                name=row.name,
                name_en=row.name_en,
                qualified=sum(one.whole_network or row.id in one.offices for one in able),
            )
            for row in offices
        ],
    )


async def _everybody(session: Session, programmes: list[TrainingProgramme], today: date) -> list[TrainedPerson]:
    certificates = (await session.scalars(select(Certificate))).all()
    away = select(Absence).where(Absence.from_day <= today, Absence.to_day >= today)
    until = {one.staff_id: one.to_day for one in await session.scalars(away)}
    found = []
    for worker in await workers_of(session):
        mine = [one for one in certificates if one.staff_id == worker.id]
        person = TrainedPerson.of(worker, programmes, mine, today)
        found.append(person.model_copy(update={"away_until": until.get(worker.id)}))
    return found
