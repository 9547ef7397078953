"""Show a bulletin: how it will be read, how many it is for and what that costs; then how far it is."""

from enum import StrEnum
from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import only
from liaison_kit.preconditions import tell_version
from liaison_kit.web import Session, Worker
from pydantic import BaseModel, Field

from liaison_notifications.model.bulletins.audience import must_run, recipients
from liaison_notifications.model.bulletins.bulletin import Bulletin
from liaison_notifications.model.bulletins.counts import counts_of
from liaison_notifications.model.bulletins.shown import Progress, ShownBulletin, progress, shown
from liaison_notifications.model.bulletins.words import BulletinPreview, cost, previews
from liaison_notifications.model.consent.choices import ShownDistrict, districts
from liaison_notifications.model.sending.delivery import Channel

router = web.router(only(Role.COORDINATOR, Role.ADMINISTRATOR))


class Done(StrEnum):
    """What has just succeeded."""

    CHANGED = "changed"
    TRIED = "tried"
    APPROVED = "approved"
    TAKEN_BACK = "taken_back"


class Readers(BaseModel):
    """How many it would be sent to now, by one channel; `cost` in kopiykas at most, if a price is known."""

    channel: Channel
    people: int
    cost: int | None


class BulletinPage(ShownBulletin):
    """`progress` once it has begun, `readers` until then."""

    done: Done | None
    previews: list[BulletinPreview]
    all_districts: list[ShownDistrict]
    readers: list[Readers]
    progress: list[Progress]
    may_approve: bool = Field(description="Whether whoever asks neither wrote it nor changed it last.")
    quiet: bool = Field(description="Whether it is night, when no bulletin begins.")


@router.get("/messages/bulletins/{bulletin_id}")
async def show_bulletin(
    session: Session,
    worker: Worker,
    bulletin_id: UUID,
    request: Request,
    response: Response,
    done: Done | None = None,
) -> BulletinPage:
    bulletin, settings = await get(session, Bulletin, bulletin_id), request.app.state.settings
    await must_run(session, worker, bulletin)
    tell_version(response, bulletin.version)
    previewed = previews(bulletin, settings.url, settings.sms_part_kopiykas)
    found, counted = [], []
    if bulletin.begun_at:
        counted = progress(bulletin, (await counts_of(session, [bulletin.id]))[bulletin.id])
    else:
        for channel, people in (await recipients(session, bulletin)).items():
            costs = cost(previewed, people) if channel == Channel.SMS else None
            found.append(Readers(channel=channel, people=people, cost=costs))
    return BulletinPage(
        **shown(bulletin).model_dump(),
        done=done,
        previews=previewed,
        all_districts=await districts(session),
        readers=found,
        progress=counted,
        may_approve=worker.id not in {bulletin.written_by, bulletin.changed_by},
        quiet=settings.manners.quiet.until(clock.now()) is not None,
    )
