"""CloudEvents 1.0 in structured JSON mode: the form in which every fact and snapshot is on Kafka.

Source: CloudEvents 1.0.2, JSON Event Format and Kafka Protocol Binding; the extensions `partitionkey`, `sequence`,
`dataclassification`, `deprecated…` and distributed tracing are registered there too; `epoch`, `correlationid` and
`causationid` are ours.
"""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8"


class Envelope(BaseModel):
    """One record's value. `data` stays untyped here: its type is decided by `type`."""

    model_config = ConfigDict(frozen=True, extra="allow")

    specversion: Literal["1.0"] = "1.0"
    id: UUID = Field(description="UUIDv7; a record seen twice has the same id: drop the second.")
    source: str = Field(description="URI of the publishing service.")
    type: str = Field(description="For example liaison.events.EventHeld.v1")
    subject: str = Field(description="Identifier of the aggregate.")
    time: datetime = Field(description="When it was recorded, UTC. When it happened is data.occurred_on.")
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str = Field(description="URL of the JSON Schema of `data`.")
    partitionkey: str = Field(description="Same as subject.")
    sequence: str = Field(pattern=r"^\d{20}$", description="Version of the aggregate, zero-padded so that text sorts.")
    epoch: int = Field(ge=1, description="Rises when topics were rebuilt after a restore: start again from state.")
    dataclassification: Literal["public", "internal", "restricted"]
    correlationid: str
    causationid: str | None = None
    traceparent: str | None = Field(
        None, description="W3C Trace Context of what told it, where that is traced: random ids. Safe to ignore."
    )
    deprecated: bool | None = Field(None, description="true: this major has a successor, and will be told no more.")
    deprecationfrom: datetime | None = Field(None, description="Since when that is so, UTC.")
    deprecationsunset: datetime | None = Field(
        None, description="Until when it is told at least, UTC; it may become later."
    )
    deprecationmigration: str | None = Field(None, description="URL of the page about its successor.")
    data: dict[str, Any]
