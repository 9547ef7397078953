"""Show a draft with the forms that change, publish and discard it."""

from typing import Any
from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_events.model import Draft
from liaison_events.model.calendar.draft import DraftPlan
from liaison_events.model.calendar.recurrence import wall
from liaison_events.model.choices import OfficeChoice, RoomChoice, office_choices, open_offices, room_choices

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class DraftPage(BaseModel):
    """`plan` as it was typed; its moments as a clock in Kyiv shows them, for the fields of a form."""

    id: UUID
    version: int
    plan: dict[str, Any]
    offices: list[OfficeChoice]
    rooms: list[RoomChoice]


@router.get("/events/drafts/{draft_id}")
async def show_draft(session: Session, worker: Worker, draft_id: UUID, response: Response) -> DraftPage:
    draft = await get(session, Draft, draft_id)
    worker.must_run(draft.office_id)
    tell_version(response, draft.version)
    plan = DraftPlan.model_validate(draft.plan)
    moments = {"starts_at": plan.starts_at, "ends_at": plan.ends_at}
    typed = {name: f"{wall(moment):%Y-%m-%dT%H:%M}" if moment else "" for name, moment in moments.items()}
    offices = await open_offices(session, worker)
    return DraftPage(
        id=draft.id,
        version=draft.version,
        plan=draft.plan | typed,
        offices=office_choices(offices),
        rooms=room_choices(offices),
    )
