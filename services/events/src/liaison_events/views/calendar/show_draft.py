"""Show a draft with the forms that change, publish and discard it."""

from typing import Any
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeStatus
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import select

from liaison_events.model import Draft, OfficeCopy
from liaison_events.model.draft import DraftPlan
from liaison_events.model.recurrence import wall

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class PossibleOffice(BaseModel):
    """An open office."""

    id: UUID
    name: str
    name_en: str


class PossibleRoom(BaseModel):
    """A room of an open office."""

    room_id: UUID
    name: str
    name_en: str
    capacity: int
    office_name: str
    office_name_en: str


class DraftPage(BaseModel):
    """`plan` as it was typed; its moments as a clock in Kyiv shows them, for the fields of a form."""

    id: UUID
    version: int
    plan: dict[str, Any]
    offices: list[PossibleOffice]
    rooms: list[PossibleRoom]


@router.get("/events/drafts/{draft_id}")
async def show_draft(session: Session, worker: Worker, draft_id: UUID, response: Response) -> DraftPage:
    draft = await get(session, Draft, draft_id)
    worker.must_run(draft.office_id)
    tell_version(response, draft.version)
    plan = DraftPlan.model_validate(draft.plan)
    moments = {"starts_at": plan.starts_at, "ends_at": plan.ends_at}
    typed = {name: f"{wall(moment):%Y-%m-%dT%H:%M}" if moment else "" for name, moment in moments.items()}
    opened = select(OfficeCopy).where(OfficeCopy.status == OfficeStatus.OPEN).order_by(OfficeCopy.name)
    offices = [office for office in await session.scalars(opened) if worker.may_run(office.id)]
    rooms = [
        PossibleRoom(
            room_id=room.id,
            name=room.name,
            name_en=room.name_en,
            capacity=room.capacity,
            office_name=office.name,
            office_name_en=office.name_en,
        )
        for office in offices
        for room in office.bookable_rooms()
    ]
    choices = [PossibleOffice.model_validate(office, from_attributes=True) for office in offices]
    return DraftPage(id=draft.id, version=draft.version, plan=draft.plan | typed, offices=choices, rooms=rooms)
