"""Count a consultation that was given."""

from liaison_contracts.consultations import ConsultationGiven
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.consultations import keep_consultation


@on(ConsultationGiven)
async def on_consultation_given(session: AsyncSession, fact: ConsultationGiven) -> None:
    await keep_consultation(session, fact)
