"""Count a consultation that was entered by mistake on no day, even if that it was given is heard later."""

from liaison_contracts.consultations import ConsultationTakenBack
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.consultations import keep_consultation


@on(ConsultationTakenBack)
async def on_consultation_taken_back(session: AsyncSession, fact: ConsultationTakenBack) -> None:
    await keep_consultation(session, fact)
