"""How long the pages of reporting take with 10,000,000 facts behind them: `python -m tests.bench.results`.

The facts are written as rows, as their reactions keep them, and the sums from them. Every page is asked as JSON and as
a page for people, one at a time, in this process: the network between is left out.
"""

import argparse
import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
from liaison_kit import clock, migrations
from liaison_kit.running.health import Health
from liaison_kit.service import build_app, open_database
from liaison_reporting.model.periods.locked import lock_of, note_lock
from liaison_reporting.model.reports.known import REPORTS, ReportKind
from liaison_reporting.service import SERVICE

from tests.bench import pages
from tests.bench.platform import started

FACTS = 10_000_000
API = "/api/reporting/v1"
OFFICES, DAYS = 8, 1_800
LOCKED = "2023-06"
_NETWORK = """
    insert into district_copy (id, version, recorded_at, code, name, name_en, joined_on)
    select gen_random_uuid(), 1, now(), 'UA0502003' || lpad(n::text, 10, '0'), 'Округ ' || n, 'District ' || n,
        '2020-11-26'
    from generate_series(1, $1::int) as n
"""
_OFFICES = """
    insert into office_copy (id, version, recorded_at, slug, name, name_en, district_id, district_name,
        district_name_en, status, opened_on, former_districts)
    select gen_random_uuid(), 2, now(), 'office-' || row_number() over (), 'Офіс ' || name, 'Office ' || name_en, id,
        name, name_en, 'open', '2021-10-01', '[]' from district_copy
"""
_PLACES = "create temporary table place as select id, row_number() over (order by slug) - 1 as number from office_copy"
_EVENTS = """
    insert into held_event (id, version, recorded_at, office_id, office_name, title, kind, tools, held_on, attendance)
    select gen_random_uuid(), 2, now(), place.id, 'Офіс', 'Подія ' || n, 'training', '["petition"]',
        date '2021-10-01' + (n % $2::int)::int, (n % 40)::int
    from generate_series(1, $1::int) as n join place on place.number = n % $3::int
"""
_CONTRIBUTIONS = """
    insert into contribution (id, version, recorded_at, family, aggregate_id, place_id, day, figures, title)
    select gen_random_uuid(), 1, now(), 'consultations', gen_random_uuid(), place.id,
        date '2021-10-01' + (n % $3::int)::int,
        jsonb_build_object('consultations/' || (array['petition', 'appeal', 'other'])[n % 3 + 1] || '/'
            || (array['explained', 'drafted', 'submitted'])[n / 3 % 3 + 1], 1), null
    from generate_series($1::bigint, $2::bigint) as n join place on place.number = n % $4::int
"""
_TELLINGS = """
    insert into telling select id, version, recorded_at, family, aggregate_id, place_id, day, figures, title,
        gen_random_uuid(), 'ConsultationGiven', 1 from contribution
"""
_SUMS = """
    insert into day_figure select place_id, day, key, sum(value::bigint) from contribution, jsonb_each_text(figures)
    group by 1, 2, 3
"""
_PEOPLE = """
    insert into day_figure select held_event.id, held_on, name, number from held_event,
        (values ('people/female/18_34', 4), ('people/male/60_and_over', 3), ('came', 5), ('places_kept', 6),
            ('answers/event', 2)) as told (name, number)
"""
_EVENT_SUMS = """
    insert into day_figure select office_id, held_on, unnest(array['events/training', 'visits/training']),
        unnest(array[count(*), sum(attendance)]) from held_event group by 1, 2
"""
AT_ONCE = 1_000_000


async def fill(connection: asyncpg.Connection, facts: int) -> None:
    """One in a hundred is an event; the others are consultations."""
    await connection.execute(_NETWORK, OFFICES)
    await connection.execute(_OFFICES)
    await connection.execute(_PLACES)
    await connection.execute(_EVENTS, facts // 100, DAYS, OFFICES)
    for first in range(1, facts + 1, AT_ONCE):
        await connection.execute(_CONTRIBUTIONS, first, min(facts, first + AT_ONCE - 1), DAYS, OFFICES)
        print(f"{min(facts, first + AT_ONCE - 1):,} facts", flush=True)
    await connection.execute(_TELLINGS)
    await connection.execute(_SUMS)
    await connection.execute(_PEOPLE)
    await connection.execute(_EVENT_SUMS)
    await connection.execute("vacuum analyze")


@asynccontextmanager
async def running(admin_dsn: str, facts: int) -> AsyncIterator[httpx.AsyncClient]:
    """Reporting in this process, on a filled database of its own."""
    name = f"bench_results_{os.getpid()}"
    admin = await asyncpg.connect(admin_dsn)
    await admin.execute(f"create database {name}")
    dsn = f"{admin_dsn.rpartition('/')[0]}/{name}"
    settings = SERVICE.settings(DATABASE_URL=dsn, KAFKA_BOOTSTRAP_SERVERS="none:9092", demo=True)
    database = open_database(SERVICE, settings)
    try:
        await migrations.migrate(database, SERVICE.migrations)
        connection = await asyncpg.connect(dsn)
        await fill(connection, facts)
        await connection.close()
        async with database.transaction() as session:
            await note_lock(session, await lock_of(session, LOCKED, 1, clock.now(), clock.today()))
        transport = httpx.ASGITransport(build_app(SERVICE, settings, database, Health()))
        async with httpx.AsyncClient(transport=transport, base_url="http://liaison.test") as client:
            yield client
    finally:
        await database.close()
        await admin.execute(f"drop database {name} with (force)")
        await admin.close()


def paths() -> dict[str, str]:
    found = {"scorecard": "/results", "scorecard of a past day": "/results?as_of=2023-12-31"}
    found |= {"districts": "/results/districts?year=2023", "one office": "/results/offices/office-3?year=2023"}
    found |= {f"report: {name}": f"/results/reports/{name}?year=2023{_of(kind)}" for name, kind in REPORTS.items()}
    found |= {"open data": "/data", "a dataset": "/data/sets/events", "a locked month": f"/results/periods/{LOCKED}"}
    return found | {"report: activity, all years": "/results/reports/activity"}


def _of(kind: ReportKind) -> str:
    """The first office or district, for a report about one."""
    return {"office": "&office=office-1", "district": "&district=UA05020030000000001"}.get(kind.needs or "", "")


async def measured(admin_dsn: str, facts: int, times: int) -> None:
    async with running(admin_dsn, facts) as client:
        print(*pages.heads("page"), sep="\n", flush=True)
        for name, path in paths().items():
            print(await pages.row(client, name, [[API + path], [path]], times), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.results", description=__doc__)
    parser.add_argument("--facts", type=int, default=FACTS)
    parser.add_argument("--times", type=int, default=100, help="requests for each cell of the table")
    parser.add_argument("--dsn", help="an administrator's address of a PostgreSQL that runs; else one is started")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores; {arguments.facts:,} facts; milliseconds; target p95 {pages.TARGET_MS}")
    if arguments.dsn:
        asyncio.run(measured(arguments.dsn, arguments.facts, arguments.times))
    else:
        with started() as platform:
            asyncio.run(measured(platform.admin_dsn, arguments.facts, arguments.times))


if __name__ == "__main__":
    main()
