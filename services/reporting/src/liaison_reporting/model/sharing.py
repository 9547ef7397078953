"""What several parts of one answer stand on is found once."""

from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Found = TypeVar("Found")

_found: ContextVar[dict[Hashable, Any] | None] = ContextVar("found", default=None)


@contextmanager
def sharing() -> Iterator[None]:
    """What is made in the block, in one transaction, shares what was found for the first part of it; a block within
    another one shares with that."""
    outer = _found.get()
    token = _found.set({} if outer is None else outer)
    try:
        yield
    finally:
        _found.reset(token)


def shared() -> dict[Hashable, Any]:
    """What was found so far; outside of such a block nothing, and nothing put there stays."""
    found = _found.get()
    return {} if found is None else found


async def once(name: Hashable, find: Callable[[], Awaitable[Found]]) -> Found:
    """What is shared under this name, found now if nobody has asked for it."""
    there = shared()
    if name not in there:
        there[name] = await find()
    found: Found = there[name]
    return found
