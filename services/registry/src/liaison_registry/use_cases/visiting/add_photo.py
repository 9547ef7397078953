"""Add a photo of an office or a room: residents see what the door looks like, and those who do not see are told."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeChanged, OfficeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update, new_id
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker

from liaison_registry.model import Office, OneLine
from liaison_registry.model.files.pictures import picture_of
from liaison_registry.model.offices.photos import MOST_PHOTOS, EnoughPhotos, Photo, check_room, take_over_photos

router = web.router(only(Role.WORKER, Role.COORDINATOR))

BODY = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string"}} for kind in ("image/jpeg", "image/png", "image/webp")},
    }
}
Alt = Annotated[OneLine, Query(min_length=1, max_length=250, description="What is to be seen.")]


@router.post("/offices/{office_id}/photos", status_code=201, openapi_extra=BODY)
async def add_photo(
    session: Session,
    worker: Worker,
    office_id: UUID,
    alt: Alt,
    alt_en: Alt,
    request: Request,
    response: Response,
    room_id: Annotated[UUID | None, LeftEmpty, Query(description="The room that it shows; none: the office.")] = None,
) -> OfficeState:
    worker.must_run(office_id)
    # Before the office is locked, and beside the event loop: it takes a processor for as long as a second.
    picture = await asyncio.to_thread(picture_of, await request.body())
    office = await get_for_update(session, Office, office_id)
    office.must_receive_people()
    check_room(office, room_id)
    if len(office.photos) >= MOST_PHOTOS:
        raise EnoughPhotos(most=MOST_PHOTOS)
    session.add(
        Photo(
            id=new_id(),
            office_id=office_id,
            room_id=room_id,
            media_type=picture.media_type,
            content=picture.content,
            width=picture.width,
            height=picture.height,
            alt=alt,
            alt_en=alt_en,
            added_at=clock.now(),
        )
    )
    await take_over_photos(session, office)
    outbox.publish(session, OfficeChanged(occurred_on=clock.today(), state=office.state()))
    response.headers["Location"] = f"/offices/{office.slug}/photos"
    return office.state()
