"""Faults in the data itself: what another program may put on a topic, or what the broker will not take."""

import asyncio
import json
from uuid import uuid4

from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError
from confluent_kafka import Producer

from tests.faults.evidence import FACT, STATE
from tests.faults.scenario import Run, scenario
from tests.faults.system import READER

LIMIT = 1024 * 1024
WRONG = {"specversion": "1.0", "type": "liaison.registry.DistrictJoined.v1", "id": "not an id", "data": {"state": 1}}


def bad_records() -> list[tuple[str, bytes | None, list[tuple[str, bytes]]]]:
    """Topic, value, headers: each is to be parked."""
    return [
        (FACT, b"{not json", []),
        (FACT, json.dumps(WRONG).encode(), []),
        (FACT, b"\xff\x00\xfe", [("content-type", b"\xff\xfe\x00")]),
        (FACT, None, []),
        (STATE, b"[]", [("ce_id", b"\xc3\x28")]),
    ]


@scenario("F16", "bad JSON, wrong schema, non-UTF-8 header value, tombstones, 1 MiB + 1")
async def bad_data(run: Run) -> None:
    producer = _producer(run)
    for _ in run.times(10, 2):
        async with run.fault("bad data"):
            before = await _parked(run)
            for topic, value, headers in bad_records():
                await _send(producer, run.system.prefix + topic, value, headers)
            await _send(producer, run.system.prefix + STATE, None, [])
            if not await _is_refused(run):
                run.complaints.append("the broker took a record of more than 1 MiB")
            wanted = before + len(bad_records())
            await run.expect(lambda wanted=wanted: _are_parked(run, wanted), "the bad records are parked", 60)


@scenario("F16", "a bad record under a district's key: its later facts wait behind it until it is dropped")
async def bad_record_in_a_line(run: Run) -> None:
    producer = _producer(run)
    district = run.rng.choice(run.client.commands).district
    async with run.fault("bad record in a line"):
        await _send(producer, run.system.prefix + FACT, b"{not json", [], str(district))
        await run.expect(lambda: _are_parked(run, 4), "later facts follow the bad one", 60)
        drop = "update parked set dropped_at = now(), dropped_because = 'a fault', try_again_at = null where value = $1"
        await run.ask(READER, drop, b"{not json")
        await run.ask(READER, "update parked set try_again_at = now() where dropped_at is null")
        await run.expect(lambda: none_waits(run), "the others are applied", 90)


def _producer(run: Run) -> Producer:
    """Another program's."""
    return Producer({"bootstrap.servers": run.system.ground.cluster.bootstrap(), "log_level": 0})


async def _send(
    producer: Producer, topic: str, value: bytes | None, headers: list[tuple[str, bytes]], key: str | None = None
) -> None:
    producer.produce(topic, value, key=key or f"bad-{uuid4()}", headers=headers or None)
    await asyncio.to_thread(producer.flush, 20)


async def _is_refused(run: Run) -> bool:
    """Whether the broker itself turns down a record that its client would send."""
    servers = run.system.ground.cluster.bootstrap()
    async with AIOKafkaProducer(bootstrap_servers=servers, max_request_size=2 * LIMIT) as producer:
        try:
            await producer.send_and_wait(run.system.prefix + FACT, b"x" * (LIMIT + 1), key=b"large")
        except MessageSizeTooLargeError:
            return True
        return False


async def _parked(run: Run) -> int:
    return int((await run.ask(READER, "select count(*) from parked"))[0][0])


async def _are_parked(run: Run, count: int) -> bool:
    return await _parked(run) >= count


async def none_waits(run: Run) -> bool:
    return not await run.ask(READER, "select 1 from parked where dropped_at is null")
