"""Spans: what a trace is made of, for whoever collects them (docs/traces.md).

Where nobody does, nothing is imported for it, and each call is a look at one variable; `traces/otlp.py` is what then
stands behind it. What a span tells are names and ids: never an address, what somebody typed, or an error's text.
"""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

Attributes = Mapping[str, str | int]
TRACEPARENT = "traceparent"
"""Of W3C Trace Context, in an envelope (CloudEvents: Distributed Tracing) and as a header of a Kafka record."""
# Ours stands before `data`, in which it could be anybody's.
_TOLD = re.compile(rb'"traceparent":"(00-[0-9a-f]{32}-[0-9a-f]{16}-0[01])"')
_HEADING = 1500


class Kind(Enum):
    """As OpenTelemetry tells them apart."""

    INTERNAL = 0
    SERVER = 1
    CLIENT = 2
    PRODUCER = 3
    CONSUMER = 4


@dataclass(frozen=True, slots=True)
class Cause:
    """What led to a span, and when: soon after it belongs to the same trace, later it begins one that is linked to it.

    What others ask for begins one, too, or they would decide how much is collected here.
    """

    traceparent: str | None
    at: datetime
    ours: bool = True


class Span(Protocol):
    """A piece of work with a beginning and an end."""

    @property
    def traceparent(self) -> str | None:
        """What goes on from here has this as its cause; None if nobody collects."""

    def tell(self, attributes: Attributes, name: str | None = None) -> None:
        """Adds to what is known of it; `name` is what it is called from here on."""

    def note(self, moment: str) -> None:
        """Something happened in it just now."""

    def fail(self, error: BaseException | str) -> None:
        """What kind of error it came to: a class, a status or a reason, and nothing of its text."""

    def end(self) -> None:
        """Only of those that `begun` has made."""


class Tracer(Protocol):
    """What stands behind the functions below while somebody collects."""

    def root(self, name: str, kind: Kind, attributes: Attributes) -> AbstractContextManager[Span]: ...

    def part(self, name: str, attributes: Attributes) -> AbstractContextManager[Span]: ...

    def caused(self, name: str, kind: Kind, attributes: Attributes, cause: Cause) -> AbstractContextManager[Span]: ...

    def begun(self, name: str, kind: Kind, attributes: Attributes, cause: Cause) -> Span: ...

    def occasion(self, name: str) -> AbstractContextManager[None]: ...

    def current(self) -> Span: ...

    def origin(self) -> str | None: ...


class _Nothing:
    """The span that nobody collects, and what makes it."""

    traceparent: str | None = None

    def __enter__(self) -> "_Nothing":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def tell(self, attributes: Attributes, name: str | None = None) -> None: ...

    def note(self, moment: str) -> None: ...

    def fail(self, error: BaseException | str) -> None: ...

    def end(self) -> None: ...


NOTHING: Any = _Nothing()
_tracer: Tracer | None = None


def use(tracer: Tracer | None) -> None:
    """From here on this process's spans go there; None: nowhere."""
    global _tracer
    _tracer = tracer


def collected() -> bool:
    """Whether it is of use to find out what a span would tell."""
    return _tracer is not None


def root(name: str, kind: Kind, attributes: Attributes) -> AbstractContextManager[Span]:
    """The first of a trace; whether that is collected is decided here, once for all that it leads to."""
    return NOTHING if _tracer is None else _tracer.root(name, kind, attributes)


def part(name: str, attributes: Attributes) -> AbstractContextManager[Span]:
    """A part of what is going on; nothing if that is not collected."""
    return NOTHING if _tracer is None else _tracer.part(name, attributes)


def caused(name: str, kind: Kind, attributes: Attributes, cause: Cause) -> AbstractContextManager[Span]:
    """What a cause from elsewhere, or from earlier, has led to."""
    return NOTHING if _tracer is None else _tracer.caused(name, kind, attributes, cause)


def begun(name: str, kind: Kind, attributes: Attributes, cause: Cause) -> Span:
    """The same where many run at once: `end()` ends it; without that it is never told of."""
    return NOTHING if _tracer is None else _tracer.begun(name, kind, attributes, cause)


def occasion(name: str) -> AbstractContextManager[None]:
    """Work that is a trace only if it tells the world something: then it began when the block did."""
    return NOTHING if _tracer is None else _tracer.occasion(name)


def current() -> Span:
    """What is going on here."""
    return NOTHING if _tracer is None else _tracer.current()


def origin() -> str | None:
    """What a fact that is told here has as its cause; an occasion becomes a trace by being asked."""
    return None if _tracer is None else _tracer.origin()


def told_in(payload: bytes) -> str | None:
    """The traceparent in a record of ours; it ends in 01 where its trace is collected."""
    found = _TOLD.search(payload, 0, _HEADING)
    return found[1].decode() if found else None
