"""How long the public calendar takes with 200 offices and 100,000 events: `python -m tests.bench.calendar`.

Every page is asked as JSON and as a page for people, one at a time, in this process: the network between is left out.
The events lie in four years, the last of them to come. Feeds have no JSON; a quota is for staff.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
from datetime import timedelta

import asyncpg
from liaison_contracts.events import EventKind, ParticipationTool
from liaison_kit import clock
from liaison_kit.database import new_id

from tests.bench import pages
from tests.bench.events import running
from tests.bench.platform import started

OFFICES, EVENTS, DISTRICTS = 200, 100_000, 20
YEARS_BEFORE, YEARS_AFTER = 3, 1
API = "/api/events/v1"
WHAT = ("Як подати петицію", "Бюджет громадських ініціатив", "Клуб читачів", "Громадське обговорення", "Кінопоказ",
    "Лекція з історії Поділля", "Тренінг для громадських організацій", "Конкурс проєктів", "Зустріч із депутатом",
    "Дитячий простір", "Ветеранський хаб", "Читаємо кошторис")  # fmt: skip
MORE = ("Покажемо й допоможемо.", "Приходьте з ідеєю та друзями.", "Вхід вільний, реєстрація на місці.",
    "Розповімо, як змінюється громада.", "Обговоримо дороги, освітлення та парк.", "Запрошуємо всіх мешканців округу.",
    "Буде кава й печиво.", "Візьміть із собою паспорт.")  # fmt: skip
SOUGHT = ("петиція", "бюджет ініціатив", "громад", "депутатом кава", "немає такого слова", "по", "ветеран 77")
OFFICE = """
    insert into office_copy (id, version, slug, name, name_en, address, address_en, district_name, district_name_en,
        status, opened_on, rooms, accessibility)
    values ($1, 1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10::jsonb, $11::jsonb)
"""


async def fill(connection: asyncpg.Connection) -> None:
    """Offices with one room each, and their events one after the other, by chance and always by the same chance."""
    chosen, now = random.Random(7), clock.now().replace(minute=0, second=0, microsecond=0)
    offices = [(new_id(), new_id(), number) for number in range(1, OFFICES + 1)]
    for office, room, number in offices:
        rooms = json.dumps([{"id": str(room), "name": "Зала", "name_en": "Hall", "capacity": 40}])
        place = (f"вул. Незалежності, {number}", f"{number} Nezalezhnosti St")
        district = (f"Округ {number % DISTRICTS}", f"District {number % DISTRICTS}")
        opened = (now - timedelta(days=chosen.randrange(900))).date()
        steps = json.dumps(["step_free_entrance"] if number % 2 else [])
        names = (f"office-{number}", f"Офіс {number}", f"Office {number}")
        await connection.execute(OFFICE, office, *names, *place, *district, opened, rooms, steps)
    each = EVENTS // OFFICES
    pause = timedelta(days=365) * (YEARS_BEFORE + YEARS_AFTER) / each
    records = []
    for (office, room, number), turn in itertools.product(offices, range(each)):
        starts_at = (
            now - timedelta(days=365) * YEARS_BEFORE + pause * turn + timedelta(minutes=15 * chosen.randrange(64))
        )
        over = starts_at < now
        status = chosen.choices(("cancelled", "held" if over else "scheduled", "scheduled"), (1, 18, 1))[0]
        records.append(
            (
                new_id(), 1, f"{chosen.choice(WHAT)} {turn}", "\n\n".join(chosen.choices(MORE, k=5)),
                chosen.choice(list(EventKind)).value, json.dumps([chosen.choice(list(ParticipationTool)).value]),
                status,
                office, f"office-{number}", f"Офіс {number}", f"Office {number}", room, "Зала", "Hall",
                f"вул. Незалежності, {number}", f"{number} Nezalezhnosti St", starts_at, starts_at + timedelta(hours=2),
                40, 20 if status == "held" else None, "Дійшли згоди." if status == "held" else None,
                "Немає світла" if status == "cancelled" else None, chosen.choice((0, 12, 40)), False,
            )
        )  # fmt: skip
    columns = (
        "id version title description kind tools status office_id office_slug office_name office_name_en room_id "
        "room_name room_name_en address address_en starts_at ends_at capacity attendance outcome cancellation_reason "
        "places_taken fills_gaps"
    )
    # Rows are copied in binary; of jsonb that is its version and its text.
    binary = {"encoder": lambda said: b"\1" + said.encode(), "decoder": bytes, "format": "binary"}
    await connection.set_type_codec("jsonb", schema="pg_catalog", **binary)
    await connection.copy_records_to_table("event", records=records, columns=columns.split())
    await connection.execute("vacuum analyze")


def paths() -> dict[str, list[str]]:
    """What is asked, by what it is called in the table; several paths take turns."""
    month = clock.today().replace(day=1)
    months = [f"{month + timedelta(days=31 * step):%Y-%m}" for step in range(-12, 10)]
    slugs = [f"office-{number}" for number in range(1, 20)]
    return {
        "a month": [f"/events/month?month={one}" for one in months],
        "a month of an office": [f"/events/month?office={slug}" for slug in slugs],
        "a month, filtered": [
            f"/events/month?month={one}&kind=lecture&tool=petition&accessible=true&places=true" for one in months
        ],
        "a month, searched": [f"/events/month?month={month:%Y-%m}&q={word}" for word in SOUGHT],
        "coming events": ["/events"],
        "past events": ["/events?past=true"],
        "coming, deep page": ["/events?page=400", "/events?page=250"],
        "past, deep page": ["/events?past=true&page=1400", "/events?past=true&page=700"],
        "a day": [f"/events?day={month + timedelta(days=step)}" for step in range(28)],
        "of an office": [f"/events?office={slug}" for slug in slugs],
        "of a district": [f"/events?district=Округ {number}" for number in range(1, 20)],
        "of a kind": [f"/events?kind={kind.value}" for kind in EventKind],
        "with a tool": [f"/events?tool={tool.value}" for tool in ParticipationTool],
        "without steps": ["/events?accessible=true"],
        "with places": ["/events?places=true"],
        "searched": [f"/events?q={word}" for word in SOUGHT],
        "searched, past": [f"/events?q={word}&past=true" for word in SOUGHT],
        "a list to embed": [f"/events/embed?office={slug}" for slug in slugs],
        "how to subscribe": ["/events/links"],
        "one event": ["/events/{event}"],
        "quota": ["/events/quota"],
        "feed of an office": [f"/events/calendar.ics?office={slug}" for slug in slugs],
        "feed of a kind": ["/events/calendar.ics?kind=lecture"],
        "feed of all": ["/events/calendar.ics"],
    }


async def measured(admin_dsn: str, times: int) -> list[str]:
    """A table in Markdown: medians and p95 in milliseconds, for JSON and for pages."""
    lines = pages.heads("calendar")
    print(*lines, sep="\n", flush=True)
    async with running(admin_dsn) as events:
        connection = await asyncpg.connect(events.dsn)
        await fill(connection)
        event = await connection.fetchval("select id from event where status = 'scheduled' order by starts_at desc")
        await connection.close()
        for name, asked in paths().items():
            asked = [path.replace("{event}", str(event)) for path in asked]
            client = events.staff if "quota" in asked[0] else events.resident
            programs = [] if name.startswith("feed") else [API + path for path in asked]
            lines.append(await pages.row(client, name, [programs, asked], times))
            print(lines[-1], flush=True)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.calendar", description=__doc__)
    parser.add_argument("--times", type=int, default=100, help="requests for each cell of the table")
    parser.add_argument("--dsn", help="an administrator's address of a PostgreSQL that runs; else one is started")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores; {OFFICES:,} offices, {EVENTS:,} events; milliseconds; target p95 {pages.TARGET_MS}")
    if arguments.dsn:
        asyncio.run(measured(arguments.dsn, arguments.times))
    else:
        with started() as platform:
            asyncio.run(measured(platform.admin_dsn, arguments.times))


if __name__ == "__main__":
    main()
