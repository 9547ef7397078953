"""A backup, a life that goes on and is lost, a restore: then everything agrees, facts included.

`deploy/drills/restore` shows the same with their programs, on an empty machine.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer
from liaison_cli.backups import readers, restoring
from liaison_cli.backups.backing_up import back_up
from liaison_cli.backups.cut import one_point
from liaison_cli.backups.loading import load
from liaison_cli.trouble import Trouble
from liaison_contracts.catalog import CATALOG
from liaison_contracts.events import EventScheduled
from liaison_events.model import Event
from liaison_kit import clock, outbox
from liaison_kit.running.fresh_databases import FreshDatabases
from liaison_kit.running.restored import is_unfinished
from liaison_kit.sending.progress import share_tables
from liaison_kit.tables import InboxRow
from liaison_kit.testing import Platform, eventually
from liaison_notifications.model import Delivery, EventCopy
from liaison_notifications.reactions.on_office_state import on_office_state
from rich.progress import Progress
from sqlalchemy import func, select

from services.events.tests.conftest import an_event, an_office
from services.events.tests.consulting import OFFICE
from services.notifications.tests.subscribing import office
from tests.backups.given import InThisProcess, come_back, contents, differences, fact_ids, let_go, network_of
from tests.erasure import house as houses
from tests.erasure.house import STAFF, House

PATIENCE = 120

OLENA = {"name": "Олена Прикладенко", "phone": "+380671112233", "email": "olena@example.com", "consent": True}
TARAS = {"name": "Тарас Зразко", "phone": "+380672223344", "email": "taras@example.com", "consent": True}
IVAN = {"name": "Іван Загубленко", "phone": "+380673334455", "email": "ivan@example.com", "consent": True}


@pytest_asyncio.fixture
async def house(platform: Platform, fresh_databases: FreshDatabases, tmp_path: Path) -> AsyncIterator[House]:
    async with houses.opened(platform, fresh_databases, tmp_path, f"restore{tmp_path.name}.") as opened:
        yield opened


@pytest_asyncio.fixture
async def event(house: House) -> Event:
    """On the calendar, with places for all who come here."""
    async with house.notifications.database.transaction() as session:
        await on_office_state(session, office(id=OFFICE))
    starts = clock.now() + timedelta(days=3)
    made = an_event(starts_at=starts, ends_at=starts + timedelta(hours=2), capacity=30)
    async with house.events.database.transaction() as session:
        for row in (an_office(), made):
            session.add(row)
            await session.flush()
        outbox.publish(session, EventScheduled(occurred_on=clock.today(), state=made.state()))
    return made


async def sign_up(house: House, event: Event, who: dict[str, Any]) -> str:
    """Their own page; waits until events has heard of the key that contacts are sealed for."""

    async def ask() -> Any:
        return await house.events.http.post(f"/api/events/v1/events/{event.id}/sign-ups", json=who)

    return urlsplit(
        (await eventually(ask, lambda answer: answer.status_code == 201, within=PATIENCE)).json()["link"]
    ).path


async def planned(house: House) -> int:
    async with house.notifications.database.reading() as session:
        return int(await session.scalar(select(func.count()).select_from(Delivery)) or 0)


def received(house: House) -> list[str]:
    return sorted([*(one["to"] for one in house.gateway.received), *house.mailbox.recipients])


async def on_topics(house: House) -> dict[str, list[dict[str, Any]]]:
    """All records but tombstones, by topic, in the order of each partition."""
    settings = house.events.settings
    consumer = AIOKafkaConsumer(
        *(settings.topic_prefix + topic.name for topic in CATALOG),
        bootstrap_servers=settings.kafka_bootstrap_servers,
        auto_offset_reset="earliest",
    )
    found: dict[str, list[dict[str, Any]]] = {}
    await consumer.start()
    try:
        while batches := await consumer.getmany(timeout_ms=1500):
            for partition, records in batches.items():
                found.setdefault(partition.topic, []).extend(json.loads(one.value) for one in records if one.value)
    finally:
        await consumer.stop()
    return found


async def restored(house: House, network: InThisProcess, folder: Path | None) -> list[str]:
    await let_go(house)
    said: list[str] = []
    backup = restoring.checked(folder) if folder else None
    await restoring.restore(restoring.Plan(network, clock.real_now(), folder, backup), said.append)
    await come_back(house)
    return said


async def test_after_a_restore_everything_agrees_and_nobody_is_written_to_twice(
    house: House, event: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = network_of(house, tmp_path)
    async with houses.telling(house):
        olena = await sign_up(house, event, OLENA)
        await eventually(lambda: planned(house), lambda found: found == 2, within=PATIENCE)
    # Two messages wait to be sent, and a second sign-up's facts are not told yet.
    await sign_up(house, event, TARAS)
    folder, _ = await back_up(network, tmp_path / "backups", with_kafka=True)
    before = {service: await contents(network, service) for service in ("registry", "events")}
    known = await fact_ids(network)
    async with houses.telling(house):
        ivan = await sign_up(house, event, IVAN)
        await eventually(lambda: planned(house), lambda found: found == 6, within=PATIENCE)
        await house.notifications.work()
        await house.events.post(f"{olena}/erasure", 204)
        assert len(received(house)) == 6
    sent = received(house)
    assert await statuses(house, olena, ivan) == [200, 200]
    lost = set().union(*(await fact_ids(network)).values()) - set().union(*known.values())
    assert lost

    await cut_short(house, network, folder, monkeypatch)
    said = await restored(house, network, folder)

    assert said[-1].startswith("7. Everything agrees"), said
    assert not any([await is_unfinished(part.database) for part in house.parts])
    after = {service: await contents(network, service) for service in before}
    moved = {"outbox", "fact_log"}
    assert differences(before["registry"], after["registry"]) <= moved
    # Whoever was erased since the backup is so again, and the place at the event is free; all else is as it was.
    assert differences(before["events"], after["events"]) <= moved | {"sign_up", "event"}
    assert after["events"]["sign_up"][0] == 2
    assert OLENA["email"].encode() not in b"".join([content async for _, content in house.contents()])
    assert await statuses(house, olena, ivan) == [200, 404], "who was erased has an empty page, who came later none"
    await epochs_and_ids_are_right(house, network, lost)
    async with houses.telling(house):
        for _ in range(3):
            await house.notifications.work()
        await sign_up(house, event, IVAN)
        await eventually(lambda: planned(house), lambda found: found == 6, within=PATIENCE)
        await house.notifications.work()
    again = received(house)
    for to in {*sent} - {IVAN["phone"], IVAN["email"]}:
        assert again.count(to) == 1, f"{to} was written to twice"
    assert again.count(IVAN["email"]) == 2, "who signed up anew is told anew"


async def statuses(house: House, *paths: str) -> list[int]:
    return [(await house.events.http.get(path)).status_code for path in paths]


async def cut_short(house: House, network: InThisProcess, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somewhere in the middle; from then on no process works on these databases."""

    async def broken(*_: Any) -> None:
        raise Trouble("The machine went off.")

    with monkeypatch.context() as patched:
        patched.setattr(readers, "begin_epoch", broken)
        with pytest.raises(Trouble, match="went off"):
            await restored(house, network, folder)
    for part in house.parts:
        assert await is_unfinished(part.database)


async def epochs_and_ids_are_right(house: House, network: InThisProcess, lost: set[str]) -> None:
    told, logs = await on_topics(house), await fact_ids(network)
    prefix = network.settings.topic_prefix
    by_id = {topic: [record["id"] for record in records] for topic, records in told.items()}
    for topic in CATALOG:
        if not topic.compacted and topic.retention is None:
            ids = by_id.get(prefix + topic.name, [])
            assert len(ids) == len(set(ids))
            assert set(ids) == logs.get(prefix + topic.name, set()), topic.name
    assert not lost & {record_id for ids in by_id.values() for record_id in ids}
    epochs = {record["epoch"] for records in told.values() for record in records}
    assert len(epochs) == 1
    assert epochs.pop() > 1_000_000
    states = told[f"{prefix}EventState"]
    facts = told[f"{prefix}EventScheduled"]
    assert [one["data"] for one in states] == [one["data"]["state"] for one in facts]


async def test_one_database_that_was_restored_alone_is_believed_by_those_who_knew_more(
    house: House, event: Event, tmp_path: Path
) -> None:
    network = network_of(house, tmp_path)

    async def starts_at(house: House) -> tuple[int, Any] | None:
        async with house.notifications.database.reading() as session:
            row = await session.get(EventCopy, event.id)
            return row and (row.version, row.starts_at)

    async def moved_to(days: int) -> Any:
        new = (event.starts_at + timedelta(days=days)).replace(microsecond=0)
        ends = new + timedelta(hours=2)
        told = (await house.events.http.get(f"/api/events/v1/events/{event.id}")).json()
        body = {"starts_at": new.isoformat(), "ends_at": ends.isoformat()}
        await house.events.post(
            f"/events/{event.id}/time", 200, json=body, headers=STAFF | {"if-match": f'"{told["version"]}"'}
        )
        return new

    async with houses.telling(house):
        await eventually(lambda: starts_at(house), within=PATIENCE)
        first = await starts_at(house)
        folder, made = await back_up(network, tmp_path / "backups", with_kafka=True)
        for days in (1, 2, 3):
            await moved_to(days)
        await eventually(lambda: starts_at(house), lambda found: found and found[0] == 4, within=PATIENCE)
    await let_go(house)
    with Progress(disable=True) as progress:
        await load(network, "events", made.databases["events"], folder, progress)

    said = await restored(house, network, None)

    ahead = [line.split(" than ")[0].strip() for line in said if "knew more" in line]
    assert ahead == ["notifications knew more of 1 things"]
    assert await starts_at(house) == first
    async with houses.telling(house):
        new = await moved_to(5)
        await eventually(lambda: starts_at(house), lambda found: found == (2, new), within=PATIENCE)


async def test_the_point_is_one_at_which_nobody_applies_anything(house: House, tmp_path: Path) -> None:
    network = network_of(house, tmp_path)

    async def look(stack: AsyncExitStack) -> dict[str, Any]:
        _, looked = await stack.enter_async_context(one_point(network))
        return looked

    async with AsyncExitStack() as stack:
        async with house.events.database.transaction() as applying:
            await share_tables(applying)
            taking = asyncio.create_task(look(stack))
            applying.add(InboxRow(consumer="x", fact_id=UUID(int=1)))
            await asyncio.sleep(0.5)
            assert not taking.done()
            # Commands go on: here is one whose fact the other might apply.
            async with house.registry.database.transaction() as command:
                command.add(InboxRow(consumer="y", fact_id=UUID(int=2)))
        looked = await asyncio.wait_for(taking, 20)
        rows = {service: await looked[service].fetchval("select count(*) from inbox") for service in looked}
        assert rows == {"registry": 1, "events": 1, "notifications": 0, "reporting": 0}
        # From here on facts are applied again, and the point stays what it was.
        async with house.events.database.transaction() as applying:
            await share_tables(applying)
            applying.add(InboxRow(consumer="z", fact_id=UUID(int=3)))
        assert await looked["events"].fetchval("select count(*) from inbox") == 1


async def test_a_running_network_is_left_alone(house: House, tmp_path: Path) -> None:
    network = network_of(house, tmp_path)
    async with houses.telling(house):
        with pytest.raises(Trouble, match="This network is running") as refused:
            await restoring.must_be_still(network)
    assert "connections to its database" in str(refused.value)
    assert "are members of this group" in str(refused.value)
