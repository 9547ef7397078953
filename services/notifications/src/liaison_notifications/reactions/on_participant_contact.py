"""When somebody leaves a contact, or corrects it: the newest is kept sealed, and what waited for it is planned."""

from liaison_contracts.events import ParticipantContact
from liaison_kit import clock
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import SignUpCopy
from liaison_notifications.model.planning.corrections import note_correction
from liaison_notifications.model.planning.planning import keep_contact, plan_messages


@on(ParticipantContact, holds="event_id")
async def on_participant_contact(session: AsyncSession, fact: ParticipantContact) -> None:
    await keep_contact(session, fact.sign_up_id, fact.event_id, fact, clock.now())
    if fact.corrected:
        await note_correction(session, fact.sign_up_id, fact.version, fact.corrected)
    await plan_messages(session, SignUpCopy.id == fact.sign_up_id, clock.now())
