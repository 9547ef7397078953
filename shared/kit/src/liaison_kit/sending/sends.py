"""Sends: what a batch on its way to Kafka tells a trace: one span for all its records that have the same cause."""

from collections import Counter
from typing import TypeAlias

from liaison_contracts.envelope import CONTENT_TYPE

from liaison_kit import clock
from liaison_kit.traces import spans
from liaison_kit.traces.spans import TRACEPARENT, Cause, Kind, Span

Headers: TypeAlias = list[tuple[str, bytes]]
HEADERS: Headers = [("content-type", CONTENT_TYPE.encode())]


class Sends:
    """Of one topic; use it as a context. What of it no record was taken for, is not told of."""

    def __init__(self, topic: str, shard: int) -> None:
        self.told_of = spans.collected()
        self._topic, self._shard = topic, shard
        self._begun: dict[str, tuple[Span, Headers]] = {}
        self._taken: Counter[int] = Counter()

    def __enter__(self) -> "Sends":
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        for span, headers in self._begun.values():
            if count := self._taken[id(headers)]:
                span.tell({"messaging.batch.message_count": count})
                if error is not None:
                    span.fail(error)
                span.end()

    def headers(self, payload: bytes) -> Headers:
        """Of its record: whoever reacts to that goes on from the span that sent it."""
        cause = spans.told_in(payload)
        if cause is None or not cause.endswith("01"):
            return HEADERS
        if cause not in self._begun:
            # However long it waited in the outbox: to see that is what the trace is for.
            span = spans.begun(f"send {self._topic}", Kind.PRODUCER, self._known, Cause(cause, clock.real_now()))
            self._begun[cause] = span, [*HEADERS, (TRACEPARENT, (span.traceparent or "").encode())]
        return self._begun[cause][1]

    def take(self, headers: Headers) -> None:
        """A record with these has its place in the batch."""
        self._taken[id(headers)] += 1

    @property
    def _known(self) -> dict[str, str | int]:
        return {
            "messaging.system": "kafka",
            "messaging.operation.type": "send",
            "messaging.operation.name": "send",
            "messaging.destination.name": self._topic,
            "messaging.destination.partition.id": str(self._shard),
        }
