"""An office's work goes on while another part is down: its events service needs its own database, and nothing else."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from tests.journeys import network as steps
from tests.journeys.consultations import book_appointment, log_consultation
from tests.journeys.network import Resident
from tests.journeys.space import ask_for_space
from tests.journeys.system import System

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

PARTS = ["registry", "notifications", "reporting", "kafka"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def office(system: System) -> AsyncIterator[dict[str, Any]]:
    """An open office that events has heard of, with the key that contacts are sealed for."""
    network = system.network
    await steps.import_network(network)
    opened = await steps.open_office(network)
    event = await steps.schedule_event(network, opened, steps.next_evening() + timedelta(days=20))
    await steps.sign_up(network, event, Resident(phone="+380671234400", email="first@example.com"))
    await book_appointment(network, opened)
    yield opened
    await network.close()


@contextmanager
def down(system: System, part: str) -> Iterator[None]:
    """The part is killed, and the supervisor kept from starting it again; at the end it goes on."""
    pid = system.pid(part)
    os.kill(system.pid("supervisor"), signal.SIGSTOP)
    try:
        os.kill(pid, signal.SIGKILL)
        yield
    finally:
        os.kill(system.pid("supervisor"), signal.SIGCONT)


@pytest.mark.parametrize("part", PARTS)
async def test_an_offices_work_goes_on_while_a_part_is_down(system: System, office: dict[str, Any], part: str) -> None:
    network, number = system.network, PARTS.index(part)
    await system.all_ready()
    evening = steps.next_evening() + timedelta(days=21 + number)
    resident = Resident(phone=f"+38067123441{number}", email=f"while-{part}-is-down@example.com")
    with down(system, part):
        event = await steps.schedule_event(network, office, evening)
        await steps.sign_up(network, event, resident)
        consultation = await log_consultation(network, office)
        appointment = await book_appointment(network, office)
        space = await ask_for_space(network, office, evening + timedelta(hours=2))
        for page in ("/", f"/events/{event['id']}", appointment, space):
            assert (await network.http.get(page)).status_code == 200, page
        found = await network.until(f"/api/events/v1/consultations/{consultation}", lambda page: page, staff=True)
        assert found["consultation"]["topic"] == "housing"
    await system.all_ready()
    # What was told meanwhile arrives, once: nothing is lost because somebody was away.
    await network.until("/api/sms", lambda sent: [one for one in sent if one["to"] == resident.phone], sink=True)


async def test_people_come_in_and_the_report_is_given_while_all_others_are_down(
    system: System, office: dict[str, Any]
) -> None:
    network = system.network
    await system.all_ready()
    event = await steps.schedule_event(network, office, steps.next_evening() + timedelta(days=30))
    tickets = [await ticket(network, event, f"+38067123442{number}") for number in range(2)]
    by_name = await steps.sign_up(network, event, Resident(phone="+380671234429", email="at-the-door@example.com"))
    held = await events_held(network, office)
    base = f"/api/events/v1/events/{event['id']}"
    with ExitStack() as outage:
        for part in ("registry", "notifications", "kafka"):
            outage.enter_context(down(system, part))
        door = {"headers": {"liaison-played-at": event["starts_at"]}}
        await network.done(f"{base}/tickets", json={"code": tickets[0]}, **door)
        # Scanned by a phone that had no connection of its own, either.
        kept = {"id": str(uuid4()), "code": tickets[1], "scanned_at": event["starts_at"]}
        (answer,) = (await network.done(f"{base}/scans", json={"scans": [kept]}, **door))["answers"]
        assert answer["outcome"] == "checked_in", answer
        await network.done(f"{base}/sign-ups/{by_name}/attendance", json={"present": 2}, **door)
        await network.done(f"{base}/walk-ins", json={"people": 3}, **door)
        page = await network.http.get(f"/events/{event['id']}/check-in", headers=network.staff_headers)
        assert page.status_code == 200
        after = {"headers": {"liaison-played-at": event["ends_at"]}}
        report = await network.done(f"{base}/report", json={"outcome": "Подано три проєкти."}, **after)
        assert (report["status"], report["attendance"]) == ("held", 7)
    await system.all_ready()
    # It was told once everybody was back, and counts once.
    counted = await network.until("/api/reporting/v1/results", lambda found: of(found, office) > held, played=True)
    assert of(counted, office) == held + 1


async def ticket(network: steps.Network, event: dict[str, Any], phone: str) -> str:
    """The code on the page of somebody who has signed up."""
    body = {"name": "Гість", "phone": phone, "consent": True}
    path = f"/api/events/v1/events/{event['id']}/sign-ups"
    link = (await network.done(path, staff=False, json=body))["link"].rpartition("/")[2]
    return str((await network.http.get(f"/api/events/v1/sign-ups/{link}")).json()["ticket"])


async def events_held(network: steps.Network, office: dict[str, Any]) -> int:
    return of(await network.scorecard(), office)


def of(scorecard: dict[str, Any], office: dict[str, Any]) -> int:
    """How many events of this office the scorecard counts."""
    return sum(int(one["events_held"]["now"]) for one in scorecard["offices"] if one["slug"] == office["slug"])
