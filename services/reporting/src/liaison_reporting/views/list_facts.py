"""List the facts behind a number of the scorecard: what counts, since when that is known, and what was corrected."""

from datetime import date, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_reporting.model.projections import newest_fact_at
from liaison_reporting.model.reports.report import Asked, Named
from liaison_reporting.model.scorecard.facts import facts_behind, wanted
from liaison_reporting.model.scorecard.scorecard import chosen_programme
from liaison_reporting.model.scorecard.tellings import FactLine

router = web.router(ANYBODY)


class AskedOf(Asked):
    """Fifty facts are a page."""

    page: int = Field(1, ge=1, le=10_000)


class Facts(BaseModel):
    """The facts of one page, the newest day first; `query`: what was asked for, as in an address, but for the page."""

    figure: str
    as_of: date
    known: date | None
    programme: str | None
    office: Named | None
    facts: list[FactLine]
    number: int
    pages: int
    query: str
    current_to: datetime | None


@router.get("/results/facts/{figure}", dependencies=[counted_as(Kind.EXPORT, where="known")])
async def list_facts(session: Session, figure: str, asked: Annotated[AskedOf, Query()]) -> Facts:
    today = clock.today()
    programme = await chosen_programme(session, asked.programme)
    about = await wanted(session, figure, asked, programme, today)
    pages, facts = await facts_behind(session, about, asked.page)
    office = about.office
    told = {"programme": asked.programme, "office": asked.office, "as_of": asked.as_of, "known": asked.known}
    return Facts(
        figure=figure,
        as_of=min(asked.as_of or today, today),
        known=asked.known,
        programme=asked.programme,
        office=Named(name=office.name, name_en=office.name_en) if office else None,
        facts=facts,
        number=asked.page,
        pages=pages,
        query=urlencode({name: value for name, value in told.items() if value}),
        current_to=await newest_fact_at(session),
    )
