"""GET /metrics: what is counted, what is read from the database, and a page that always comes."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from liaison_kit.database import Database
from liaison_kit.http.scrape import Scrape, outbox_reading, parked_reading
from liaison_kit.jobs import JobContext, every, run
from liaison_kit.running import metrics
from liaison_kit.running.health import Health
from liaison_kit.service import Service, build_app
from liaison_kit.settings import Settings
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text


def families(answer: httpx.Response) -> dict[str, Metric]:
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return {family.name: family for family in text_string_to_metric_families(answer.text)}


def value(answer: httpx.Response, sample: str, **labels: str) -> float:
    samples = [one for family in families(answer).values() for one in family.samples]
    return sum(one.value for one in samples if one.name == sample and one.labels == labels)


def asking(service: Service, settings: Settings, database: Database, scrape: Scrape) -> httpx.AsyncClient:
    app = build_app(service, settings, database, Health(), scrape)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://liaison.test")


@pytest.fixture
def scrape(database: Database) -> Scrape:
    made = Scrape()
    made.add(outbox_reading(database))
    made.add(parked_reading(database))
    return made


async def test_outbox_and_dead_letters_are_read_for_each_scrape(
    service: Service, settings: Settings, database: Database, scrape: Scrape
) -> None:
    async with asking(service, settings, database, scrape) as client:
        answer = await client.get("/metrics")
        assert {"liaison_outbox_rows", "liaison_outbox_oldest_seconds", "liaison_parked_records"} <= families(
            answer
        ).keys()
        assert value(answer, "liaison_outbox_rows") == value(answer, "liaison_outbox_oldest_seconds") == 0
        async with database.transaction() as session:
            await session.execute(
                text("""
                    insert into outbox (shard, topic, key, version, payload, refused, created_at)
                    select 0, 't', n::text, 1, '', case n when 1 then 'too large' end, now() - interval '1 hour'
                    from generate_series(1, 3) n
                """)
            )
            await session.execute(
                text("""
                    insert into parked (topic, partition, "offset", headers, reason, dropped_at)
                    select 't', 0, n, '[]', 'r', case n when 1 then now() end from generate_series(1, 3) n
                """)
            )
        answer = await client.get("/metrics")
    assert value(answer, "liaison_outbox_rows") == 3
    assert value(answer, "liaison_outbox_refused_rows") == 1
    assert 3600 <= value(answer, "liaison_outbox_oldest_seconds") < 7200
    assert value(answer, "liaison_parked_records", state="waiting") == 2
    assert value(answer, "liaison_parked_records", state="dropped") == 1


async def test_what_cannot_be_read_is_left_out_and_the_rest_comes(
    service: Service, settings: Settings, database: Database, scrape: Scrape
) -> None:
    async with asking(service, settings, database, scrape) as client:
        async with database.transaction() as session:
            await session.execute(text("drop table parked"))
        shown = families(await client.get("/metrics"))
        assert "liaison_outbox_rows" in shown
        assert "liaison_parked_records" not in shown
        async with database.transaction() as session:
            # A lock, as a migration may hold one: the reading gives up in time.
            await session.execute(text("lock table outbox"))
            async with asyncio.timeout(10):
                shown = families(await client.get("/metrics"))
    assert "liaison_outbox_rows" not in shown
    assert {"liaison_relay_leases", "python_info", "process_start_time_seconds"} <= shown.keys()


async def test_a_role_shows_only_what_it_minds(client: httpx.AsyncClient) -> None:
    shown = families(await client.get("/metrics"))
    assert not {"liaison_outbox_rows", "liaison_parked_records"} & shown.keys()


async def test_requests_are_measured_by_route_and_never_by_address(client: httpx.AsyncClient) -> None:
    async def count(route: str, method: str, status: str) -> float:
        labels = {"route": route, "method": method, "status": status}
        return value(await client.get("/metrics"), "liaison_http_request_seconds_count", **labels)

    routes = [
        ("/api/registry/v1/dead-letters/{letter_id}", "GET", "401"),
        ("/api/registry/v1/broken", "GET", "500"),
        ("/api/registry/v1/districts", "POST", "422"),
        ("other", "GET", "404"),
        ("other", "other", "404"),
    ]
    before = [await count(*route) for route in routes]
    for number in range(3):
        await client.get(f"/api/registry/v1/dead-letters/in-{number}")
        await client.get(f"/nowhere/{number}")
        await client.request(f"BREW{number}", "/nowhere")
    await client.get("/api/registry/v1/broken")
    await client.post("/api/registry/v1/districts", json={})
    assert [await count(*route) for route in routes] == [b + n for b, n in zip(before, (3, 1, 1, 3, 3), strict=True)]
    page = (await client.get("/metrics")).text
    assert "in-1" not in page
    assert "BREW" not in page


async def test_runs_of_jobs_are_counted(database: Database, settings: Settings) -> None:
    def counted() -> list[float]:
        return [
            metrics.JOB_RUNS.labels("do_something", outcome)._value.get() for outcome in ("worked", "idle", "failed")
        ]

    before, stop, outcomes = counted(), asyncio.Event(), iter([True, OSError(), False])

    @every(timedelta(0))
    async def do_something(_context: object) -> bool:
        outcome = next(outcomes)
        if isinstance(outcome, OSError):
            raise outcome
        if not outcome:
            stop.set()
        return outcome

    await run(do_something, JobContext(database, settings), stop)
    assert counted() == [runs + 1 for runs in before]
