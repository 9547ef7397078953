"""Show where one unsubscribes: whoever opens the link of a mail sees a button; looking unsubscribes nobody."""

from fastapi import Request
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel, Field

from liaison_notifications.model.consent.unsubscribing import only_unsubscribes, to_unsubscribe

router = web.router(ANYBODY)


class UnsubscribingPage(BaseModel):
    """Whether there is anything to end."""

    subscribed: bool
    own: bool = Field(description="Whether this link is the subscriber's own, and leads to their page, too.")


@router.get("/n/{token}/unsubscribe", dependencies=[personal_link])
async def show_unsubscribing(session: Session, token: str, request: Request) -> UnsubscribingPage:
    subscriber = await to_unsubscribe(session, token, request.app.state.settings.sealing_key_file)
    return UnsubscribingPage(subscribed=subscriber.idle_since is None, own=not only_unsubscribes(token))
