"""The sealing key is rotated while people sign up: every one of them gets their messages, once."""

import asyncio
import json
from typing import Any

import asyncpg
import pytest
from liaison_kit.testing import eventually

from tests.journeys import network as steps
from tests.journeys.kafka_reader import records
from tests.journeys.network import Resident
from tests.journeys.system import System, liaison

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

RESIDENTS = [Resident(phone=f"+38067123460{n}", email=f"rotation-{n}@example.com") for n in range(10)]


async def test_contacts_sealed_before_while_and_after_the_key_changes_are_all_used(system: System) -> None:
    network = system.network
    await steps.import_network(network)
    office = await steps.open_office(network)
    event = await steps.schedule_event(network, office, steps.next_evening())
    await steps.sign_up(network, event, RESIDENTS[0])

    async def signs_up(residents: list[Resident]) -> None:
        for resident in residents:
            await steps.sign_up(network, event, resident)

    async def rotates() -> None:
        for _ in range(2):
            said = await asyncio.to_thread(liaison, system.environment, "keys", "rotate", "sealing")
            assert "is in use" in said
        await system.kill("notifications")

    await asyncio.gather(signs_up(RESIDENTS[1:5]), signs_up(RESIDENTS[5:9]), rotates())
    await system.all_ready()
    await eventually(lambda: key_known_to_events(system), lambda version: version == 3)
    await steps.sign_up(network, event, RESIDENTS[9])

    phones, mails = {one.phone for one in RESIDENTS}, {one.email for one in RESIDENTS}

    def all_accepted(found: dict[str, Any]) -> bool:
        own = [(one["channel"], one["status"]) for one in found["messages"] if one["event_id"] == event["id"]]
        settled = [status in {"accepted", "unknown"} for _, status in own]
        return len(own) == 2 * len(RESIDENTS) and all(settled)

    await network.until("/api/notifications/v1/messages", all_accepted, staff=True)
    sent = [sms["to"] for sms in (await network.sink.get("/api/sms")).json() if sms["to"] in phones]
    assert sorted(sent) == sorted(phones)
    shown = str((await network.sink.get("/api/mails")).json())
    unsure = (
        await network.http.get("/api/notifications/v1/messages?status=unknown", headers=network.staff_headers)
    ).json()
    assert len([mail for mail in mails if mail in shown]) >= len(mails) - len(unsure["messages"])
    versions = {key_version(record) for record in records(network.kafka, "ParticipantContact")}
    assert {1, 3} <= versions, "the rotations came before or after all sign-ups"
    listed = liaison(system.environment, "keys", "list", "sealing")
    assert "Version 3" in listed
    await network.close()


async def key_known_to_events(system: System) -> int | None:
    connection = await asyncpg.connect(system.environment["EVENTS_DATABASE_URL"])
    try:
        version: int | None = await connection.fetchval("select max(version) from sealing_key_copy")
        return version
    finally:
        await connection.close()


def key_version(record: Any) -> int:
    return int(json.loads(record.value())["data"]["key_version"])
