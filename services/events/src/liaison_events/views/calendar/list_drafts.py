"""List the drafts: events that are not public yet, for those who run their offices."""

from datetime import datetime
from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import select

from liaison_events.model import Draft, OfficeCopy

router = web.router(only(Role.WORKER, Role.COORDINATOR))

MOST = 200


class ListedDraft(BaseModel):
    """A draft, the one saved last first."""

    id: UUID
    title: str
    office_name: str
    office_name_en: str
    saved_at: datetime


class DraftList(BaseModel):
    """The newest first."""

    drafts: list[ListedDraft]


@router.get("/events/drafts")
async def list_drafts(session: Session, worker: Worker) -> DraftList:
    newest = select(Draft, OfficeCopy).join(OfficeCopy, OfficeCopy.id == Draft.office_id)
    if not worker.whole_network:
        newest = newest.where(Draft.office_id.in_(worker.offices))
    rows = await session.execute(newest.order_by(Draft.saved_at.desc(), Draft.id).limit(MOST))
    drafts = [
        ListedDraft(
            id=draft.id,
            title=draft.plan["title"],
            office_name=office.name,
            office_name_en=office.name_en,
            saved_at=draft.saved_at,
        )
        for draft, office in rows
    ]
    return DraftList(drafts=drafts)
