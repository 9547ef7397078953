"""Consultations: what each adds to the figures, and nothing of who was helped."""

from datetime import date

from liaison_contracts.consultations import ConsultationCorrected, ConsultationGiven, ConsultationTakenBack
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import contribute


async def keep_consultation(
    session: AsyncSession, fact: ConsultationGiven | ConsultationCorrected | ConsultationTakenBack
) -> None:
    """A consultation as last told, whichever fact is read first; one that was taken back counts on no day."""
    given_on: date | None = None
    figures = {}
    if not isinstance(fact, ConsultationTakenBack):
        given_on, figures = fact.occurred_on, {f"consultations/{fact.tool or 'other'}/{fact.outcome}": 1}
    await contribute(session, fact, "consultations", place=fact.office_id, day=given_on, figures=figures)
