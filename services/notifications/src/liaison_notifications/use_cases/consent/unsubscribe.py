"""Unsubscribe: no more news to this address, by one click of the mail program (RFC 8058) or of its owner."""

from typing import Annotated, Literal

from fastapi import Query, Request
from liaison_kit import clock, web
from liaison_kit.errors import Refusal
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session
from pydantic import BaseModel, ConfigDict, Field

from liaison_notifications.model.consent import leaving
from liaison_notifications.model.consent.ledger import How
from liaison_notifications.model.consent.unsubscribing import to_unsubscribe

# A webmail sends it from its own pages. No cookie is read, and whoever knows the link could as well send it themselves.
router = web.router(ANYBODY, from_anywhere=True)

ONE_CLICK = "One-Click"
Said = Literal["One-Click", "page"]


class NotAsked(Refusal):
    """Nothing was done: say List-Unsubscribe=One-Click."""


class OneClick(BaseModel):
    """`List-Unsubscribe=One-Click` (RFC 8058, section 3.1), or `page` from a page of ours."""

    model_config = ConfigDict(populate_by_name=True)

    said: Said | None = Field(None, alias="List-Unsubscribe")


class Unsubscribed(BaseModel):
    """Also if it was before."""

    subscribed: bool = False


# Neither a cookie nor a login is asked for, and no redirect given: without `_page`, a form gets this answer as it is.
# Providers send it for thousands of people from a few addresses: counted by link.
@router.post("/n/{token}/unsubscribe", dependencies=[counted_as(Kind.ONE_CLICK)])
async def unsubscribe(
    session: Session,
    token: str,
    one_click: OneClick,
    request: Request,
    beside: Annotated[Said | None, Query(alias="List-Unsubscribe")] = None,
) -> Unsubscribed:
    # Of a multipart form, what was said comes in the query (liaison_kit.forms).
    said = one_click.said or beside
    if said is None:
        raise NotAsked
    key_file, how = request.app.state.settings.sealing_key_file, How.ONE_CLICK if said == ONE_CLICK else How.PAGE
    subscriber = await to_unsubscribe(session, token, key_file, hold=True)
    await leaving.unsubscribe(session, subscriber, how, key_file, clock.now())
    return Unsubscribed()
