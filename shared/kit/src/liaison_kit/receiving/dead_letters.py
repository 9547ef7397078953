"""Dead letters: staff see what this service could not apply or send, and why, and have it tried again or drop it."""

from collections.abc import Iterator, Sequence
from typing import Annotated, TypeAlias

from fastapi import Path, Query, Request, Response
from liaison_contracts.catalog import topic_of
from liaison_contracts.identity import Role
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.receiving import decisions, letters
from liaison_kit.receiving.letters import DeadLetter, Standing, Whole
from liaison_kit.tables import OutboxRow, ParkedRow
from liaison_kit.web import Session

ADMINISTRATORS = only(Role.ADMINISTRATOR)
router = web.router(ADMINISTRATORS)
record_router = web.router(ADMINISTRATORS, personal=True)
"""Anybody who reaches the broker can have written a record: what it says may be about people."""
decision_router = web.router(ADMINISTRATORS)
ROUTERS = (router, record_router, decision_router)

LetterId: TypeAlias = Annotated[str, Path(pattern=r"^(in|out)-\d{1,18}$")]
Text: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]


class Wanted(BaseModel):
    """Which dead letters: `key` is an aggregate's id, `after` is the `next` of the page before."""

    model_config = ConfigDict(extra="forbid")

    state: Standing = Standing.WAITING
    topic: Text | None = Field(None, max_length=249)
    key: Text | None = Field(None, max_length=1000)
    after: str = Field("parked-0", pattern=r"^(parked|outbox)-\d{1,18}$")
    limit: int = Field(50, ge=1, le=500)


class DeadLetters(BaseModel):
    """A page; `next` is null on the last one."""

    items: list[DeadLetter]
    next: str | None


class Dropping(BaseModel):
    """Why nobody needs this record; kept with it."""

    reason: Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


@router.get("/dead-letters")
async def list_dead_letters(session: Session, wanted: Annotated[Wanted, Query()]) -> DeadLetters:
    """Incoming ones in the order in which they were parked, then outgoing ones in the order of the outbox."""
    table, _, number = wanted.after.partition("-")
    most = wanted.limit + 1
    found: list[tuple[str, DeadLetter]] = []
    if table == "parked":
        is_dropped = ParkedRow.dropped_at.is_not(None)
        states = is_dropped if wanted.state is Standing.DROPPED else ~is_dropped
        parked = select(ParkedRow).where(ParkedRow.id > int(number), states, *_filters(ParkedRow, wanted))
        rows = (await session.scalars(parked.order_by(ParkedRow.id).limit(most))).all()
        shown = await _incoming(session, rows)
        found = [(f"parked-{row.id}", letter) for row, letter in zip(rows, shown, strict=True)]
        number = "0"
    if wanted.state is Standing.WAITING and len(found) < most:
        refused = select(OutboxRow).where(OutboxRow.id > int(number), OutboxRow.refused.is_not(None))
        refused = refused.where(*_filters(OutboxRow, wanted)).order_by(OutboxRow.id).limit(most - len(found))
        found += [(f"outbox-{row.id}", letters.outgoing(row)) for row in await session.scalars(refused)]
    page, more = found[: wanted.limit], len(found) > wanted.limit
    return DeadLetters(items=[letter for _, letter in page], next=page[-1][0] if more else None)


@router.get("/dead-letters/{letter_id}/standing")
async def show_dead_letter_standing(session: Session, letter_id: LetterId) -> DeadLetter:
    """One record without what it says: for whoever asks again and again what became of it."""
    letter, _ = await _found(session, letter_id)
    return letter


@record_router.get("/dead-letters/{letter_id}")
async def show_dead_letter(session: Session, letter_id: LetterId) -> Whole:
    """One record with its value and headers, byte for byte."""
    letter, row = await _found(session, letter_id)
    return letters.whole(letter, row, await _later(session, row) if letter.state is Standing.WAITING else 0)


@decision_router.post("/dead-letters/{letter_id}/retry", status_code=204)
async def retry_dead_letter(request: Request, session: Session, letter_id: LetterId, response: Response) -> None:
    """Has it tried at once: by the consumer, within a second, or by the relay."""
    direction, _, number = letter_id.partition("-")
    await (decisions.retry_parked if direction == "in" else decisions.retry_refused)(session, int(number))
    response.headers["Location"] = f"/dead-letters/{request.app.state.service}?retried={letter_id}"


@decision_router.post("/dead-letters/{letter_id}/drop", status_code=204)
async def drop_dead_letter(
    request: Request, session: Session, letter_id: LetterId, dropping: Dropping, response: Response
) -> None:
    """Gives it up, so that the next record of its key goes on."""
    response.headers["Location"] = f"/dead-letters/{request.app.state.service}?dropped={letter_id}"
    direction, _, number = letter_id.partition("-")
    if direction == "out":
        await decisions.drop_refused(session, int(number), dropping.reason)
        return
    prefix = request.app.state.settings.topic_prefix
    listening = [(prefix + topic_of(one.contract).name, one.name) for one in request.app.state.reactions]
    await decisions.drop_parked(session, int(number), dropping.reason, listening)


def _filters(table: type[ParkedRow | OutboxRow], wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.topic:
        yield table.topic == wanted.topic
    if wanted.key:
        yield table.key == (wanted.key.encode() if table is ParkedRow else wanted.key)


async def _found(session: AsyncSession, letter_id: str) -> tuple[DeadLetter, ParkedRow | OutboxRow]:
    direction, _, digits = letter_id.partition("-")
    number = int(digits)
    if direction == "out" and (row := await session.get(OutboxRow, number)):
        return letters.outgoing(row), row
    parked = await session.scalar(select(ParkedRow).where(decisions.is_called(direction, number)))
    if parked is None:
        raise decisions.NoSuchLetter
    [letter] = await _incoming(session, [parked])
    return letter, parked


async def _later(session: AsyncSession, row: ParkedRow | OutboxRow) -> int:
    """How many later records wait under its key; one without a key holds up nobody."""
    table = type(row)
    later = select(func.count(table.id)).where(table.key == row.key, table.key.is_not(None), table.id > row.id)
    if isinstance(row, ParkedRow):
        later = later.where(ParkedRow.dropped_at.is_(None))
    return (await session.scalars(later)).one()


async def _incoming(session: AsyncSession, rows: Sequence[ParkedRow]) -> list[DeadLetter]:
    keys = {row.key for row in rows if row.key is not None}
    heads = select(ParkedRow.key, func.min(ParkedRow.id).label("id")).group_by(ParkedRow.key)
    first = heads.where(ParkedRow.key.in_(keys), ParkedRow.dropped_at.is_(None)).subquery()
    found = await session.scalars(select(ParkedRow).join(first, ParkedRow.id == first.c.id))
    head_of = {head.key: head for head in found}
    now = (await session.scalars(select(func.now()))).one()
    # One without a key, one dropped, or one released between the two queries waits behind nobody.
    return [letters.incoming(row, head_of.get(row.key, row), now) for row in rows]
