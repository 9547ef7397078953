"""The yardstick: aiokafka's `send()` of the same records, without any database. Run as a process of its own.

`python -m tests.bench.raw_send BOOTSTRAP TOPIC COUNT` warms up, then sends when a line arrives on standard input.
"""

import asyncio
import sys
from collections.abc import Sequence

import uvloop
from aiokafka import AIOKafkaProducer

from tests.bench import load


async def send(bootstrap: str, topic: str, count: int) -> None:
    """As the kit's producer is set up: every replica acknowledges, no record is stored twice."""
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks="all", enable_idempotence=True, linger_ms=2, max_batch_size=256 * 1024
    )
    await producer.start()
    await _send(producer, topic, range(load.WARM_UP))
    rows = [(load.key_of(n).encode(), load.value_of(n)) for n in range(load.WARM_UP, load.WARM_UP + count)]
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    acknowledged = [await producer.send(topic, value, key=key) for key, value in rows]
    await asyncio.gather(*acknowledged)
    print("done", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await producer.stop()


async def _send(producer: AIOKafkaProducer, topic: str, numbers: Sequence[int]) -> None:
    await asyncio.gather(*[await producer.send(topic, load.value_of(n), key=load.key_of(n).encode()) for n in numbers])


if __name__ == "__main__":
    uvloop.run(send(sys.argv[1], sys.argv[2], int(sys.argv[3])))
