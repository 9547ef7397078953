"""What is so until it is told otherwise, and is never added up over days: population, baseline, money, subscribers.

Kept as a contribution that counts on no day; of each aggregate the last one is read by its id.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID, uuid5

from liaison_contracts.fact import Fact, State
from liaison_contracts.notifications import SubscriptionsChanged
from liaison_contracts.registry import ActivityKind, BaselineState, PopulationState, ProgrammeState
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import NETWORK, Contribution, Telling, contribute

Level = dict[str, int]
TAKEN_PART = frozenset(ActivityKind) - {ActivityKind.EVENTS, ActivityKind.CSOS_REGISTERED}
"""What of the baseline is somebody's taking part."""


async def keep_level(session: AsyncSession, fact: Fact | State, family: str, place: UUID, numbers: Level) -> None:
    await contribute(session, fact, family, place=place, day=None, figures=numbers)


async def keep_baseline(session: AsyncSession, state: BaselineState) -> None:
    """Each month's number by kind: `2021-04/appeals`."""
    numbers = {f"{one.month:%Y-%m}/{one.kind}": one.number for one in state.activity}
    await keep_level(session, state, "baseline", state.id, numbers)


async def keep_population(session: AsyncSession, state: PopulationState) -> None:
    """How many people live in a district, by year."""
    await keep_level(session, state, "population", state.id, {str(one.year): one.people for one in state.years})


async def keep_subscriptions(session: AsyncSession, fact: SubscriptionsChanged) -> None:
    """How many addresses follow a district, as it is told: rounded down to fives, none below five."""
    numbers = {} if fact.state.subscribers is None else {"subscribers": fact.state.subscribers}
    await keep_level(session, fact, "subscriptions", fact.state.id, numbers)


async def keep_funding(session: AsyncSession, state: ProgrammeState) -> None:
    """The commitment's money in kopiykas, as last told: in all, by source, and by office and kind of spending."""
    numbers: Level = {}
    if money := state.funding:
        numbers = {"pledged": money.pledged, "planned": money.planned, "spent": money.spent}
        numbers |= {f"source/{one.kind}": 0 for one in money.sources}
        for source in money.sources:
            numbers[f"source/{source.kind}"] += source.pledged
        for office in money.offices:
            for line in office.lines:
                numbers[f"{office.office_id}/{line.kind}/planned"] = line.planned
                numbers[f"{office.office_id}/{line.kind}/spent"] = line.spent
    await keep_level(session, state, "funding", NETWORK, numbers)


async def levels(
    session: AsyncSession, family: str, of: Iterable[UUID], known: datetime | None = None
) -> dict[UUID, Level]:
    """The levels of these aggregates as last told, or as told until an earlier moment; without any, it is left out.

    Only subscribers have an earlier moment. The others come as states, whose topics keep the newest alone.
    """
    ids = list(of)
    if known is None:
        return (await levels_of(session, [family], ids))[family]
    rows = select(Telling.aggregate_id, Telling.figures).ext(distinct_on(Telling.aggregate_id))
    rows = rows.where(Telling.aggregate_id.in_(ids), Telling.family == family, Telling.recorded_at <= known)
    rows = rows.order_by(Telling.aggregate_id, Telling.sequence.desc())
    return {row[0]: row[1] for row in await session.execute(rows)}


async def levels_of(
    session: AsyncSession, families: Collection[str], of: Iterable[UUID]
) -> dict[str, dict[UUID, Level]]:
    """Those of several families, as last told."""
    ids = {uuid5(one, family) for one in of for family in families}
    rows = select(Contribution.family, Contribution.aggregate_id, Contribution.figures)
    found: dict[str, dict[UUID, Level]] = {family: {} for family in families}
    for family, one, figures in await session.execute(rows.where(Contribution.id.in_(ids))):
        found[family][one] = figures
    return found


def taken_part_before(baseline: Level) -> dict[date, int]:
    """By month, how often residents took part before the office; months without a word of it are left out."""
    months: dict[date, int] = {}
    for name, number in baseline.items():
        month, _, kind = name.partition("/")
        if kind in TAKEN_PART:
            first = date.fromisoformat(f"{month}-01")
            months[first] = months.get(first, 0) + number
    return months
