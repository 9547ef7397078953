"""The facts behind a number: each with its type, its day and when it was recorded; nothing of a person.

What was corrected stays visible: what was told before, and what counts no more.
"""

from datetime import date, timedelta
from uuid import UUID

from liaison_kit.errors import NotFound
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.figures import end_of_first_year
from liaison_reporting.model.happenings import (
    ADOPTED,
    CONCEPT,
    MILESTONE,
    SITE_CHOSEN,
    TRAINED,
    Happening,
    in_their_order,
)
from liaison_reporting.model.network import OfficeCopy, ProgrammeCopy, places
from liaison_reporting.model.reports.report import Asked
from liaison_reporting.model.scorecard.offices import STATUSES, opened_offices
from liaison_reporting.model.scorecard.tellings import ON_A_PAGE, SUMS, FactLine, Wanted, contributions, pages

OPENED = "OfficeOpened"
LIVES = {
    "offices_opened": (OPENED,),
    "places_chosen": (SITE_CHOSEN,),
    "concept_adopted": (CONCEPT,),
    "staff_trained": (TRAINED,),
    "milestones": (ADOPTED, MILESTONE),
    "districts_covered": tuple(STATUSES),
}
"""What is told by facts of which the first about each subject counts; of milestones and lives of offices all."""
ALL_COUNT = {"milestones", "districts_covered"}


async def wanted(
    session: AsyncSession, figure: str, asked: Asked, programme: ProgrammeCopy | None, today: date
) -> Wanted:
    """NotFound for a number without facts to show, and for an office that is not there.

    Without an office, `events_in_first_year` are all events since the commitment began.
    """
    if figure not in LIVES and figure not in SUMS:
        raise NotFound
    office = await session.scalar(select(OfficeCopy).where(OfficeCopy.slug == asked.office)) if asked.office else None
    if asked.office and office is None:
        raise NotFound
    last = min(asked.as_of or today, today)
    first = programme.starts_on if programme else date.min
    if figure == "events_in_first_year" and office:
        opened = await opened_offices(session, last, asked.known_until)
        first = next((one.opened_on for one in opened if one.office.id == office.id), date.max)
        last = min(last, end_of_first_year(first) - timedelta(days=1)) if first < date.max else last
    return Wanted(figure, first, last, asked.known_until, programme, office)


async def facts_behind(session: AsyncSession, about: Wanted, page: int) -> tuple[int, list[FactLine]]:
    """How many pages there are, and the facts of one of them, the newest day first."""
    if about.figure in LIVES:
        lines = await _lives(session, about)
        return pages(len(lines)), lines[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return await contributions(session, about, page)


async def _lives(session: AsyncSession, about: Wanted) -> list[FactLine]:
    conditions = [Happening.occurred_on <= about.last]
    if about.figure == "milestones":
        conditions.append(Happening.subject_id == (about.programme.id if about.programme else None))
    else:
        conditions.append(Happening.occurred_on >= about.first)
    if about.office:
        conditions.append(Happening.subject_id == about.office.id)
    found = await in_their_order(session, LIVES[about.figure], about.known, *conditions)
    _, offices = await places(session)
    found.sort(key=lambda one: (one.occurred_on, one.recorded_at))
    seen: set[UUID] = set()
    lines = []
    for one in found:
        counts = about.figure in ALL_COUNT or one.subject_id not in seen
        seen.add(one.subject_id)
        lines.append(_of_happening(one, offices.get(one.subject_id) or about.programme, counts))
    return lines[::-1]


def _of_happening(one: Happening, of: OfficeCopy | ProgrammeCopy | None, counts: bool) -> FactLine:
    title, title_en, link = one.said.get("title"), one.said.get("title_en"), None
    if isinstance(of, OfficeCopy):
        title, title_en, link = of.name, of.name_en, f"/results/offices/{of.slug}"
    elif one.type == MILESTONE:
        [milestone] = one.said["milestones"]
        title, title_en, link = milestone["title"], milestone["title_en"], "/programme"
    elif of and one.type == ADOPTED:
        title, title_en, link = of.title, of.title_en, "/programme"
    return FactLine(
        type=one.type,
        occurred_on=one.occurred_on,
        recorded_at=one.recorded_at,
        sequence=one.sequence,
        title=title,
        title_en=title_en,
        link=link,
        number=1,
        counts=counts,
    )
