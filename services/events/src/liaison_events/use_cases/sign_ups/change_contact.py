"""Change the contact of a sign-up: whoever holds its link corrects a telephone or an email that was typed wrongly."""

from typing import Literal

from fastapi import Request, Response
from liaison_kit import clock, web
from liaison_kit.database import get_for_update
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel, Field

from liaison_events.model import Event, SignUp
from liaison_events.model.sign_ups.contacts import checked
from liaison_events.model.sign_ups.corrections import Correction, correct_contact
from liaison_events.model.sign_ups.sign_up import by_token
from liaison_events.model.texts import Line

router = web.router(ANYBODY)


class RightContact(BaseModel):
    """At least one of phone and email: what is left out stays as it is, unless it is to be forgotten."""

    phone: Line | None = Field(None, max_length=40)
    email: Line | None = Field(None, max_length=254)
    forget_other: bool = Field(False, description="Where only one is given: the other is forgotten.")
    language: Literal["uk", "en"] = Field("uk", description="What they are written to in from now on.")


@router.post("/sign-ups/{token}/contact", status_code=204, dependencies=[personal_link])
async def change_contact(
    session: Session, token: str, right: RightContact, expected: IfMatch, request: Request, response: Response
) -> None:
    reach = checked("", right.phone, right.email, consent=True)
    event_id = await session.scalar(by_token(token).with_only_columns(SignUp.event_id))
    if event_id is None:
        raise NotFound
    # The event first, as everywhere: nobody signs up with this contact meanwhile.
    event = await get_for_update(session, Event, event_id)
    sign_up = (await session.scalars(by_token(token).with_for_update())).one()
    expected.must_be(sign_up)
    link = f"{request.app.state.settings.url.rstrip('/')}/sign-ups/{token}"
    correction = Correction(reach.phone, reach.email, right.forget_other, right.language, link)
    await correct_contact(session, event, sign_up, correction, clock.now())
    tell_version(response, sign_up.version)
    response.headers["Location"] = f"/sign-ups/{token}?contact_changed=true"
