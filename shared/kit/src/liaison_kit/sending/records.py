"""Records: what comes from Kafka, read as one of our facts or found not to be one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, TypeAlias
from uuid import UUID

from aiokafka import ConsumerRecord
from liaison_contracts.catalog import CATALOG, OTHERS, topic_of
from liaison_contracts.fact import Fact, State
from pydantic import BaseModel, Field, ValidationError, create_model

from liaison_kit.reactions import Reaction
from liaison_kit.traces.spans import TRACEPARENT, Cause

Record: TypeAlias = "ConsumerRecord[bytes | None, bytes | None]"


NOBODY = UUID(int=0)
UUID7 = 7
LAST = 253_402_300_799_000
"""The end of the year 9999 in milliseconds: beyond it Python knows no dates."""


class Undecodable(Exception):
    """The record is not one of our facts."""


class _Heading(BaseModel):
    """What of an envelope decides here; the rest is for people and for other systems."""

    specversion: Literal["1.0"]
    id: UUID
    type: str
    subject: str
    sequence: str = Field(pattern=r"^\d{20}$")
    epoch: int = Field(ge=1)
    correlationid: str
    dataclassification: Any = None
    traceparent: Any = None
    data: Any


@dataclass(slots=True)
class Arrival:
    """A record and what it says: a fact under its heading, or the reason why it cannot be applied.

    `version` is epoch and sequence: what is newer of one aggregate on one topic.
    """

    record: Record
    reaction: Reaction
    reason: str | None = None
    fact: Fact | State | None = None
    fact_id: UUID = NOBODY
    place: tuple[str, str] = ("", "")
    version: tuple[int, int] = (0, 0)
    correlation: str = ""
    classification: Any = None
    """As it says; None where it says none."""
    traceparent: Any = None
    """Likewise: of whoever told it."""

    @property
    def cause(self) -> Cause:
        """What has led here: the relay that sent it, or else whoever told it."""
        sent = next((value for name, value in self.record.headers if name == TRACEPARENT and value), b"")
        told = self.traceparent if isinstance(self.traceparent, str) else None
        ours = topic_of(self.reaction.contract).publisher != OTHERS
        return Cause(sent.decode("ascii", "replace") or told, self.recorded_at, ours)

    @property
    def is_tombstone(self) -> bool:
        """The publisher says that the aggregate is gone; no projection of ours forgets by that."""
        return self.record.value is None and issubclass(self.reaction.contract, State)

    @property
    def key(self) -> bytes | None:
        """Behind what later records wait where this one is parked. What other systems tell holds up nobody's facts:
        their keys are of their choosing, and could be those of our events."""
        return None if topic_of(self.reaction.contract).publisher == OTHERS else self.record.key

    @property
    def recorded_at(self) -> datetime:
        """By the publisher's clock: a UUIDv7 begins with Unix milliseconds (RFC 9562). Others' may be of any kind."""
        milliseconds = self.fact_id.int >> 80 if self.fact_id.version == UUID7 else self.record.timestamp
        return datetime.fromtimestamp(min(max(milliseconds, 0), LAST) / 1000, UTC)


def arrive(record: Record, reaction: Reaction) -> Arrival:
    """Reads a record; what is wrong with it becomes the arrival's reason."""
    if record.value is None and issubclass(reaction.contract, State):
        return Arrival(record, reaction)
    try:
        heading = _decode(record.value or b"", reaction.contract)
    except Undecodable as error:
        return Arrival(record, reaction, str(error))
    place, version = (record.topic, heading.subject), (heading.epoch, int(heading.sequence))
    said = (heading.correlationid, heading.dataclassification, heading.traceparent)
    return Arrival(record, reaction, None, heading.data, heading.id, place, version, *said)


def _decode(value: bytes, contract: type[Fact] | type[State]) -> _Heading:
    """The heading with the typed fact as its `data`; Undecodable says what is wrong with the record's value."""
    model, kind = _heading_of(contract)
    try:
        heading = model.model_validate_json(value)
    except ValidationError as error:
        try:
            found = _Heading.model_validate_json(value).type
        except ValidationError:
            found = kind
        if found != kind:
            raise Undecodable(_misplaced(found)) from error
        # Where and what kind, never the value: a reason is read by people who may not see the data.
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "record"
        raise Undecodable(f"{place}: {first['type']}") from error
    if heading.type != kind:
        raise Undecodable(_misplaced(heading.type))
    return heading


def _misplaced(kind: str) -> str:
    """Names the type if it is one of ours; any other is the sender's own text."""
    ours = any(topic.type == kind for topic in CATALOG)
    return f"{kind if ours else 'a type that is not ours'} does not belong on this topic"


@cache
def _heading_of(contract: type[Fact] | type[State]) -> tuple[type[_Heading], str]:
    """A heading whose `data` is this contract: one pass over the JSON instead of two; and the type it must bear."""
    data: Any = (contract, ...)
    return create_model(f"{contract.__name__}Heading", __base__=_Heading, data=data), topic_of(contract).type


def keys_of(arrivals: Sequence[Arrival]) -> set[bytes]:
    return {arrival.key for arrival in arrivals if arrival.key is not None}
