"""How long lists take with 1,000 offices, 50,000 organisations, 1,000,000 answers: `python -m tests.bench.lists`.

Every page is asked as JSON and as a page for people, one at a time, in this process: the network between is left out.
"""

import argparse
import asyncio
import json
import os
import random
from collections.abc import Awaitable, Callable
from datetime import date

import asyncpg
from liaison_kit.database import new_id
from stdnum.ua import edrpou

from tests.bench import pages
from tests.bench.names import cso_name
from tests.bench.needs_answers import ANSWERS, STUDY, answers
from tests.bench.platform import started
from tests.bench.registry import running

OFFICES, CSOS = 1_000, 50_000
API = "/api/registry/v1"
WORDS = ("калина", "ветеранів", "молоді 4", "буг 123", "надія", "немає такої", "сад", "о", "0000", "00012")
DAYS = [{"weekday": day, "opens": "09:00", "closes": "18:00"} for day in range(1, 6)]
Fill = Callable[[asyncpg.Connection], Awaitable[None]]


async def districts_and_offices(connection: asyncpg.Connection) -> None:
    """Districts with ten offices each, all open."""
    await connection.execute("""
        insert into district (id, version, code, name, name_en, seat, seat_en, joined_on)
        select gen_random_uuid(), 1, 'UA0502003' || lpad(n::text, 10, '0'), 'Округ ' || n, 'District ' || n,
            'Село ' || n, 'Village ' || n, '2020-11-26' from generate_series(1, 100) as n
    """)
    hours = [{**day, "valid_from": None, "valid_to": None} for day in DAYS]
    room = {"id": str(new_id()), "name": "Зала", "name_en": "Hall", "capacity": 40}
    statement = """
        insert into office (id, version, slug, name, name_en, district_id, district_name, district_name_en, address,
            address_en, latitude, longitude, phone, status, opened_on, rooms, hours)
        select gen_random_uuid(), 1, 'office-' || n, 'Офіс ' || n, 'Office ' || n, d.id, d.name, d.name_en,
            'вул. Незалежності, ' || n, n || ' Nezalezhnosti St', 48 + n % 100 / 50.0, 27 + n / 500.0, '+380432000000',
            'open', '2021-02-01', $1::jsonb, $2::jsonb
        from generate_series(1, $3::int) as n join district as d on d.name = 'Округ ' || (n % 100 + 1)
    """
    await connection.execute(statement, json.dumps([room]), json.dumps(hours), OFFICES)


async def organisations(connection: asyncpg.Connection) -> None:
    chosen, records = random.Random(7), []
    for number in range(1, CSOS + 1):
        first = f"{number:07}"
        code = first + edrpou.calc_check_digit(first + "0")
        records.append((new_id(), 1, code, cso_name(chosen, number), "active", date(2020, 1, 1), number % 500 == 0))
    columns = ["id", "version", "edrpou", "name", "status", "registered_on", "created_with_help"]
    await connection.copy_records_to_table("cso", records=records, columns=columns)


FILLS: list[Fill] = [districts_and_offices, organisations, answers]


def paths() -> dict[str, list[str]]:
    """What is asked, by what it is called in the table; several paths take turns."""
    code = "0000001" + edrpou.calc_check_digit("00000010")
    return {
        "offices": ["/offices"],
        "one office": [f"/offices/office-{number}" for number in range(1, 20)],
        "districts": ["/districts"],
        "organisations, first page": ["/cso"],
        "organisations, deep page": ["/cso?page=500", "/cso?page=999", "/cso?page=750"],
        "organisations, searched": [f"/cso?q={word}" for word in WORDS],
        "organisations, searched, deep page": ["/cso?q=молоді&page=40", "/cso?q=калина&page=30"],
        "one organisation": [f"/cso/{code}"],
        "needs studies": ["/surveys"],
        "analysis of a needs study": [f"/surveys/studies/{STUDY}/analysis"],
        "one organisation, with similar names": [f"/cso/{code}?similar=true"],
    }


async def measured(admin_dsn: str, times: int) -> list[str]:
    """A table in Markdown: medians and p95 in milliseconds, for JSON and for pages."""
    lines = pages.heads("list")
    print(*lines, sep="\n", flush=True)
    async with running(admin_dsn) as registry:
        connection = await asyncpg.connect(registry.dsn)
        for fill in FILLS:
            await fill(connection)
        await connection.execute("vacuum analyze")
        await connection.close()
        for name, asked in paths().items():
            lines.append(await pages.row(registry.client, name, [[API + path for path in asked], asked], times))
            print(lines[-1], flush=True)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.lists", description=__doc__)
    parser.add_argument("--times", type=int, default=100, help="requests for each cell of the table")
    parser.add_argument("--dsn", help="an administrator's address of a PostgreSQL that runs; else one is started")
    arguments = parser.parse_args()
    size = f"{OFFICES:,} offices, {CSOS:,} organisations, {ANSWERS:,} survey answers"
    print(f"{os.cpu_count()} cores; {size}; milliseconds; target p95 {pages.TARGET_MS}")
    if arguments.dsn:
        asyncio.run(measured(arguments.dsn, arguments.times))
    else:
        with started() as platform:
            asyncio.run(measured(platform.admin_dsn, arguments.times))


if __name__ == "__main__":
    main()
