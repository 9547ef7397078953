"""How long the pages of reporting take with 10,000,000 facts behind them: `python -m tests.bench.results`.

What stands behind them is told in results_facts.py. Every page is asked as JSON and as a page for people, every report
as CSV and as XLSX, one at a time, in this process: the network between is left out.
"""

import argparse
import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
from liaison_kit import clock, migrations
from liaison_kit.database import Database
from liaison_kit.running.health import Health
from liaison_kit.service import build_app, open_database
from liaison_reporting.model.periods.locked import lock_of, note_lock
from liaison_reporting.model.reports.known import REPORTS, ReportKind
from liaison_reporting.service import SERVICE

from tests.bench import pages
from tests.bench.platform import started
from tests.bench.results_facts import CODE, fill

FACTS = 10_000_000
API = "/api/reporting/v1"
LOCKED = "2023-06"


@asynccontextmanager
async def running(admin_dsn: str, facts: int, kept: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """Reporting in this process, on a filled database of its own, or on one that is kept from run to run."""
    name = kept or f"bench_results_{os.getpid()}"
    admin = await asyncpg.connect(admin_dsn)
    there = await admin.fetchval("select count(*) from pg_database where datname = $1", name)
    if not there:
        await admin.execute(f"create database {name}")
    dsn = f"{admin_dsn.rpartition('/')[0]}/{name}"
    settings = SERVICE.settings(DATABASE_URL=dsn, KAFKA_BOOTSTRAP_SERVERS="none:9092", demo=True)
    database = open_database(SERVICE, settings)
    try:
        if not there:
            await _made(database, dsn, facts)
        transport = httpx.ASGITransport(build_app(SERVICE, settings, database, Health()))
        async with httpx.AsyncClient(transport=transport, base_url="http://liaison.test") as client:
            yield client
    finally:
        await database.close()
        if not kept:
            await admin.execute(f"drop database {name} with (force)")
        await admin.close()


async def _made(database: Database, dsn: str, facts: int) -> None:
    await migrations.migrate(database, SERVICE.migrations)
    connection = await asyncpg.connect(dsn)
    await fill(database, connection, facts)
    await connection.close()
    async with database.transaction() as session:
        await note_lock(session, await lock_of(session, LOCKED, 1, clock.now(), clock.today()))


def paths() -> dict[str, str]:
    found = {"scorecard": "/results", "scorecard of a past day": "/results?as_of=2023-12-31"}
    found |= {"districts": "/results/districts?year=2023", "one office": "/results/offices/office-3?year=2023"}
    found |= {"one office, all years": "/results/offices/office-3"}
    found |= {f"report: {name}": f"/results/reports/{name}?year=2023{_of(kind)}" for name, kind in REPORTS.items()}
    found |= {"open data": "/data", "a dataset": "/data/sets/events", "a locked month": f"/results/periods/{LOCKED}"}
    found |= {f"report: {name}, all years": f"/results/reports/{name}" for name in ("activity", "districts", "reach")}
    found["report: activity, days within months"] = "/results/reports/activity?first=2022-03-10&last=2024-05-20"
    behind = "/results/facts/events_held"
    found |= {"facts behind events": behind, "facts behind events, page 100": f"{behind}?page=100"}
    found["facts behind one office's events"] = "/results/facts/events_in_first_year?office=office-3"
    found["facts behind organisations"] = "/results/facts/csos_created"
    return found | {"completion": "/results/programmes/UAVNT0004/completion"}


def as_known() -> dict[str, str]:
    """What is added up from all that was told until a day, exact and slower; whoever asks is counted as for exports."""
    found = {"scorecard": "/results?", "report: activity": "/results/reports/activity?year=2023&"}
    found |= {"report: districts": "/results/reports/districts?year=2023&", "facts": "/results/facts/events_held?"}
    return {f"{name}, as known then": f"{path}known=2024-06-30" for name, path in found.items()}


def _of(kind: ReportKind) -> str:
    """An office or a district, for a report about one."""
    return {"office": "&office=office-3", "district": f"&district={CODE.format(3)}"}.get(kind.needs or "", "")


async def measured(admin_dsn: str, facts: int, times: int, kept: str | None) -> None:
    async with running(admin_dsn, facts, kept) as client:
        print(*pages.heads("page"), sep="\n", flush=True)
        for name, path in (paths() | as_known()).items():
            print(await pages.row(client, name, [[API + path], [path]], times), flush=True)
        print(*pages.heads("file", "CSV", "XLSX"), sep="\n", flush=True)
        for name, kind in REPORTS.items():
            files = [[f"/data/reports/{name}.{form}?year=2023{_of(kind)}"] for form in ("csv", "xlsx")]
            print(await pages.row(client, name, files, times), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.results", description=__doc__)
    parser.add_argument("--facts", type=int, default=FACTS)
    parser.add_argument("--times", type=int, default=100, help="requests for each cell of the table")
    parser.add_argument("--dsn", help="an administrator's address of a PostgreSQL that runs; else one is started")
    parser.add_argument("--database", help="with --dsn: the name of one that is filled if it is not there, and kept")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores; {arguments.facts:,} facts; milliseconds; target p95 {pages.TARGET_MS}")
    if arguments.dsn:
        asyncio.run(measured(arguments.dsn, arguments.facts, arguments.times, arguments.database))
    else:
        with started() as platform:
            asyncio.run(measured(platform.admin_dsn, arguments.facts, arguments.times, arguments.database))


if __name__ == "__main__":
    main()
