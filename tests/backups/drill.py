"""Backup, destroy, restore on an empty machine, in place, and to a second: everything agrees, facts included.

The commands are those of docs/runbooks/restore.md. By hand: `python -m pytest tests/backups/drill.py`.
"""

import asyncio
import json
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from liaison_cli.backups import manifest
from liaison_contracts.catalog import CATALOG
from liaison_kit.testing import eventually
from liaison_local.account import give_away
from liaison_local.for_tests import scratch
from liaison_local.home import Home
from liaison_local.postgres import ADMINISTRATOR, binary

from tests.backups.given import fact_ids
from tests.backups.machine import Machine, backing_up, machine, restoring, to_a_point
from tests.journeys.kafka_reader import records
from tests.journeys.network import Network, import_network, next_evening, open_office, schedule_event

WORKERS = 3
NEAREST = 50
BEFORE = [
    ("Олена Прикладенко", "+380671112233", "olena@example.com"),
    ("Тарас Зразко", "+380672223344", "taras@example.com"),
]
AFTER = [("Іван Загубленко", "+380673334455", "ivan@example.com")]


@pytest.fixture(scope="module")
def here() -> Iterator[Machine]:
    with scratch("liaison-restore-") as folder, machine(folder) as found:
        yield found


class Town:
    """What people do, and what they were answered."""

    def __init__(self, network: Network, office: dict[str, Any], event: dict[str, Any]) -> None:
        self.network, self.office, self.event = network, office, event
        self.acknowledged: list[tuple[float, float, str]] = []
        """Of each consultation when it was asked for, when that was answered, and where it is."""

    async def log_consultation(self) -> str:
        asked = time.time()
        body = {"topic": "social", "office_id": self.office["id"]}
        answer = await self.network.command("/api/events/v1/consultations", json=body)
        assert answer.status_code == 201, answer.text
        path = f"/consultations/{answer.headers['location'].partition('saved=')[2]}"
        self.acknowledged.append((asked, time.time(), path))
        return path

    async def sign_up(self, name: str, phone: str, email: str) -> str:
        body = {"name": name, "phone": phone, "email": email, "consent": True}
        path = f"/api/events/v1/events/{self.event['id']}/sign-ups"
        link: str = (await self.network.done(path, staff=False, json=body))["link"]
        return link.removeprefix(self.network.url)

    async def told(self, *emails: str) -> None:
        """Waits until these were written to."""
        await self.network.until(
            "/api/mails", lambda found: set(emails) <= {to for one in found for to in one["to"]}, sink=True
        )

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Consultations are logged all the time meanwhile."""
        stop = asyncio.Event()

        async def work() -> None:
            while not stop.is_set():
                await self.log_consultation()

        async with asyncio.TaskGroup() as workers:
            for _ in range(WORKERS):
                workers.create_task(work())
            try:
                yield
            finally:
                stop.set()


@asynccontextmanager
async def town(here: Machine) -> AsyncIterator[Town]:
    network = here.network()
    try:
        await import_network(network)
        office = await open_office(network)
        yield Town(network, office, await schedule_event(network, office, next_evening()))
    finally:
        await network.close()


async def messages(here: Machine) -> list[tuple[str, str]]:
    """To whom, and what; the sink is the world outside, which no restore touches."""
    network = here.network()
    try:
        sms, mails = (await network.sink.get("/api/sms")).json(), (await network.sink.get("/api/mails")).json()
    finally:
        await network.close()
    return sorted(
        [(one["to"], one["text"]) for one in sms] + [(to, one["subject"]) for one in mails for to in one["to"]]
    )


async def agrees(here: Machine) -> None:
    """The topics hold the facts of the fact logs, each once; projections are what facts give."""
    await eventually(lambda: disagreement(here), lambda found: found is None, within=120)
    assert "DIFFERENT" not in here.run("liaison replay reporting --compare-only")


async def disagreement(here: Machine) -> str | None:
    """A topic whose facts are others, if there is one; what the services tell at this moment may be under way."""
    data, told = here.data(), {}
    for message in records(data.settings.kafka_bootstrap_servers):
        if message.value():
            told.setdefault(str(message.topic()), []).append(message.value())
    logs = await fact_ids(data)
    for topic in CATALOG:
        if not topic.compacted and topic.retention is None:
            ids = [json.loads(value)["id"] for value in told.get(topic.name, [])]
            assert len(ids) == len(set(ids)), f"{topic.name} holds a fact twice"
            if set(ids) != logs.get(topic.name, set()):
                return topic.name
    return None


async def shown(here: Machine, paths: list[str]) -> set[str]:
    """Which of these the network has."""
    network = here.network()
    try:
        found = {}
        for path in paths:
            answer = await network.http.get(f"/api/events/v1{path}", headers=network.staff_headers)
            found[path] = answer.status_code
        assert set(found.values()) <= {200, 404}, found
        return {path for path, status in found.items() if status == 200}
    finally:
        await network.close()


async def test_backup_destroy_restore_everything_agrees(here: Machine) -> None:
    async with town(here) as people:
        links = [await people.sign_up(*who) for who in BEFORE]
        await people.told(*(email for _, _, email in BEFORE))
        async with people.at_work():
            await asyncio.sleep(1)
            begun = time.time()
            said = await asyncio.to_thread(here.run, backing_up())
            ended = time.time()
            await asyncio.sleep(1)
        print(f"\nbacked up in {ended - begun:.1f} s under load:\n{said}")
        # What follows is lost: a sign-up, and what was advised; but not that somebody wanted to be erased.
        lost_link = await people.sign_up(*AFTER[0])
        await people.told(AFTER[0][2])
        erased = await people.network.command(f"/api/events/v1{links[0]}/erasure", staff=False)
        assert erased.status_code == 204, erased.text
        acknowledged = list(people.acknowledged)
    sent = await messages(here)
    backup = here.newest_backup()
    assert "is whole" in here.run(f"liaison restore {backup} --check")

    refused = here.run(f"liaison restore {backup} --replace", refused=True)
    assert "This network is running" in refused

    for empty in (False, True):
        if empty:
            here.run("liaison down")
            here.destroy()
        begun = time.monotonic()
        said = here.run(restoring(empty=empty), BACKUP=str(backup))
        place = "on an empty machine" if empty else "in place"
        print(f"\nrestored {place} in {time.monotonic() - begun:.1f} s, start and stop included:\n{said}")
        assert "Everything agrees" in said
        assert "knew more" not in said, "the backup is of one point, though it was made under load"
        await agrees(here)
        await what_people_find(here, acknowledged, begun_at=begun_of(backup), links=[*links, lost_link])
        # Long enough for whatever would be sent.
        await asyncio.sleep(5)
        assert await messages(here) == sent, "somebody was written to twice"
    print(f"{len(sent)} messages before, and none came twice")


def begun_of(backup: Path) -> float:
    return manifest.read(backup).made_at.timestamp()


async def what_people_find(
    here: Machine, acknowledged: list[tuple[float, float, str]], begun_at: float, links: list[str]
) -> None:
    before = [path for _, answered, path in acknowledged if answered < begun_at][-NEAREST:]
    after = [path for asked, _, path in acknowledged if asked > begun_at][:NEAREST]
    assert len(before) > 10
    assert len(after) > 10
    assert await shown(here, before) == set(before), "what was answered before the backup is there"
    assert await shown(here, after) == set(), "what was asked for after it is lost, all of it"
    assert await shown(here, links) == set(links[:-1]), "who signed up later is not there"
    assert len([path for path in links[:-1] if await names_somebody(here, path)]) == 1, "who was erased is so again"
    print(f"{len(before)} consultations just before the backup are there, {len(after)} just after it are lost")


async def names_somebody(here: Machine, path: str) -> bool:
    """The page shows nobody's name: whoever has its link learns whether there is one to erase."""
    network = here.network()
    try:
        answer = await network.http.get(f"/api/events/v1{path}")
        known: bool = answer.json()["can_erase"]
        return known
    finally:
        await network.close()


async def test_to_a_second_between_two_facts(here: Machine) -> None:
    """PostgreSQL itself brings back all four databases, from a base backup and its WAL; the command does the rest."""
    archive = here.home.parent / "archive"
    archive.mkdir()
    give_away(archive)
    copying = f"test ! -f {archive}/%f && cp %p {archive}/%f"
    await configured(here, archive_mode="on", archive_command=copying)
    here.run("liaison down; liaison up --detach")
    base = here.home.parent / "base"
    basebackup(here, base)
    network = here.network()
    offices = (await network.http.get("/api/registry/v1/offices")).json()["offices"]
    people = Town(network, next(one for one in offices if one["status"] == "open"), {})
    kept = await people.log_consultation()
    await asyncio.sleep(1.5)
    point = await asked(here, "select to_char(clock_timestamp(), 'YYYY-MM-DD HH24:MI:SS+00')")
    await asyncio.sleep(1.5)
    lost = await people.log_consultation()
    await network.close()
    segment = await asked(here, "select pg_walfile_name(pg_switch_wal())")
    while not (archive / segment).exists():  # noqa: ASYNC110 - PostgreSQL tells nobody
        await asyncio.sleep(0.2)
    here.run("liaison down")
    data = here.home / "data" / "postgresql"
    shutil.rmtree(data)
    shutil.copytree(base, data)
    with (data / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"restore_command = 'cp {archive}/%f %p'\nrecovery_target_time = '{point}'\n")
        settings.write("recovery_target_action = 'promote'\n")
    (data / "recovery.signal").touch()
    for path in (data, *data.rglob("*")):
        give_away(path)
    here.run("liaison up --detach --without-services")
    begun = time.monotonic()
    said = here.run(to_a_point(), STOPPED_AT=f"{point.replace(' ', 'T')[:19]}+00:00")
    print(f"\nrestored to {point} in {time.monotonic() - begun:.1f} s:\n{said}")
    assert "Everything agrees" in said
    assert "knew more" not in said, "all four are at one point"
    here.run("liaison down; liaison up --detach")
    assert await shown(here, [kept, lost]) == {kept}
    await agrees(here)


def administrator(here: Machine) -> str:
    """Of the database server."""
    url = here.variables()["REGISTRY_DATABASE_URL"]
    password = Home.at(here.home).secret(f"{ADMINISTRATOR}-database")
    return f"postgresql://{ADMINISTRATOR}:{password}@{url.partition('@')[2].partition('/')[0]}/{ADMINISTRATOR}"


async def configured(here: Machine, **settings: str) -> None:
    connection = await asyncpg.connect(administrator(here))
    for name, value in settings.items():
        await connection.execute(f"alter system set {name} = '{value}'")
    await connection.close()


async def asked(here: Machine, query: str) -> str:
    connection = await asyncpg.connect(administrator(here))
    try:
        return str(await connection.fetchval(query))
    finally:
        await connection.close()


def basebackup(here: Machine, into: Path) -> None:
    command = [str(binary("pg_basebackup")), "--dbname", administrator(here), "--pgdata", str(into)]
    subprocess.run([*command, "--checkpoint=fast"], check=True, capture_output=True)
