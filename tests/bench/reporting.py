"""How fast reporting's pages are with many facts behind them: `python -m tests.bench.reporting --facts 10000000`.

The tables are filled as the reactions would have filled them, by SQL; each page is asked as JSON and as a page for
people, one at a time, in this process. How fast they are rebuilt from Kafka is `tests/bench/rebuild.py`.
"""

import argparse
import asyncio
import itertools
import os
import resource
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import asyncpg
import httpx
from liaison_contracts.identity import Role
from liaison_kit import clock, identity, migrations
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_kit.running.health import Health
from liaison_kit.service import build_app, open_database
from liaison_kit.settings import Settings
from liaison_kit.testing import OWN_PAGE, account
from liaison_reporting.jobs.publish_datasets import publish_datasets
from liaison_reporting.model.reports.known import REPORTS
from liaison_reporting.service import SERVICE

from tests.bench.platform import started

NAME = f"bench_reporting_{os.getpid()}"
TARGET_MS = 50.0
API = "/api/reporting/v1"
OF_EVENTS = 400
"""One fact in so many is about an event; the others are about people, as consultations are."""
UNLIMITED = {"read": 10**6, "write": 10**6, "export": 10**6, "staff": 10**6}
PAGES = [
    *("/results", "/results?as_of=2023-12-31", "/results/districts", "/results/districts?year=2023"),
    *("/results/offices/office-1", "/results/offices/office-1?year=2023", "/results/periods", "/results/periods/2023"),
    *("/data", "/data/sets/events", "/data/datapackage.json"),
]
HEAD = ("| page | JSON p50 | p95 | page p50 | p95 | p95 ÷ target | verdict |", "|---|---|---|---|---|---|---|")
FILL = """
    insert into district_copy (id, version, recorded_at, code, name, name_en, joined_on)
    select md5('d' || n)::uuid, 1, now(), 'UA0502003' || lpad(n::text, 10, '0'), 'Округ ' || n, 'District ' || n,
        '2020-11-26' from generate_series(1, 8) as n;
    insert into office_copy (id, version, recorded_at, slug, name, name_en, district_id, district_name,
        district_name_en, status, opened_on)
    select md5('o' || n)::uuid, 1, now(), 'office-' || n, 'Офіс ' || n, 'Office ' || n, md5('d' || n)::uuid,
        'Округ ' || n, 'District ' || n, 'open', '2021-02-01' from generate_series(1, 8) as n;
    insert into programme_copy (id, version, recorded_at, code, title, title_en, hromada_name, hromada_name_en,
        starts_on, ends_on, targets, milestones, institutions)
    values (md5('p')::uuid, 1, now(), 'BENCH', 'Мережа', 'Network', 'Громада', 'Hromada', '2021-10-01', '2023-12-31',
        '[{"key": "events_per_office", "title": "x", "title_en": "x", "goal": 15}]', '[]', '[]');
    insert into held_event (id, version, recorded_at, office_id, office_name, title, kind, tools, held_on, attendance)
    select md5('e' || n)::uuid, 2, '2021-02-01'::timestamptz + n * interval '1 minute', md5('o' || n % 8 + 1)::uuid,
        'Офіс', 'Подія ' || n, case n % 3 when 0 then 'training' when 1 then 'debate' else 'lecture' end,
        '["petition"]', '2021-02-01'::date + (n % 1500)::int, n % 30 from generate_series(1, {events}) as n;
    insert into contribution (id, version, recorded_at, family, aggregate_id, place_id, day, figures, title)
    select md5('c' || id)::uuid, 2, recorded_at, 'events', id, office_id, held_on,
        jsonb_build_object('events/' || kind, 1, 'visits/' || kind, attendance, 'event_tools/petition', 1), title
        from held_event;
    insert into contribution (id, version, recorded_at, family, aggregate_id, place_id, day, figures)
    select md5('k' || n)::uuid, 1, '2021-02-01'::timestamptz + n * interval '1 second', 'consultations',
        md5('a' || n)::uuid, md5('o' || n % 8 + 1)::uuid, '2021-02-01'::date + (n % 1500)::int,
        jsonb_build_object('consultations/petition/' || case n % 2 when 0 then 'explained' else 'drafted' end, 1)
        from generate_series(1, {people}) as n;
    insert into telling (id, version, recorded_at, family, aggregate_id, place_id, day, figures, title, fact_id, type,
        sequence)
    select id, 1, recorded_at, family, aggregate_id, place_id, day, figures, title, id, 'Fact', version
        from contribution;
    insert into day_figure (place_id, day, name, number)
    select place_id, day, key, sum(value::bigint) from contribution, jsonb_each_text(figures)
        group by place_id, day, key having sum(value::bigint) <> 0;
"""


@asynccontextmanager
async def filled(admin_dsn: str, facts: int) -> AsyncIterator[tuple[Database, Settings, httpx.AsyncClient]]:
    """Reporting with so many facts applied, and a coordinator who asks."""
    admin = await asyncpg.connect(admin_dsn)
    dsn = f"{admin_dsn.rpartition('/')[0]}/{NAME}"
    await admin.execute(f"drop database if exists {NAME} with (force)")
    await admin.execute(f"create database {NAME}")
    settings = SERVICE.settings(DATABASE_URL=dsn, KAFKA_BOOTSTRAP_SERVERS="none:9092", demo=True, rates=UNLIMITED)
    database = open_database(SERVICE, settings)
    try:
        await migrations.migrate(database, SERVICE.migrations)
        connection = await asyncpg.connect(dsn)
        events = facts // OF_EVENTS
        filling = FILL.replace("{events}", f"{events}").replace("{people}", f"{facts - events}")
        for statement in filling.strip().split(";\n"):
            await connection.execute(statement)
        await connection.execute("vacuum analyze")
        await connection.close()
        secret = "bench"
        state = account(roles=[Role.COORDINATOR], token_hash=identity.hash_of(secret))
        async with database.transaction() as session:
            await identity.keep_staff(session, state)
        headers = {"authorization": f"Bearer liaison_{state.id.hex}_{secret}", **OWN_PAGE}
        transport = httpx.ASGITransport(build_app(SERVICE, settings, database, Health()))
        async with httpx.AsyncClient(transport=transport, base_url="http://liaison.test", headers=headers) as client:
            yield database, settings, client
    finally:
        await database.close()
        await admin.execute(f"drop database {NAME} with (force)")
        await admin.close()


async def measured(admin_dsn: str, facts: int, times: int) -> None:
    """Prints a table in Markdown: medians and p95 in milliseconds, for JSON and for pages."""
    async with filled(admin_dsn, facts) as (database, settings, client):
        print(*HEAD, sep="\n", flush=True)
        with clock.set_to(datetime(2026, 1, 10, tzinfo=UTC)):
            began = time.perf_counter()
            locked = await client.post(f"{API}/results/periods", json={"period": "2023"})
            lock = f"locking a year: {time.perf_counter() - began:.2f} s, {locked.status_code}"
            before, began = _megabytes(), time.perf_counter()
            while await publish_datasets(JobContext(database, settings)):
                pass
            publishing = f"publishing all datasets: {time.perf_counter() - began:.1f} s"
            publishing += f", memory grew by {_megabytes() - before:.0f} MB"
            for path in [*PAGES, *(f"/results/reports/{name}" for name in REPORTS)]:
                await _line(client, path, times)
        print(lock, publishing, sep="\n", flush=True)


async def _line(client: httpx.AsyncClient, path: str, times: int) -> None:
    cells, worst = [], 0.0
    for asked in (f"{API}{path}", path):
        answer = await client.get(asked)
        if answer.status_code != 200:
            print(f"| {path} | answered {answer.status_code} | | | | | |", flush=True)
            return
        spent = []
        for _ in itertools.repeat(None, times):
            begin = time.perf_counter()
            await client.get(asked)
            spent.append((time.perf_counter() - begin) * 1000)
        p95 = statistics.quantiles(spent, n=20)[-1]
        worst = max(worst, p95)
        cells += [f"{statistics.median(spent):.1f}", f"**{p95:.1f}**"]
    verdict = "met" if worst <= TARGET_MS else "missed"
    print(f"| {path} | {' | '.join(cells)} | {worst / TARGET_MS:.2f} | {verdict} |", flush=True)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reporting", description=__doc__)
    parser.add_argument("--facts", type=int, default=200_000, help="how many facts stand behind the figures")
    parser.add_argument("--times", type=int, default=40, help="requests for each cell of the table")
    parser.add_argument("--dsn", help="an administrator's address of a PostgreSQL that runs; else one is started")
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores; {given.facts:,} facts; milliseconds; target p95 {TARGET_MS}", flush=True)
    if given.dsn:
        asyncio.run(measured(given.dsn, given.facts, given.times))
    else:
        with started() as platform:
            asyncio.run(measured(platform.admin_dsn, given.facts, given.times))


if __name__ == "__main__":
    main()
