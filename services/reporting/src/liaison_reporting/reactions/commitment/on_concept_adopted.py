"""Count a concept of services that was adopted from a study of needs."""

from liaison_contracts.registry import ConceptAdopted
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.happenings import keep_happening


@on(ConceptAdopted)
async def on_concept_adopted(session: AsyncSession, fact: ConceptAdopted) -> None:
    await keep_happening(session, fact, fact.state.model_dump(mode="json", include={"title", "title_en"}))
