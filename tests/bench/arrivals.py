"""What arrived on a topic, read by an independent client: counts, bytes, order per key, and append times."""

import time
from collections import defaultdict
from dataclasses import dataclass

from confluent_kafka import Consumer, TopicPartition

from tests.bench.load import PARTITIONS, WARM_UP, key_of, value_of

PATIENCE_SECONDS = 60
QUIET = {"group.id": "bench", "enable.auto.commit": False, "log_level": 2}


@dataclass(frozen=True)
class Arrivals:
    """The measured records of one topic, warm-up left out."""

    records: int
    rate: float
    wrong: list[str]
    ordered: bool


class Watch:
    """Looks at a topic's ends, which costs the broker next to nothing while an arm is running."""

    def __init__(self, bootstrap: str, topic: str) -> None:
        self._consumer = Consumer(QUIET | {"bootstrap.servers": bootstrap})
        self._topic = topic

    def count(self) -> int:
        """How many records the topic holds."""
        ends = [
            self._consumer.get_watermark_offsets(TopicPartition(self._topic, partition), timeout=10)[1]
            for partition in range(PARTITIONS)
        ]
        return sum(ends)

    def wait_for(self, records: int, patience: float = PATIENCE_SECONDS) -> None:
        """Blocks until so many are there; TimeoutError with the count if they do not come."""
        deadline = time.monotonic() + patience
        while (found := self.count()) < records:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{found} of {records} records arrived on {self._topic} in {patience} s")
            time.sleep(0.02)

    def close(self) -> None:
        self._consumer.close()


def read(bootstrap: str, topic: str, expected: list[int]) -> Arrivals:
    """Reads the whole topic and compares it with what was to arrive."""
    found: dict[str, list[int]] = defaultdict(list)
    times: list[int] = []
    wrong: list[str] = []
    for key, value, appended in records(bootstrap, topic):
        number = int(value[:12])
        if number < WARM_UP:
            continue
        times.append(appended)
        found[key].append(number)
        if value != value_of(number) or key != key_of(number):
            wrong.append(f"record {number} has other bytes")
    arrived = sorted(number for several in found.values() for number in several)
    if arrived != expected:
        wrong.append(f"{len(arrived)} records, {len(set(arrived))} different ones, of {len(expected)}")
    ordered = all(several == sorted(several) for several in found.values())
    return Arrivals(len(arrived), _rate(times), wrong[:3], ordered)


def _rate(times: list[int]) -> float:
    """Records a second between the first and the last append; those of the first moment took no time yet."""
    first, last = min(times), max(times)
    return (len(times) - times.count(first)) / max(0.001, (last - first) / 1000)


def records(bootstrap: str, topic: str) -> list[tuple[str, bytes, int]]:
    """Key, value and append time (Unix milliseconds) of everything on a topic."""
    consumer = Consumer(QUIET | {"bootstrap.servers": bootstrap})
    places = [TopicPartition(topic, partition, 0) for partition in range(PARTITIONS)]
    wanted = sum(consumer.get_watermark_offsets(place, timeout=10)[1] for place in places)
    consumer.assign(places)
    found: list[tuple[str, bytes, int]] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(found) < wanted and time.monotonic() < deadline:
        for message in consumer.consume(5_000, timeout=0.5):
            if message.error() is None:
                found.append((message.key().decode(), message.value(), message.timestamp()[1]))
    consumer.close()
    return found
