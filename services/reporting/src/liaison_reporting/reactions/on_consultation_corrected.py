"""Count a consultation on the day and at the office where it was given in truth."""

from liaison_contracts.consultations import ConsultationCorrected
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.consultations import keep_consultation


@on(ConsultationCorrected)
async def on_consultation_corrected(session: AsyncSession, fact: ConsultationCorrected) -> None:
    await keep_consultation(session, fact)
