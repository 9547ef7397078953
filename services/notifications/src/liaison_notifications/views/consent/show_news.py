"""Show the news that can be subscribed to: a resident leaves an address, and says of which districts and events."""

from typing import Literal

from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_notifications.model.consent.choices import ShownDistrict, districts

router = web.router(ANYBODY)


class News(BaseModel):
    """`done`: what has just been done, where that led here."""

    done: Literal["erased"] | None
    districts: list[ShownDistrict]


@router.get("/news")
async def show_news(session: Session, done: Literal["erased"] | None = None) -> News:
    return News(done=done, districts=await districts(session))
