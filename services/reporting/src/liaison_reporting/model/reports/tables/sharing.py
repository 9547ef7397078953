"""What several reports of one document stand on is found once."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_found: ContextVar[dict[Hashable, Any] | None] = ContextVar("found", default=None)


@contextmanager
def sharing() -> Iterator[None]:
    """Reports made in the block, in one transaction, share what was found for the first of them."""
    token = _found.set({})
    try:
        yield
    finally:
        _found.reset(token)


def shared() -> dict[Hashable, Any]:
    """What was found so far; outside of such a block nothing, and nothing put there stays."""
    found = _found.get()
    return {} if found is None else found
