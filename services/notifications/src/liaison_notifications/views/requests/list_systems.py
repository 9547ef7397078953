"""List the systems that may have messages sent: what each may, and what it does today."""

from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import func, select

from liaison_notifications.model.requests.request import MessageRequest, RequestRefusal
from liaison_notifications.model.requests.shown import KnownSystem, SystemWithUse, refused_today
from liaison_notifications.model.requests.systems import RequestingSystem, uses
from liaison_notifications.model.sending.figures import midnight

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class Systems(BaseModel):
    """By their titles."""

    systems: list[SystemWithUse]
    unknown: int = Field(description="Requests of today under names that are not registered.")


@router.get("/messages/systems")
async def list_systems(session: Session) -> Systems:
    now = clock.now()
    rows = (await session.scalars(select(RequestingSystem).order_by(RequestingSystem.title))).all()
    names = [row.name for row in rows]
    used, refused = await uses(session, names, now), await refused_today(session, names, now)
    strangers = select(func.count()).where(
        MessageRequest.refused == RequestRefusal.UNKNOWN_SYSTEM, MessageRequest.checked_at >= midnight(now)
    )
    return Systems(
        systems=[
            SystemWithUse(**KnownSystem.of(row).model_dump(), use=used[row.name], refused=refused[row.name])
            for row in rows
        ],
        unknown=await session.scalar(strangers) or 0,
    )
