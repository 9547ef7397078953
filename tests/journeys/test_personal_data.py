"""Nothing readable about a person is anywhere but where it has to be: logs, tables, metrics, pages, errors, trails.

That goes for residents and for who works here; what opens something is nowhere in clear. The topics are looked through
in test_main_job.py for what residents entered, here for the rest.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg
import httpx
import pytest
import pytest_asyncio
from confluent_kafka import Producer
from liaison_contracts.catalog import CATALOG, Classification, topic_of
from liaison_contracts.events import SignUpConfirmed
from liaison_contracts.registry import OfficePlanned
from liaison_kit.database import new_id
from liaison_kit.testing import eventually

from tests.journeys import network as steps
from tests.journeys.colleague import COLLEAGUE, PASSWORD, hired
from tests.journeys.kafka_reader import records
from tests.journeys.network import Network, Resident
from tests.journeys.planted import Planted, contents
from tests.journeys.system import System

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

SERVICES = ("registry", "events", "notifications", "reporting")
HEARING = ("notifications", "reporting")
"""Who listens to the topic on which another program has put a broken record."""
RESIDENT = Resident("Горпина Нетудихатенко-Лоза", "+380671234697", "horpyna.netudykhatenko@example.com")
STRAY = Resident("Устина Заблудовська-Рогань", "+380931112277", "ustyna.zabludovska@example.net")
NAMES_IN_BAD_REQUESTS = 14

# For check-in, at the event. It is emptied a month after it.
LIVES_IN = {f"events.sign_up.{column}" for column in ("name", "phone", "email")}
# For administrators, and for letters; other services know an account by its id.
LIVES_IN |= {"registry.staff.name", "registry.staff.email"}
# A record that another program has put on a topic is kept byte for byte, for staff, until they release or drop it.
LIVES_IN |= {f"{service}.parked.{column}" for service in HEARING for column in ("value", "headers")}

# Each message is signed with it.
LIVES_IN |= {"reporting.webhook.secret"}

OPEN_PAGES = [
    "/",
    "/events",
    "/offices",
    "/services",
    "/outreach",
    "/districts",
    "/cso",
    "/programme",
    "/results",
    "/subscribe",
    "/sign-in",
]
STAFF_PAGES = ["/webhooks", "/network", "/messages", "/cso/new", "/events/new"]


@dataclass
class Left:
    """What the journey leaves behind, and the answers to requests that were refused."""

    system: System
    event_id: str
    refusals: list[tuple[str, bytes]]
    of_staff: Planted
    planted: Planted


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def left(system: System) -> AsyncIterator[Left]:
    network = system.network
    await steps.import_network(network)
    office = await steps.open_office(network)
    before = attendance(await network.scorecard(), office)
    event = await steps.schedule_event(network, office, steps.next_evening() + timedelta(days=4))
    sign_up_id = await steps.sign_up(network, event, RESIDENT)
    secrets = await hired(network) | await told_by_webhook(network)
    refusals = await refused(network, event["id"]) + await staff_refused(network, secrets["invitation"])
    await asked_of_nobody(system, f"/sign-in/links/{secrets['reset']}?email={quote(COLLEAGUE.email)}")
    await network.until("/api/sms", lambda found: any(sms["to"] == RESIDENT.phone for sms in found), sink=True)
    await network.until("/api/mails", lambda found: any(RESIDENT.email in str(mail) for mail in found), sink=True)
    put_a_stray_record(network)
    await network.until("/api/notifications/v1/dead-letters", lambda found: found["items"], staff=True)
    await steps.hold_event(network, event, sign_up_id)
    await network.until(
        "/api/reporting/v1/results", lambda found: attendance(found, office) == before + 12, played=True, staff=True
    )
    everybody = Planted(RESIDENT, STRAY, COLLEAGUE, secrets=secrets)
    yield Left(system, event["id"], refusals, Planted(COLLEAGUE, secrets=secrets), everybody)
    await network.close()


async def told_by_webhook(network: Network) -> dict[str, str]:
    """A webhook that leads inside, so that each attempt at it fails; its secret."""
    said = {"name": "Табло", "url": "https://127.0.0.1:9/hook", "from_beginning": True}
    made = await network.done("/api/reporting/v1/webhooks", json=said)
    return {"webhook": made["secret"].removeprefix("whsec_")}


def attendance(scorecard: dict[str, Any], office: dict[str, Any]) -> int:
    """How many people have come to this office, as reporting has heard."""
    return sum(int(one["attendance"] or 0) for one in scorecard["offices"] if one["slug"] == office["slug"])


async def refused(network: Network, event_id: str) -> list[tuple[str, bytes]]:
    """Requests that hold personal data and are wrong, each in another way."""
    person = {"name": RESIDENT.name, "phone": RESIDENT.phone, "email": RESIDENT.email, "consent": True}
    path = f"/api/events/v1/events/{event_id}/sign-ups"
    named = quote(f"{RESIDENT.name} {RESIDENT.phone} {RESIDENT.email}")
    answers = [
        await network.http.post(path, json=person),  # is signed up already
        await network.http.post(path, json=person | {"phone": f"{RESIDENT.phone}0000", "email": RESIDENT.name}),
        await network.http.post(path, json=person | {"consent": False, "party_size": RESIDENT.name}),
        await network.http.post(path, json=person | {"name": f"{RESIDENT.name}\0"}),
        await network.http.post(path, content=json.dumps(person)[:-1], headers={"content-type": "application/json"}),
        await network.http.post(f"/api/events/v1/events/{new_id()}/sign-ups", json=person),
        await network.http.get(f"/api/events/v1/events/{named}", params={"q": RESIDENT.name}),
        await network.http.post("/api/events/v1/events", json=person, headers={"authorization": "Bearer mokryna"}),
        await network.http.post("/api/registry/v1/network", content=RESIDENT.name, headers=network.staff_headers),
    ]
    return [_told(answer) for answer in answers]


async def staff_refused(network: Network, used: str) -> list[tuple[str, bytes]]:
    """The same about who works here."""
    person = {"name": COLLEAGUE.name, "email": COLLEAGUE.email, "roles": ["analyst"]}
    people, link = "/api/registry/v1/people", f"/api/registry/v1/sign-in/links/{used}"
    answers = [
        await network.http.post(people, json=person, headers=network.staff_headers),  # has an account already
        await network.http.post(people, json=person | {"email": COLLEAGUE.name}, headers=network.staff_headers),
        await network.http.post("/api/registry/v1/sign-in", json={"email": COLLEAGUE.email, "password": PASSWORD}),
        await network.http.post(link, json={"password": PASSWORD}),  # was used
        await network.http.get(f"{people}/{quote(COLLEAGUE.email)}", headers=network.staff_headers),
    ]
    return [_told(answer) for answer in answers]


def _told(answer: httpx.Response) -> tuple[str, bytes]:
    return f"{answer.request.method} {answer.status_code}", answer.content


async def asked_of_nobody(system: System, path: str) -> None:
    """Follows a link while the registry is away, which is what its origin writes down."""
    await system.kill("registry")
    assert (await system.network.http.get(path, headers={"referer": system.network.url + path})).status_code == 503
    await system.all_ready()


def put_a_stray_record(network: Network) -> None:
    """Another program writes a person's data where it does not belong."""
    producer = Producer({"bootstrap.servers": network.kafka})
    person = f"{STRAY.name} {STRAY.phone} {STRAY.email}"
    value = json.dumps({"type": person, "data": {person: person}, "id": person}, ensure_ascii=False)
    producer.produce(
        topic_of(SignUpConfirmed).name,
        value.encode(),
        key=str(new_id()).encode(),
        headers=[("said", person.encode()), ("content-type", b"text/plain")],
    )
    # On a public topic, too: nobody of ours applies it, and the feed must not pass it on.
    producer.produce(topic_of(OfficePlanned).name, value.encode(), key=person.encode())
    assert producer.flush(20) == 0


async def test_refusals_do_not_repeat_what_was_entered(left: Left) -> None:
    assert len(left.refusals) == NAMES_IN_BAD_REQUESTS
    assert all(" 4" in kind for kind, _ in left.refusals), left.refusals
    assert {kind: found for kind, body in left.refusals if (found := left.planted.found_in(body))} == {}


async def test_logs_of_every_process_hold_none_of_it(left: Left) -> None:
    logs = read(left.system.home / "logs")
    assert {f"{name}.log" for name in (*SERVICES, "kafka", "postgresql", "caddy", "sink", "supervisor")} <= set(logs)
    assert b"fact.parked" in logs["notifications.log"]
    assert b"delivery.accepted" in logs["notifications.log"]
    assert {name: found for name, content in logs.items() if (found := left.planted.found_in(content))} == {}


async def test_no_span_of_any_process_holds_any_of_it(left: Left) -> None:
    collector = left.system.collector
    if collector is None:
        pytest.skip("the network that was given tells its spans elsewhere")
    told = {f"liaison-{name}" for name in SERVICES}
    await eventually(collector.services, lambda found: found >= told)
    found = [left.planted.found_in(body) for body in collector.bodies]
    assert [words for words in found if words] == []


def read(folder: Path) -> dict[str, bytes]:
    """All files in the folder, by their names."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def test_topics_hold_nothing_of_who_works_here(left: Left) -> None:
    seen = set()
    for record in records(left.system.network.kafka):
        seen.add(record.topic())
        parts = [record.key() or b"", record.value() or b"", *(value or b"" for _, value in record.headers() or [])]
        found = left.of_staff.found_in(b"\n".join(parts))
        assert not found, f"{record.topic()} {record.partition()}/{record.offset()} holds {found}"
    assert {"StaffChanged", "StaffState", "StaffLinkMade"} <= seen


async def test_tables_hold_it_where_it_has_to_be_and_nowhere_else(left: Left) -> None:
    filled, holding = set(), set()
    for service in SERVICES:
        connection = await asyncpg.connect(left.system.environment[f"{service.upper()}_DATABASE_URL"])
        try:
            async for column, content in contents(connection):
                filled.add(f"{service}.{column}")
                if left.planted.found_in(content):
                    holding.add(f"{service}.{column}")
        finally:
            await connection.close()
    assert holding == LIVES_IN
    looked_at = {column.split(".")[1] for column in filled}
    # What the kit keeps is not empty, so that this test has seen something.
    assert {"inbox", "heard", "progress", "answer", "parked", "contact_point", "delivery"} <= looked_at
    assert [name for name in looked_at if name.startswith("fact_log_2")]


async def test_dead_letters_are_listed_without_it_and_shown_to_staff_alone(left: Left) -> None:
    network = left.system.network
    for service in SERVICES:
        listed = await network.http.get(f"/api/{service}/v1/dead-letters", headers=network.staff_headers)
        assert listed.status_code == 200
        assert left.planted.found_in(listed.content) == []
        assert len(listed.json()["items"]) == (1 if service in HEARING else 0)
    path = "/api/notifications/v1/dead-letters"
    letter = (await network.http.get(path, headers=network.staff_headers)).json()["items"][0]["id"]
    assert (await network.http.get(f"{path}/{letter}")).status_code == 401
    whole = await network.http.get(f"{path}/{letter}", headers=network.staff_headers)
    assert left.planted.found_in(whole.content), "the record itself is what staff ask for here"


async def test_audit_trails_hold_none_of_it(left: Left) -> None:
    network, actions = left.system.network, set()
    for service in SERVICES:
        for path in (f"/api/{service}/v1/audit?limit=1000", f"/api/{service}/v1/audit.csv", f"/audit/{service}"):
            answer = await network.http.get(path, headers=network.staff_headers)
            assert answer.status_code == 200, path
            assert left.planted.found_in(answer.content) == [], path
            actions |= {entry["action"] for entry in answer.json()["entries"]} if "limit" in path else set()
    assert {"invite_person", "choose_password", "sign_in", "sign_in_refused", "set_up_totp", "add_program"} <= actions


async def test_people_are_shown_to_administrators_alone(left: Left) -> None:
    network = left.system.network
    for path in ("/people", "/api/registry/v1/people"):
        assert (await network.http.get(path)).status_code == 401
        assert COLLEAGUE.email in (await network.http.get(path, headers=network.staff_headers)).text


async def test_the_feed_and_webhooks_hold_none_of_it(left: Left) -> None:
    network, seen, after = left.system.network, set(), ""
    public = ",".join(topic.name for topic in CATALOG if topic.classification is Classification.PUBLIC)
    while "liaison.events.EventHeld.v1" not in seen:
        query = {"types": public, "limit": 1000, "wait": 30} | ({"after": after} if after else {})
        answer = await network.http.get("/api/feed/v1/facts", params=query, timeout=40)
        assert answer.status_code == 200, answer.text
        assert left.planted.found_in(answer.content) == []
        page = answer.json()
        assert page["facts"], f"only {sorted(seen)}"
        seen |= {one["type"] for one in page["facts"]}
        after = page["next"]
    assert "liaison.registry.OfficeState.v1" in seen
    wrong = await network.http.get("/api/feed/v1/facts", params={"types": RESIDENT.name, "after": RESIDENT.phone})
    assert (wrong.status_code, left.planted.found_in(wrong.content)) == (422, [])
    [webhook] = (await network.http.get("/api/reporting/v1/webhooks", headers=network.staff_headers)).json()["webhooks"]
    for _ in range(2):  # its maker sees the secret once
        shown = await network.http.get(f"/webhooks/{webhook['id']}", headers=network.staff_headers)
    assert (shown.status_code, left.planted.found_in(shown.content)) == (200, [])
    assert (
        "forbidden"
        in (await network.http.get(f"/api/reporting/v1/webhooks/{webhook['id']}", headers=network.staff_headers)).text
    )


async def test_pages_and_metrics_hold_none_of_it(left: Left) -> None:
    network, found = left.system.network, {}
    ports = json.loads((left.system.home / "run" / "state.json").read_text())["ports"]["inner"]
    addresses = [f"http://127.0.0.1:{ports[name]}/{page}" for name in SERVICES for page in ("metrics", "health")]
    addresses += ["/health", *OPEN_PAGES, f"/events/{left.event_id}", f"/api/events/v1/events/{left.event_id}"]
    addresses += ["/data/events.csv", "/api/reporting/v1/results", "/api/notifications/v1/messages"]
    for address in [*addresses, *STAFF_PAGES]:
        answer = await network.http.get(address, headers=network.staff_headers)
        assert answer.status_code == 200, address
        found[address] = left.planted.found_in(answer.content)
    assert {address: words for address, words in found.items() if words} == {}
