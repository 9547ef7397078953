"""A tombstone as a CloudEvent: on Kafka it is a record without a value, which JSON over HTTP has no form for."""

import json

from liaison_kit.beside.following import Read


def tombstone(record: Read, url: str) -> bytes:
    """The event of a state's type without `data`: that aggregate is gone."""
    event = {
        "specversion": "1.0",
        "id": str(record.fact_id),
        "source": f"{url.rstrip('/')}/api/{record.topic.publisher}",
        "type": record.topic.type,
        "subject": record.key,
        "time": record.recorded_at.isoformat(),
        "partitionkey": record.key,
        "dataclassification": record.topic.classification.value,
    }
    return json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()
