"""When a link is made for somebody who works in the network: it is kept sealed, and one mail is planned."""

from liaison_contracts.identity import StaffLinkMade
from liaison_kit import clock
from liaison_kit.database import keep_latest
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import SealedLetter
from liaison_notifications.model.planning.planning import plan_letter
from liaison_notifications.model.sending.delivery import Purpose


@on(StaffLinkMade)
async def on_staff_link_made(session: AsyncSession, fact: StaffLinkMade) -> None:
    letter = fact.model_dump(include={"sealed", "key_version", "expires_at"})
    await keep_latest(session, SealedLetter, id=fact.link_id, version=1, **letter)
    await plan_letter(session, Purpose(fact.errand.value), fact.link_id, clock.now())
