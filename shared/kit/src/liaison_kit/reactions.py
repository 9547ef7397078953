"""Reactions: what a service does when a fact arrives."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar, cast

from liaison_contracts.fact import Fact, State
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

Contract = TypeVar("Contract", bound=Fact | State)
Handler = Callable[[AsyncSession, Contract], Awaitable[None]]
BulkHandler = Callable[[AsyncSession, Sequence[Contract]], Awaitable[None]]

# In one order: a query's rows are made in the order of what it reads from.
_HOLD = text("""
    select pg_advisory_xact_lock(7237, number)
    from (select distinct hashtext(id) as number from unnest(cast(:ids as text[])) as id order by number) as sorted
""")


@dataclass(frozen=True)
class Reaction:
    """A handler and the contract it listens to; calling it runs the handler for one fact, as a test does."""

    contract: type[Fact] | type[State]
    handler: Callable[[AsyncSession, Any], Awaitable[None]]
    in_bulk: bool = False
    holds: str = ""

    @cached_property
    def name(self) -> str:
        return str(getattr(self.handler, "__name__", self.contract.__name__))

    def holding(self, fact: Fact | State | None) -> str | None:
        """The id of what must be held while it reacts to this fact."""
        return str(attrgetter(self.holds)(fact)) if self.holds and fact is not None else None

    async def __call__(self, session: AsyncSession, fact: Fact | State) -> None:
        await hold(session, [self.holding(fact)])
        await self.handler(session, [fact] if self.in_bulk else fact)


async def hold(session: AsyncSession, ids: Sequence[str | None]) -> None:
    """Waits until these are this transaction's alone."""
    wanted = [one for one in ids if one is not None]
    if wanted:
        await session.execute(_HOLD, {"ids": wanted})


def on(contract: type[Contract], *, holds: str = "") -> Callable[[Handler[Contract]], Reaction]:
    """Declares a reaction: `@on(EventHeld) async def on_event_held(session, fact)`.

    The kit decodes the record, opens the transaction, skips a fact applied before, runs the handler, commits, and then
    commits the offset. The handler changes the model and may publish; it never commits.

    `holds`: the fact's field with the id of what reactions to other topics change too ("event_id", "state.id"). It is
    theirs alone from before the handler on, all of a batch at once and in one order, so that nobody waits in a ring.
    """

    def declare(handler: Handler[Contract]) -> Reaction:
        return Reaction(cast("type[Fact] | type[State]", contract), handler, holds=holds)

    return declare


def on_batch(contract: type[Contract]) -> Callable[[BulkHandler[Contract]], Reaction]:
    """The same for all facts of a batch at once, each new one a single time, in order: for projections in bulk.

    If the handler raises, the batch is halved until the fact at fault is alone. What it publishes belongs to no cause.
    """

    def declare(handler: BulkHandler[Contract]) -> Reaction:
        return Reaction(cast("type[Fact] | type[State]", contract), handler, in_bulk=True)

    return declare
