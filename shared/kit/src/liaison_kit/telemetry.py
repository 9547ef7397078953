"""Who caused what: the correlation and causation that travel from a click to the last fact it leads to."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

import structlog

from liaison_kit.database import new_id


@dataclass(frozen=True)
class Trace:
    """`correlation` is the same for all that one command leads to; `causation` is the fact that led here."""

    correlation: str
    causation: UUID | None = None


_trace: ContextVar[Trace | None] = ContextVar("liaison_trace", default=None)


def current() -> Trace:
    """The running task's trace; a new one where nothing started it."""
    return _trace.get() or Trace(correlation=str(new_id()))


@contextmanager
def tracing(trace: Trace, logged: bool = True) -> Iterator[None]:
    """Everything published in the block, and what is `logged` in it, belongs to this trace."""
    token = _trace.set(trace)
    bound = structlog.contextvars.bind_contextvars(correlation=trace.correlation) if logged else {}
    try:
        yield
    finally:
        structlog.contextvars.reset_contextvars(**bound)
        _trace.reset(token)
