"""Publishing: facts become bytes inside the transaction that made them true."""

from dataclasses import dataclass

from liaison_contracts.catalog import topic_of
from liaison_contracts.envelope import Envelope
from liaison_contracts.fact import Fact, State
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import clock, telemetry
from liaison_kit.database import new_id
from liaison_kit.tables import OutboxRow

EPOCH = 1


@dataclass(frozen=True)
class Publisher:
    """Who publishes, and under what names; every session that may publish carries one."""

    service: str
    url: str
    topic_prefix: str = ""


def publish(session: AsyncSession, fact: Fact) -> None:
    """Puts a fact, and the state it leads to, into the outbox: they leave if and when the transaction commits.

    ValueError if the fact is another service's to tell.
    """
    session.info.setdefault("published", []).append(fact)
    _add(session, fact)
    if fact.snapshot is not None:
        _add(session, fact.snapshot)


def _add(session: AsyncSession, record: Fact | State) -> None:
    publisher: Publisher = session.info["publisher"]
    topic = topic_of(type(record))
    if topic.publisher != publisher.service:
        raise ValueError(f"{topic.name} is told by {topic.publisher}, not by {publisher.service}")
    trace = telemetry.current()
    envelope = Envelope(
        id=new_id(),
        source=f"{publisher.url}/api/{publisher.service}",
        type=topic.type,
        subject=str(record.key),
        time=clock.now(),
        dataschema=f"{publisher.url}/subscribe/schemas/{topic.type}.json",
        partitionkey=str(record.key),
        sequence=f"{record.sequence:020d}",
        epoch=EPOCH,
        dataclassification=topic.classification.value,
        correlationid=trace.correlation,
        causationid=str(trace.causation) if trace.causation else None,
        data=record.model_dump(mode="json"),
    )
    session.add(
        OutboxRow(
            topic=publisher.topic_prefix + topic.name,
            key=str(record.key),
            version=record.sequence,
            payload=envelope.model_dump_json(exclude_none=True).encode(),
        )
    )
