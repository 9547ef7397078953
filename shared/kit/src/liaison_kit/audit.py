"""The audit trail: who did what to what. Each entry is chained to the one before it, so that a change shows.

An entry is written in the transaction of what it tells of. The chain needs one writer at a time: the lock is taken last
before the commit, so that commands wait for each other's commit and not for each other's work.
"""

from uuid import UUID

from fastapi import Request
from fastapi.routing import APIRoute
from liaison_contracts.audit import BEFORE_THE_FIRST, AuditEntry
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import clock
from liaison_kit.tables import AuditRow

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(7237105)")
_HEAD = select(AuditRow.number, AuditRow.hash).order_by(AuditRow.number.desc()).limit(1)


def done_by(request: Request, account: UUID) -> None:
    """For a slice in which somebody shows who they are: its entry is this account's, whoever the browser was before."""
    request.state.done_by = account


async def record_request(
    session: AsyncSession, request: Request, route: APIRoute, account: UUID | None, *, open_to_anybody: bool
) -> None:
    """Adds what an account has asked of a route; a request of nobody's is not recorded."""
    who: UUID | None = getattr(request.state, "done_by", account)
    if who is not None:
        about, fields = _ids(request, route, open_to_anybody), await _fields(request, route)
        await record(session, who, route.endpoint.__name__, about, fields)


def _ids(request: Request, route: APIRoute, open_to_anybody: bool) -> dict[str, str]:
    """What stands in the address. Where anybody is let in, a text may be a personal link's secret: it stays out."""
    types = {field.name: field.field_info.annotation for field in route.dependant.path_params}
    named = {name for name, kind in types.items() if kind in {UUID, int} or not open_to_anybody}
    return {name: value for name, value in request.path_params.items() if name in named}


async def _fields(request: Request, route: APIRoute) -> list[str]:
    """Names of what was sent, only those that the slice declares: any other could be a value in disguise."""
    kinds = [field.field_info.annotation for field in route.dependant.body_params]
    declared = {name for kind in kinds for name in getattr(kind, "model_fields", ())}
    if not declared:
        return []
    sent = await request.json()
    return sorted(declared & set(sent)) if isinstance(sent, dict) else []


async def record(session: AsyncSession, account: UUID, action: str, about: dict[str, str], fields: list[str]) -> None:
    """Adds an entry; the transaction must have nothing left to do but to commit."""
    # Writes that wait for locks of their own do so now, while this holds up nobody.
    await session.flush()
    await session.execute(_ONE_AT_A_TIME)
    # A statement of its own: it must see what the holder before has committed.
    head = (await session.execute(_HEAD)).one_or_none()
    number, previous = (head.number + 1, head.hash) if head else (1, BEFORE_THE_FIRST)
    # The wall clock, also where a played year sets the house's: an entry says when it was really done.
    entry = AuditEntry(
        number=number, at=clock.real_now(), account=account, action=action, object=about, fields=sorted(fields)
    )
    await session.execute(insert(AuditRow).values(**entry.model_dump(), hash=entry.hash_after(previous)))
