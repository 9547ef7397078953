"""What it costs to tell a collector of what happens: `python -m tests.bench.traces`.

A request, a fact of the relay and one of the inbox, as CPU time of this process with its thread that exports: without
traces, with those of none, of one in ten and of all. The arms take turns within a round, and a ratio is taken round by
round. The collector is a process of its own, which takes what it gets and looks at nothing. Then what a start costs.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from statistics import median

import asyncpg
import httpx
from aiokafka import ConsumerRecord
from liaison_contracts.catalog import topic_of
from liaison_contracts.registry import DistrictJoined, DistrictState
from liaison_kit import clock, outbox
from liaison_kit.database import Database
from liaison_kit.process import collect_seldom
from liaison_kit.reactions import on
from liaison_kit.receiving import broker
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.running.health import Health
from liaison_kit.sending.relay import Relay
from liaison_kit.service import build_app, open_database
from liaison_kit.settings import Settings
from liaison_kit.testing import running
from liaison_kit.traces import spans
from liaison_kit.traces.collecting import collecting
from liaison_kit.traces.spans import Kind
from liaison_local.ports import free_port
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.bench import service
from tests.bench.platform import started
from tests.bench.ratios import spread

ARMS = {"off": None, "none of them": "0", "one in ten": "0.1", "all": "1"}
REQUESTS, FACTS, BATCH = 300, 4_000, 500
WORKS = ("request", "relay", "inbox")
LOOK_SECONDS = 0.5
_COLLECTOR = """
import http.server, sys
class Takes(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200); self.send_header("content-length", "0"); self.end_headers()
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Takes).serve_forever()
"""
_START = """
import resource, sys, time
began = time.process_time()
import liaison_events.service, liaison_kit.process
if sys.argv[1:]:
    from liaison_kit.traces.otlp import Traces
    from liaison_kit.settings import Settings
    Traces("events", "api", Settings(), None)
print(time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


@on(DistrictJoined)
async def on_district_joined(session: AsyncSession, fact: DistrictJoined) -> None:
    """One statement for each fact, as most reactions have."""
    upsert = text(
        "insert into joined_district values (:id, :version, :name) on conflict (id) do update set version = 1"
    )
    await session.execute(upsert, {"id": fact.state.id, "version": 1, "name": fact.state.name})


@asynccontextmanager
async def told(settings: Settings, endpoint: str, ratio: str | None) -> AsyncIterator[None]:
    """This process tells of so many traces."""
    if ratio is None:
        yield
        return
    os.environ |= {"OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": ratio}
    async with collecting("registry", "all", settings.model_copy(update={"otlp_endpoint": endpoint})):
        yield


async def requests(client: httpx.AsyncClient) -> float:
    """Microseconds of one."""
    began = time.process_time()
    for _ in range(REQUESTS):
        answer = await client.post("/api/registry/v1/districts", json={"name": "Щітки"})
        assert answer.status_code == 201, answer.text
    return (time.process_time() - began) / REQUESTS * 1e6


async def filled(database: Database) -> list[ConsumerRecord]:
    """An outbox of facts, each told in a trace of its own; and the same as they will come from Kafka."""
    async with database.transaction() as session:
        await session.execute(text("delete from outbox"))
        for _ in range(FACTS):
            with spans.root("a request", Kind.SERVER, {}):
                await outbox.publish_many(session, [service.district_joined()])
    async with database.reading() as session:
        rows = await session.execute(text("select id, topic, key, payload, shard from outbox where logged"))
        return [_record(*row) for row in rows]


def _record(number: int, topic: str, key: str, payload: bytes, shard: int) -> ConsumerRecord:
    return ConsumerRecord(topic, shard, number, 0, 0, key.encode(), bytes(payload), None, -1, -1, [])


async def relayed(database: Database, settings: Settings) -> float:
    """Microseconds of a fact, from the relay's start to the empty outbox."""

    async def left() -> int:
        async with database.reading() as session:
            return int(await session.scalar(text("select count(*) from outbox")) or 0)

    began = time.process_time()
    async with running(Relay(database, settings)):
        while await left():
            await clock.rest(asyncio.Event(), LOOK_SECONDS)  # seldom: to look is counted, too
        return (time.process_time() - began) / FACTS * 1e6


async def applied(database: Database, settings: Settings, records: list[ConsumerRecord]) -> float:
    """Microseconds of a fact."""
    inbox = Inbox(database, [on_district_joined], settings.topic_prefix)
    began = time.process_time()
    for first in range(0, FACTS, BATCH):
        await inbox.apply(records[first : first + BATCH])
    return (time.process_time() - began) / FACTS * 1e6


async def measured(admin_dsn: str, kafka: str, rounds: int, endpoint: str) -> None:
    name = f"bench_traces_{os.getpid()}"
    admin = await asyncpg.connect(admin_dsn)
    await admin.execute(f"create database {name}")
    dsn = f"{admin_dsn.rpartition('/')[0]}/{name}"
    await service.migrate(dsn)
    given = {"DATABASE_URL": dsn, "KAFKA_BOOTSTRAP_SERVERS": kafka, "topic_prefix": f"{name}."}
    settings = Settings(**given, rates={"write": 10_000_000})
    try:
        await broker.ensure_topics(settings, [topic_of(DistrictJoined), topic_of(DistrictState)])
        database = open_database(service.SERVICE, settings)
        collect_seldom()
        shown(await by_turns(database, settings, rounds, endpoint))
        await database.close()
    finally:
        await admin.execute(f"drop database {name} with (force)")
        await admin.close()


async def by_turns(
    database: Database, settings: Settings, rounds: int, endpoint: str
) -> dict[tuple[str, str], list[float]]:
    """What each work took in each arm, round by round; the first round counts for nothing."""
    figures: dict[tuple[str, str], list[float]] = defaultdict(list)
    transport = httpx.ASGITransport(build_app(service.SERVICE, settings, database, Health()))
    async with httpx.AsyncClient(transport=transport, base_url="http://liaison.test") as client:
        for number in range(rounds + 1):
            for arm, ratio in list(ARMS.items())[:: 1 if number % 2 else -1]:
                async with told(settings, endpoint, ratio):
                    one = {"request": await requests(client)}
                    records = await filled(database)
                    one |= {"inbox": await applied(database, settings, records)}
                    one |= {"relay": await relayed(database, settings)}
                if number:
                    for work, figure in one.items():
                        figures[work, arm].append(figure)
    return figures


def shown(figures: dict[tuple[str, str], list[float]]) -> None:
    print("| work | traces | CPU, µs: min / median / max | as a multiple of `off` |\n|---|---|---|---|")
    for work in WORKS:
        for arm in ARMS:
            mine, off = figures[work, arm], figures[work, "off"]
            ratios = [a / b for a, b in zip(mine, off, strict=True)]
            print(f"| {work} | {arm} | {spread(mine, ',.0f')} | {spread(ratios, '.2f')} |", flush=True)


def starts(times: int) -> None:
    """Of the process of a service, by turns without and with what traces need."""
    found: dict[str, list[list[float]]] = {"off": [], "on": []}
    for _ in range(times):
        for arm, arguments in {"off": [], "on": ["on"]}.items():
            command = [sys.executable, "-c", _START, *arguments]
            env = os.environ | {"DATABASE_URL": "postgresql://none", "KAFKA_BOOTSTRAP_SERVERS": "none:9092"}
            told = subprocess.run(command, env=env, capture_output=True, check=True, text=True).stdout
            found[arm].append([float(one) for one in told.split()])
    print("\n| start of events | CPU of the imports, s | memory, MiB |\n|---|---|---|")
    for arm, pairs in found.items():
        seconds, memory = (median(pair[place] for pair in pairs) for place in (0, 1))
        print(f"| {arm} | {seconds:.2f} | {memory:.0f} |")


@contextmanager
def collector() -> Iterator[str]:
    port = free_port(set())
    process = subprocess.Popen([sys.executable, "-c", _COLLECTOR, str(port)])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.traces", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--dsn", help="an administrator's address of a PostgreSQL that runs; with --kafka")
    parser.add_argument("--kafka", help="addresses of its broker")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        admin_dsn, kafka = arguments.dsn, arguments.kafka
        if not (admin_dsn and kafka):
            platform = stack.enter_context(started())
            admin_dsn, kafka = platform.admin_dsn, platform.kafka
        asyncio.run(measured(admin_dsn, kafka, arguments.rounds, stack.enter_context(collector())))
    starts(arguments.rounds)


if __name__ == "__main__":
    main()
