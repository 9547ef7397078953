"""Show the form in which a bulletin is changed, as long as nobody was sent it."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.clock import KYIV
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import Field

from liaison_notifications.model.bulletins.audience import districts_to_choose, must_run
from liaison_notifications.model.bulletins.bulletin import Bulletin, BulletinStatus
from liaison_notifications.model.consent.choices import Choices, ShownDistrict

router = web.router(only(Role.COORDINATOR, Role.ADMINISTRATOR))


class BulletinChanging(Choices):
    """What it says now. `send_at` by the clock of Kyiv."""

    id: UUID
    version: int
    status: BulletinStatus
    title: str
    title_en: str
    text: str
    text_en: str
    sms: str
    sms_en: str
    send_at: str
    to_choose_from: list[ShownDistrict]
    corrects: UUID | None = Field(description="Another one: it is for whoever was sent that one.")
    whole_community: bool = Field(description="Whether naming no district is allowed.")


@router.get("/messages/bulletins/{bulletin_id}/form")
async def show_bulletin_changing(
    session: Session, worker: Worker, bulletin_id: UUID, response: Response
) -> BulletinChanging:
    bulletin = await get(session, Bulletin, bulletin_id)
    await must_run(session, worker, bulletin)
    choice, whole_community = await districts_to_choose(session, worker)
    tell_version(response, bulletin.version)
    kept = ("id", "version", "status", "title", "title_en", "text", "text_en", "sms", "sms_en", "corrects")
    return BulletinChanging(
        **{name: getattr(bulletin, name) for name in kept},
        districts=bulletin.district_ids,
        kinds=bulletin.event_kinds,
        send_at=f"{bulletin.send_at.astimezone(KYIV):%Y-%m-%dT%H:%M}" if bulletin.send_at else "",
        to_choose_from=choice,
        whole_community=whole_community,
    )
