"""So many residents in a network that is there: each has signed up once, and agreed to be written to."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
from liaison_contracts.notifications import Contact
from liaison_kit import clock, sealing

from tests.bench.sized_network import Network

ROOM_FOR = 300
LOT = 20_000
CLIENTS = 8

# Boxes of equal content differ and are equally long: one for all takes the same room, and a millionth of the time.
SUBSCRIBERS = """
    insert into subscriber (id, version, channel, key_version, since, sealed, address_hash, token_hash)
    select gen_random_uuid(), 1, 'email', 1, now(), $1, sha256(convert_to('a' || n, 'utf8')),
        sha256(convert_to('t' || n, 'utf8')) from generate_series($2::int, $3::int) as n
"""
SUBSCRIPTIONS = """
    insert into subscription (subscriber_id, purpose, districts, kinds, since)
    select id, 'bulletins', '[]', '[]', since from subscriber
        where not exists (select from subscription where subscriber_id = subscriber.id)
"""
ROOM = "update event set capacity = capacity + $1 where status = 'held' and capacity < $1"
SIGN_UPS = """
    insert into sign_up (id, version, event_id, name, phone, party_size, status, present, token_hash, created_at)
    select gen_random_uuid(), 1, held[1 + n % array_length(held, 1)], 'Олена Коваль',
        '+38050' || lpad(n::text, 7, '0'), 1, 'confirmed', 1, encode(sha256(convert_to('s' || n, 'utf8')), 'hex'), now()
    from generate_series($1::int, $2::int) as n,
        (select array_agg(id) as held from event where status = 'held') as them
"""


def move_in(running: Network, first: int, last: int) -> None:
    """Residents of these numbers."""
    [key] = running.rows("notifications", "select public_key from sealing_key")
    contact = Contact(name="", phone=None, email=f"resident{last}@example.org", link=f"{running.url}/n/{'x' * 22}")
    box = sealing.seal(contact.model_dump_json().encode(), key["public_key"])
    running.rows("notifications", SUBSCRIBERS, box, first, last)
    running.rows("notifications", SUBSCRIPTIONS)
    running.rows("events", ROOM, last)
    # Each counts at its event: versions of one row that all stand in one transaction would be walked through each time.
    for begin in range(first, last + 1, LOT):
        running.rows("events", SIGN_UPS, begin, min(begin + LOT - 1, last))
    for service in ("notifications", "events"):
        running.rows(service, "vacuum analyze")


def sign_ups_a_second(running: Network, seconds: float) -> float:
    """Residents who sign up for different events at the same time, each waiting for the answer."""
    with running.client() as client:
        events = [_an_event(client, number) for number in range(CLIENTS)]
    stop = time.monotonic() + seconds
    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        done = sum(pool.map(lambda event: _sign_up(running, event, stop), events))
    return done / (time.monotonic() - began)


def _an_event(client: httpx.Client, number: int) -> str:
    offices: list[dict[str, Any]] = client.get("/api/registry/v1/offices").json()["offices"]
    office = next(each for each in offices if each["opened_on"])
    starts = (clock.real_now() + timedelta(days=30 + number)).replace(hour=12, minute=0, second=0, microsecond=0)
    body = {
        "title": f"Толока {number} {uuid4().hex[:6]}",
        "description": "Прибираємо парк разом.",
        "kind": "exchange",
        "tools": [],
        "office_id": office["id"],
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
        "mode": "place",
        "place": "Площа",
        "address": "пл. Соборна",
        "capacity": ROOM_FOR,
    }
    answer = client.post("/api/events/v1/events", json=body, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _sign_up(running: Network, event: str, stop: float) -> int:
    done = 0
    with httpx.Client(base_url=running.url, timeout=60, trust_env=False) as client:
        while time.monotonic() < stop and done < ROOM_FOR:
            person = {"name": "Олена", "phone": f"+38063{uuid4().int % 10_000_000:07}", "consent": True}
            answer = client.post(f"/api/events/v1/events/{event}/sign-ups", json=person)
            assert answer.status_code == 201, answer.text
            done += 1
    return done
