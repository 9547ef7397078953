"""Lock results: a coordinator approves a month, a quarter or a year as it stands; late facts are the next version's."""

from typing import Annotated

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, outbox, web
from liaison_kit.formats.written import LeftEmpty
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_reporting.model.periods.locked import ONE_AT_A_TIME, approved, lock_of, note_lock, versions
from liaison_reporting.model.periods.period import LockedMeanwhile, NothingCameSince, PeriodIsNotOver, days_of

router = web.router(for_the_network(Role.COORDINATOR))


class Period(BaseModel):
    """`version`: which one it will be, so that nobody locks what they have not seen; left out, the next one."""

    period: str = Field(max_length=7, description="2026-05, 2026-Q2 or 2026.")
    version: Annotated[Annotated[int, Field(ge=1)] | None, LeftEmpty] = None


class Locked(BaseModel):
    """The lock."""

    period: str
    version: int


@router.post("/results/periods", status_code=201)
async def lock_results(session: Session, asked: Period, response: Response) -> Locked:
    _, last = days_of(asked.period)
    if clock.today() <= last:
        raise PeriodIsNotOver(day=f"{last:%d.%m.%Y}")
    await session.execute(ONE_AT_A_TIME)
    newest = await session.scalar(versions(asked.period).limit(1))
    version = newest.number + 1 if newest else 1
    if asked.version not in {None, version}:
        raise LockedMeanwhile
    fact = await lock_of(session, asked.period, version, clock.now(), clock.today())
    told = fact.model_dump(mode="json", include={"places", "included"})
    if newest and (approved(told["places"]), told["included"]) == (approved(newest.places), newest.included):
        raise NothingCameSince
    await note_lock(session, fact)
    outbox.publish(session, fact)
    response.headers["Location"] = f"/results/periods/{asked.period}"
    return Locked(period=asked.period, version=version)
