"""The scorecard of a commitment on a day, as it is known today or was known on another day."""

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from liaison_contracts.registry import Institution
from liaison_kit import clock
from liaison_kit.errors import NotFound
from pydantic import BaseModel
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import figures
from liaison_reporting.model.figures import Figure
from liaison_reporting.model.network import ProgrammeCopy, places, programmes
from liaison_reporting.model.projections import newest_fact_at
from liaison_reporting.model.reports.report import Asked
from liaison_reporting.model.scorecard.commitment import Commitment, MilestoneLine, commitment_on
from liaison_reporting.model.scorecard.offices import OfficeLine, office_lines
from liaison_reporting.model.scorecard.results import Result, covered, results_on
from liaison_reporting.model.sharing import sharing


class Programme(BaseModel):
    """The commitment the numbers belong to."""

    id: UUID
    code: str
    title: str
    title_en: str
    hromada_name: str
    hromada_name_en: str
    starts_on: date
    ends_on: date
    institutions: list[Institution]


class Scorecard(BaseModel):
    """`programme` is None until the network was imported; `current_to` is when the newest fact was recorded, UTC.

    `known`: only what had been recorded by the end of this day; None: all that is known. `programmes`: every commitment
    there is, the newest first. `ended`: the commitment was over on the day. `query`: what was asked, as in an address.
    """

    as_of: date
    known: date | None
    programme: Programme | None
    programmes: list[Programme]
    ended: bool
    offices_opened: Figure
    districts_covered: Figure
    csos_created: Figure
    csos_without_help: int
    results: list[Result]
    offices: list[OfficeLine]
    milestones: list[MilestoneLine]
    query: str
    current_to: datetime | None

    def result(self, key: str) -> Result:
        return next((one for one in self.results if one.key == key), Result(key=key, now=0, goal=None, by=None))


async def make_scorecard(session: AsyncSession, asked: Asked) -> Scorecard:
    """Of the commitment that is asked for, or the current one; NotFound if there is none of this code."""
    with sharing():
        return await _made(session, asked, clock.today())


async def _made(session: AsyncSession, asked: Asked, today: date) -> Scorecard:
    day = min(asked.as_of or today, today)
    there = await programmes(session)
    programme = _chosen(there, asked.programme)
    scorecard = await _of(session, programme, day, asked.known_until, today)
    scorecard.known = asked.known
    told = {"as_of": asked.as_of, "known": asked.known, "programme": asked.programme}
    scorecard.query = urlencode({name: value for name, value in told.items() if value})
    newest = sorted(there, key=lambda one: one.starts_on, reverse=True)
    scorecard.programmes = [Programme.model_validate(one, from_attributes=True) for one in newest]
    if asked.known_until:
        now = await _of(session, programme, day, None, today)
        for result in scorecard.results:
            known_now = now.result(result.key).now
            result.known_now = known_now if known_now != result.now else None
    return scorecard


async def chosen_programme(session: AsyncSession, code: str | None) -> ProgrammeCopy | None:
    """The commitment with this code, NotFound if there is none; without a code the current one, if any is known."""
    return _chosen(await programmes(session), code)


def _chosen(there: Sequence[ProgrammeCopy], code: str | None) -> ProgrammeCopy | None:
    if code is None:
        return there[0] if there else None
    found = next((one for one in there if one.code == code), None)
    if found is None:
        raise NotFound
    return found


async def _of(
    session: AsyncSession, programme: ProgrammeCopy | None, day: date, known: datetime | None, today: date
) -> Scorecard:
    commitment = await commitment_on(session, programme, day, known, today) if programme else None
    districts, _ = await places(session)
    offices = await office_lines(session, commitment, day, known, districts)
    results: list[Result] = []
    if commitment:
        results = await results_on(session, commitment, offices, districts, day, known, is_today=day == today)
    covering, there = covered(offices, districts.values(), day)
    scorecard = Scorecard(
        as_of=day,
        known=None,
        programme=Programme.model_validate(programme, from_attributes=True) if programme else None,
        programmes=[],
        ended=programme is not None and day > programme.ends_on,
        offices_opened=Figure(now=0, goal=None),
        districts_covered=Figure(now=covering, goal=_goal(commitment, "districts_covered") or there or None),
        csos_created=Figure(now=0, goal=None),
        csos_without_help=await _without_help(session, programme, day, known),
        results=results,
        offices=offices,
        milestones=commitment.milestones if commitment else [],
        query="",
        current_to=await newest_fact_at(session),
    )
    for key in ("offices_opened", "csos_created"):
        result = scorecard.result(key)
        setattr(scorecard, key, Figure(now=result.now or 0, goal=result.goal))
    if commitment is None:
        scorecard.offices_opened.now = len(offices)
    return scorecard


def _goal(commitment: Commitment | None, key: str) -> int | None:
    return commitment.goal(key) if commitment else None


async def _without_help(
    session: AsyncSession, programme: ProgrammeCopy | None, day: date, known: datetime | None
) -> int:
    found = figures(known, "organisations")
    wanted: list[ColumnElement[bool]] = [found.c.name == "organisations/without_help", found.c.day <= day]
    if programme:
        wanted.append(found.c.day >= programme.starts_on)
    return int(await session.scalar(select(func.coalesce(func.sum(found.c.number), 0)).where(*wanted)) or 0)
