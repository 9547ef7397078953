"""Subscribe to news: whoever leaves an address is asked there whether it was them; the answer here tells nothing."""

from typing import Annotated, Literal

from fastapi import Request, Response
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session
from pydantic import Field, StringConstraints

from liaison_notifications.model.consent.addresses import typed
from liaison_notifications.model.consent.choices import Wishes, must_be_known
from liaison_notifications.model.consent.messages import plan_opt_in
from liaison_notifications.model.consent.opt_in import ConsentNeeded, Requested, ask, must_be_reachable

router = web.router(ANYBODY)


class Wish(Wishes):
    """`consent`: we may write to this address about these events, until it is withdrawn."""

    contact: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] = Field(
        max_length=254, description="An email address, or the number of a mobile telephone."
    )
    language: Literal["uk", "en"] = Field("uk", description="What they are written to in.")
    consent: bool = False


# As often as a sign-in may be tried: each makes us write to somebody.
@router.post("/news/requests", status_code=201, dependencies=[counted_as(Kind.SIGN_IN)])
async def subscribe(session: Session, wish: Wish, request: Request, response: Response) -> Requested:
    address, now, settings = typed(wish.contact), clock.now(), request.app.state.settings
    must_be_reachable(address)
    if not wish.consent:
        raise ConsentNeeded
    await must_be_known(session, wish.districts)
    # Whether it is known here, unwanted, or was written to too often today: nobody can tell from the answer.
    opt_in = await ask(session, address, wish, wish.language, settings.url, settings.sealing_key_file, now)
    if opt_in.sealed:
        await plan_opt_in(session, opt_in, now)
    response.headers["Location"] = f"/news/requests/{opt_in.id}"
    return Requested(id=opt_in.id, channel=address.channel)
