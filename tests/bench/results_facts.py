"""What the bench of results stands on: the commitment's own story, told by its facts, and millions of facts beside it.

The story goes through the reactions. The others are written as rows, as their reactions keep them, and the sums are
made from all rows at the end, as the reactions would have added them up one by one.
"""

import time
from datetime import date
from typing import Any

import asyncpg
from liaison_contracts.registry import OfficeOpened
from liaison_kit.database import Database

from services.reporting.tests import story
from services.reporting.tests.conftest import Facts
from services.reporting.tests.town import Town
from services.reporting.tests.town import hear as tell

DAYS, AT_ONCE = 1_800, 1_000_000
FIRST = date(2021, 10, 1)
MORE_OFFICES = 5
CODE = "UA0502003{:010}"
HOURS = [{"weekday": day, "opens": "10:00", "closes": "18:00"} for day in (1, 2, 3, 4, 5)]
# A twentieth is recorded two months after its day.
_RECORDED = "({day}::timestamp + interval '18 hours' + interval '60 days' * (n % 20 = 0)::int) at time zone 'UTC'"
_PLACES = "create temporary table place as select id, row_number() over (order by slug) - 1 as number from office_copy"
_EVENTS = f"""
    create temporary table event as
    select uuidv7() as id, place.id as office_id, on_day as held_on, {_RECORDED.format(day="on_day")} as recorded_at,
        n, n % 40 as attendance,
        (array['training', 'lecture', 'meeting', 'workshop', 'consultation_day'])[n % 5 + 1] as kind
    from generate_series(0, $1::int - 1) as n
    join place on place.number = n % $3::int, lateral (select $4::date + (n / $3::int % $2::int)) as days (on_day)
"""
_HELD = """
    insert into held_event (id, version, recorded_at, office_id, office_name, title, kind, tools, held_on, attendance)
    select id, 2, recorded_at, office_id, 'Офіс', 'Подія ' || n, kind, '["petition"]', held_on, attendance from event
"""
_OF_EVENTS = """
    insert into contribution (id, version, recorded_at, family, aggregate_id, place_id, day, figures, title, event_id)
    select uuidv7(), 2, recorded_at, 'events', id, office_id, held_on, jsonb_build_object('events/' || kind, 1,
        'visits/' || kind, attendance, 'event_tools/petition', 1), 'Подія ' || n, id from event
"""
_AT_EVENTS = """
    insert into contribution (id, version, recorded_at, family, aggregate_id, place_id, day, figures, title, event_id)
    select uuidv7(), 1, event.recorded_at, split_part(name, '/', 1), uuidv7(), event.id, held_on,
        jsonb_build_object(name, 1 + number % 3), null, event.id
    from generate_series($1::bigint, $2::bigint) as number join event on event.n = number % $3::int,
        lateral (select (array['places_kept', 'came', 'people/female/18_34', 'people/male/60_and_over',
            'people/female/35_59', 'people/male/18_34', 'people/unknown/unknown', 'answers/event'])
            [number / $3::int % 8 + 1]) as told (name)
"""
_CONSULTATIONS = f"""
    insert into contribution (id, version, recorded_at, family, aggregate_id, place_id, day, figures)
    select uuidv7(), 1, {_RECORDED.format(day="on_day")}, 'consultations', uuidv7(), place.id, on_day,
        jsonb_build_object('consultations/' || (array['petition', 'appeal', 'other'])[n / 7 % 3 + 1] || '/'
            || (array['explained', 'drafted', 'submitted'])[n / 21 % 3 + 1], 1)
    from generate_series($1::bigint, $2::bigint) as n
    join place on place.number = n % $4::int, lateral (select $5::date + (n / $4::int % $3::int)::int) as days (on_day)
"""
_TELLINGS = """
    insert into telling select id, 1, recorded_at, family, aggregate_id, place_id, day, figures, title,
        uuidv7(), 'Told', version from contribution
    on conflict do nothing
"""
# One in fifty events was told before, of the day before and with another number of visits.
_CORRECTED = """
    insert into telling select uuidv7(), 1, recorded_at - interval '1 hour', 'events', id, office_id, held_on - 1,
        jsonb_build_object('events/' || kind, 1, 'visits/' || kind, 3), 'Подія ' || n, uuidv7(), 'EventHeld', 1
    from event where n % 50 = 0
"""
_SUMS = (
    "truncate event_tally, day_figure, month_figure",
    """
    insert into event_tally
    select coalesce(held.aggregate_id, told.event_id), held.place_id, held.day, coalesce(told.figures, '{}')
    from (select event_id, jsonb_object_agg(name, number) as figures from (
            select event_id, key as name, sum(value::bigint) as number from contribution, jsonb_each_text(figures)
            where event_id <> aggregate_id and day is not null group by 1, 2 having sum(value::bigint) <> 0) as part
        group by 1) as told
    full join (select * from contribution where event_id = aggregate_id) as held on held.aggregate_id = told.event_id
    """,
    """
    insert into day_figure select place_id, day, key, sum(value::bigint) from (
        select place_id, day, figures from contribution where event_id is null or event_id = aggregate_id
        union all select place_id, day, figures from event_tally) as counted, jsonb_each_text(figures)
    where place_id is not null and day is not null group by 1, 2, 3 having sum(value::bigint) <> 0
    """,
    """
    insert into month_figure select place_id, date_trunc('month', day)::date, name, sum(number) from day_figure
    group by 1, 2, 3 having sum(number) <> 0
    """,
)
BULKY = ("contribution", "telling")


def network() -> tuple[list[Any], list[Any]]:
    """The story, and what is told beside it: further offices, who lives in the districts, how it was before."""
    facts = Facts()
    told = story.Story(facts)
    for number, one in enumerate(told.told):
        if one.record.__class__.__name__ == "DistrictState":
            place = [*told.districts, *told.parts]
            at = next(at for at, known in enumerate(place) if known.id == one.record.key)
            told.told[number] = story.Told(one.record.model_copy(update={"code": CODE.format(at)}), one.at)
    more: list[Any] = []
    for number in range(MORE_OFFICES):
        about = {"slug": f"office-{number}", "district_id": told.districts[3 + number].id, "hours": HOURS}
        opened = facts.office(name=f"Офіс {number}", name_en=f"Office {number}", opened_on=FIRST, **about)
        more += [OfficeOpened(occurred_on=FIRST, state=opened), opened]
    town = Town(facts)
    for district in [*told.districts, *told.parts]:
        more.append(town.population(district, dict.fromkeys(range(2020, 2027), 5000)))
        more.append(town.baseline(district, {f"2021-0{month}/appeals": 10 * month for month in range(1, 7)}))
    return told.told, more


async def fill(database: Database, connection: asyncpg.Connection, facts: int) -> None:
    """Of a hundred one is an event, forty-nine tell what happened at events, and the others are consultations."""
    told, more = network()
    await story.hear(database, told)
    await tell(database, more)
    begun = time.monotonic()
    indexes = await _without_indexes(connection)
    # To load, not to look: each connection of the service has the server's own settings.
    await connection.execute("set work_mem = '256MB'; set maintenance_work_mem = '1GB'; set synchronous_commit = off")
    await connection.execute(_PLACES)
    offices = await connection.fetchval("select count(*) from place")
    events = facts // 100
    await connection.execute(_EVENTS, events, DAYS, offices, FIRST)
    await connection.execute(_HELD)
    await connection.execute(_OF_EVENTS)
    await connection.execute("analyze event")
    at_events = facts * 49 // 100
    for first in range(0, at_events, AT_ONCE):
        await connection.execute(_AT_EVENTS, first, min(at_events, first + AT_ONCE) - 1, events)
    for first in range(0, facts // 2, AT_ONCE):
        last = min(facts // 2, first + AT_ONCE) - 1
        await connection.execute(_CONSULTATIONS, first, last, DAYS, offices, FIRST)
    _say(begun, f"{facts:,} facts")
    await connection.execute(_TELLINGS)
    await connection.execute(_CORRECTED)
    _say(begun, "all that was ever told")
    for statement in _SUMS:
        await connection.execute(statement)
    _say(begun, "sums")
    for statement in indexes:
        await connection.execute(statement)
    await connection.execute("vacuum analyze")
    _say(begun, "indexes")


async def _without_indexes(connection: asyncpg.Connection) -> list[str]:
    """Takes away the indexes of what is loaded, and returns what makes them again."""
    found = await connection.fetch(
        "select indexname, indexdef, conname from pg_indexes left join pg_constraint on conname = indexname"
        " where schemaname = 'public' and tablename = any($1) and conname is null",
        list(BULKY),
    )
    for row in found:
        await connection.execute(f"drop index {row['indexname']}")
    return [row["indexdef"] for row in found]


def _say(begun: float, what: str) -> None:
    print(f"{what}: {time.monotonic() - begun:.0f} s", flush=True)
