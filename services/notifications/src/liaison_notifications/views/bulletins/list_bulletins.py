"""List the bulletins: what is being written, what waits for its time or is being sent, and what people were sent."""

from typing import Literal
from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel
from sqlalchemy import cast, func, literal, select

from liaison_notifications.model.bulletins.audience import districts_of
from liaison_notifications.model.bulletins.bulletin import Bulletin
from liaison_notifications.model.bulletins.shown import ShownBulletin, shown
from liaison_notifications.model.consent.choices import ShownDistrict, districts

router = web.router(only(Role.COORDINATOR, Role.ADMINISTRATOR))

ON_A_PAGE = 50


class Bulletins(BaseModel):
    """Newest first; `older` goes into `before` for the next ones. Of other offices' districts none is shown."""

    done: Literal["removed"] | None
    bulletins: list[ShownBulletin]
    districts: list[ShownDistrict]
    older: UUID | None


@router.get("/messages/bulletins")
async def list_bulletins(
    session: Session, worker: Worker, before: UUID | None = None, done: Literal["removed"] | None = None
) -> Bulletins:
    query = select(Bulletin)
    own = await districts_of(session, worker)
    if own is not None:
        theirs = func.jsonb_build_array(*map(str, own)) if own else cast(literal("[]"), Bulletin.districts.type)
        query = query.where(func.jsonb_array_length(Bulletin.districts) > 0, Bulletin.districts.contained_by(theirs))
    if before:
        query = query.where(Bulletin.id < before)
    rows = (await session.scalars(query.order_by(Bulletin.id.desc()).limit(ON_A_PAGE + 1))).all()
    return Bulletins(
        done=done,
        bulletins=[shown(row) for row in rows[:ON_A_PAGE]],
        districts=await districts(session),
        older=rows[ON_A_PAGE - 1].id if len(rows) > ON_A_PAGE else None,
    )
