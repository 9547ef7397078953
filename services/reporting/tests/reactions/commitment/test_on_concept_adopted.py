"""A concept of services was adopted."""

from datetime import date

from liaison_contracts.registry import ConceptAdopted, NeedsStudyState
from liaison_kit.database import new_id
from liaison_reporting.model.happenings import Happening
from liaison_reporting.reactions.commitment.on_concept_adopted import on_concept_adopted
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_the_adoption_is_kept_once_with_the_studys_title(session: AsyncSession) -> None:
    days = {"opens_on": date(2022, 1, 10), "closes_on": date(2022, 3, 10), "published_on": None}
    about = {"slug": "needs", "title": "Потреби", "title_en": "Needs", "district_ids": [], "results": []}
    fact = ConceptAdopted(occurred_on=date(2022, 6, 24), state=NeedsStudyState(id=new_id(), version=3, **about, **days))
    for _ in range(2):
        await on_concept_adopted(session, fact)
    [kept] = await session.scalars(select(Happening))
    assert (kept.occurred_on, kept.said) == (date(2022, 6, 24), {"title": "Потреби", "title_en": "Needs"})
