"""Reactions: what a service does when a fact arrives."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from liaison_contracts.fact import Fact, State
from sqlalchemy.ext.asyncio import AsyncSession

Contract = TypeVar("Contract", bound=Fact | State)
Handler = Callable[[AsyncSession, Contract], Awaitable[None]]


@dataclass(frozen=True)
class Reaction:
    """A handler and the contract it listens to; calling it runs the handler, as a test does."""

    contract: type[Fact] | type[State]
    handler: Handler[Any]

    @property
    def name(self) -> str:
        return str(getattr(self.handler, "__name__", self.contract.__name__))

    async def __call__(self, session: AsyncSession, fact: Fact | State) -> None:
        await self.handler(session, fact)


def on(contract: type[Contract]) -> Callable[[Handler[Contract]], Reaction]:
    """Declares a reaction: `@on(EventHeld) async def on_event_held(session, fact)`.

    The kit decodes the record, opens the transaction, skips a fact applied before, runs the handler, commits, and then
    commits the offset. The handler changes the model and may publish; it never commits.
    """

    def declare(handler: Handler[Contract]) -> Reaction:
        return Reaction(cast("type[Fact] | type[State]", contract), handler)

    return declare
