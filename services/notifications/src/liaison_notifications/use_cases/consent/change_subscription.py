"""Change a subscription: whoever holds its link chooses other districts and kinds of events, or follows some again."""

from fastapi import Response
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.preconditions import IfMatch, tell_version
from liaison_kit.web import Session, personal_link

from liaison_notifications.model.consent.choices import Wishes, must_be_known
from liaison_notifications.model.consent.ledger import How
from liaison_notifications.model.consent.news import call_off_other
from liaison_notifications.model.consent.subscribers import by_link, follow, subscriptions_of, wishes_of

router = web.router(ANYBODY)


@router.post("/n/{token}/choices", dependencies=[personal_link])
async def change_subscription(
    session: Session, token: str, choices: Wishes, expected: IfMatch, response: Response
) -> Wishes:
    subscriber = await by_link(session, token, hold=True)
    expected.must_be(subscriber)
    await must_be_known(session, choices.districts)
    await follow(session, subscriber, choices, How.PAGE, clock.now())
    await call_off_other(session, subscriber.id, choices, clock.now())
    kept = wishes_of(await subscriptions_of(session, subscriber)) or choices
    tell_version(response, subscriber.version)
    response.headers["Location"] = f"/n/{token}?done=changed"
    return kept
