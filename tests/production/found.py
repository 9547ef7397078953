"""What the load has left behind in write sides, on Kafka and in projections, as the checker of faults reads it."""

import asyncio
import json
from collections import Counter
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx

from tests.faults.client import Command
from tests.faults.evidence import FACT, STATE, Evidence, Record
from tests.journeys.kafka_reader import records
from tests.production.load import number_of, phone_of
from tests.production.stack import DOORS, Stack

COPIES = {
    "events": "select id, version, hours from office_copy",
    "reporting": "select id, version, hours from office_copy",
    "notifications": "select id, version, null as hours from office_copy",
}
FEED = "select value from feed_record where topic = 'OfficeHoursChanged' and value is not null order by position"
SIGN_UPS = "select id, version, status, phone from sign_up where event_id = any($1)"
TOLD = """
    select sign_up_id from delivery where event_id = any($1) and channel = 'sms' and purpose = 'confirmation'
    order by created_at, id
"""
COUNTED = "select aggregate_id from contribution where family = 'places_kept' and event_id = any($1)"


async def of_hours(stack: Stack, commands: list[Command], before: dict[UUID, int]) -> dict[str, Evidence]:
    """For each service that has a copy of the offices; versions are counted from `before` the load."""

    def since(office: UUID, version: int) -> int:
        return version - before[office]

    def state_of(row: Any) -> tuple[int, str]:
        hours = json.loads(row["hours"]) if isinstance(row["hours"], str) else row["hours"]
        return since(row["id"], row["version"]), "" if hours is None else str(number_of(hours))

    offices = await stack.ask("registry", "select id, version, hours from office where id = any($1)", list(before))
    feed = [json.loads(row["value"])["data"]["state"] for row in await stack.ask("reporting", FEED)]
    told = [*await _read(stack, "OfficeHoursChanged", FACT), *await _read(stack, "OfficeState", STATE)]
    base = Evidence(
        commands=[replace(one, version=since(one.district, one.version)) if one.version else one for one in commands],
        carried_out=[(number, UUID(int=0), 0) for number in _given(told, before)],  # type: ignore[misc]  # its number
        records=[replace(r, version=since(r.district, r.version)) for r, _ in told if r.version > before[r.district]],
        effects=[(UUID(one["id"]), since(UUID(one["id"]), one["version"])) for one in feed],
        waiting=sum([(await stack.ask(one, "select count(*) from outbox"))[0][0] for one in ("registry", "events")]),
    )
    found = {}
    for service, query in COPIES.items():
        copies = {row["id"]: state_of(row) for row in await stack.ask(service, query)}
        with_hours = service != "notifications"
        right = {row["id"]: state_of(row) for row in offices}
        districts = right if with_hours else {office: (version, "") for office, (version, _) in right.items()}
        parked = await stack.ask(service, "select partition, \"offset\" from parked where topic = 'OfficeState'")
        held = {(STATE, row["partition"], row["offset"]) for row in parked}
        found[service] = replace(base, districts=districts, copies=copies, parked=held)
    return found


def _given(told: list[tuple[Record, dict[str, Any]]], before: dict[UUID, int]) -> list[int]:
    """The number of the command behind each fact, each fact once."""
    facts = {r.id: state for r, state in told if r.topic == FACT and r.version > before[r.district]}
    return [number_of(state["hours"]) for state in facts.values()]


async def _read(stack: Stack, topic: str, name: str) -> list[tuple[Record, dict[str, Any]]]:
    def scan() -> list[tuple[Record, dict[str, Any]]]:
        found = []
        for message in records(DOORS, topic, **stack.security):
            envelope = json.loads(message.value())
            state = envelope["data"].get("state", envelope["data"])
            place = (name, int(message.partition() or 0), int(message.offset() or 0))
            id_ = UUID(state.get("id") or state["sign_up_id"])
            found.append((Record(*place, str(id_), id_, int(state["version"]), envelope["id"]), state))
        return found

    return await asyncio.to_thread(scan)


async def of_sign_ups(stack: Stack, sink: httpx.AsyncClient, commands: list[Command], events: list[UUID]) -> Evidence:
    """Effects are the messages that were planned, their tallies those that arrived at the gateway."""
    rows = await stack.ask("events", SIGN_UPS, events)
    ids = {row["phone"]: row["id"] for row in rows}
    arrived = Counter(one["to"] for one in (await sink.get("/api/sms")).json())
    copies = await stack.ask(
        "notifications", "select id, version, status from sign_up_copy where event_id = any($1)", events
    )
    told = await stack.ask("notifications", TOLD, events)
    read = await _read(stack, "SignUpConfirmed", FACT)
    return Evidence(
        commands=commands,
        districts={row["id"]: (row["version"], row["status"]) for row in rows},
        carried_out=[(row["phone"], row["id"], row["version"]) for row in rows],  # type: ignore[misc]  # whose they are
        records=[record for record, _ in read if record.district in set(ids.values())],
        effects=[(row["sign_up_id"], 1) for row in told],
        tallies={ids[phone]: times for phone, times in arrived.items() if phone in ids},
        copies={row["id"]: (row["version"], row["status"]) for row in copies},
    )


async def counted(stack: Stack, events: list[UUID]) -> set[UUID]:
    """The sign-ups that reporting counts."""
    return {row["aggregate_id"] for row in await stack.ask("reporting", COUNTED, events)}


def phones(commands: list[Command]) -> list[str]:
    return [phone_of(one.number) for one in commands]
