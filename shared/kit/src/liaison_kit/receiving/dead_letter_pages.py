"""Dead letters as pages: an administrator looks through them, and decides without a command line."""

from typing import Annotated

from fastapi import Query
from pydantic import ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import web
from liaison_kit.receiving import dead_letters
from liaison_kit.receiving.dead_letters import ADMINISTRATORS, DeadLetters, Wanted
from liaison_kit.receiving.letters import Standing
from liaison_kit.tables import OutboxRow, ParkedRow
from liaison_kit.web import Session

router = web.router(ADMINISTRATORS)
ROUTERS = (router, dead_letters.record_router, dead_letters.decision_router)

Decided = Annotated[str | None, Field(pattern=r"^(in|out)-\d{1,18}$")]


class Asked(Wanted):
    """The same filter in a browser's address, which also has a language, and says what was decided just now."""

    model_config = ConfigDict(extra="ignore")

    retried: Decided = None
    dropped: Decided = None


class Listed(DeadLetters):
    """A page with its filter; `counts` are of all records, whatever is asked for."""

    wanted: Asked
    counts: dict[Standing, int]


@router.get("/dead-letters")
async def list_dead_letters(session: Session, wanted: Annotated[Asked, Query()]) -> Listed:
    found = await dead_letters.list_dead_letters(session, wanted)
    return Listed(items=found.items, next=found.next, wanted=wanted, counts=await _counts(session))


async def _counts(session: AsyncSession) -> dict[Standing, int]:
    refused = select(func.count(OutboxRow.refused)).scalar_subquery()
    # count() leaves out what is null.
    dropped, parked = func.count(ParkedRow.dropped_at), func.count()
    row = (await session.execute(select(dropped, parked - dropped + refused).select_from(ParkedRow))).one()
    return {Standing.DROPPED: row[0], Standing.WAITING: row[1]}
