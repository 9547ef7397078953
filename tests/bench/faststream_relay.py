"""The peer faststream-outbox, relaying its table to Kafka as its documentation shows. Run as a process of its own.

`python -m tests.bench.faststream_relay DSN BOOTSTRAP TOPIC default|best`
"""

import asyncio
import json
import signal
import sys
import uuid

import uvloop
from faststream import FastStream
from faststream.kafka import KafkaBroker, KafkaResponse
from faststream_outbox import OutboxBroker, make_outbox_table
from faststream_outbox.annotations import OutboxMessage
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import create_async_engine

QUEUE = "bench"
KEY = "key"
METADATA = MetaData()
TABLE = make_outbox_table(METADATA, table_name="outbox")
# The workers and the flush were the fastest of an earlier trial; the fetch is larger. Nothing else was tried.
BEST = {
    "max_workers": 32,
    "terminal_flush_batch_size": 500,
    "fetch_batch_size": 1000,
    "min_fetch_interval": 0.005,
    "max_fetch_interval": 0.05,
}


def headers(key: str) -> str:
    """What its `publish` writes beside a body of bytes, and the Kafka key, for which it has no column."""
    return json.dumps({"correlation_id": str(uuid.uuid4()), KEY: key})


async def relay(dsn: str, bootstrap: str, topic: str, kind: str) -> None:
    """Works until SIGTERM."""
    engine = create_async_engine(dsn.replace("postgresql://", "postgresql+asyncpg://"), pool_size=50)
    outbox = OutboxBroker(engine, outbox_table=TABLE, logger=None)
    kafka = KafkaBroker(bootstrap, acks="all", enable_idempotence=True, logger=None)
    publisher = kafka.publisher(topic)

    @publisher
    @outbox.subscriber(QUEUE, **(BEST if kind == "best" else {}))
    async def pass_on(body: bytes, message: OutboxMessage) -> KafkaResponse:
        return KafkaResponse(body, key=message.headers[KEY].encode())

    app = FastStream(outbox, on_startup=[kafka.connect], logger=None)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, app.exit)
    print("ready", flush=True)
    await app.run()


if __name__ == "__main__":
    uvloop.run(relay(*sys.argv[1:5]))
