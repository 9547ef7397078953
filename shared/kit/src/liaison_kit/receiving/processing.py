"""Processing: what a reaction to a fact tells a trace, which the fact brings along."""

from contextlib import AbstractContextManager

from liaison_kit.sending.records import Arrival
from liaison_kit.traces import spans
from liaison_kit.traces.spans import Kind, Span


def processing(arrival: Arrival) -> AbstractContextManager[Span]:
    """The span of one fact and its reaction; tried again, it has one for each try."""
    record, cause = arrival.record, arrival.cause
    known: dict[str, str | int] = {
        "messaging.system": "kafka",
        "messaging.operation.type": "process",
        "messaging.operation.name": arrival.reaction.name,
        "messaging.destination.name": record.topic,
        "messaging.destination.partition.id": str(record.partition),
        "messaging.kafka.offset": record.offset,
        "messaging.message.id": str(arrival.fact_id),
    }
    if cause.ours:  # others may write there whatever they like
        known["liaison.correlation"] = arrival.correlation
    return spans.caused(f"process {record.topic}", Kind.CONSUMER, known, cause)
