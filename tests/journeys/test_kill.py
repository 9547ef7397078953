"""kill -9 of any one process during the journey: the scorecard is right, and nobody gets a message twice."""

import itertools
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from tests.journeys import network as steps
from tests.journeys.network import Network, Resident
from tests.journeys.system import System

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

PROCESSES = ["kafka", "postgresql", "registry", "events", "notifications", "reporting", "sink", "caddy"]
EDRPOUS = ["41234511", "41234527", "41234532", "41234548", "41234553", "41234569", "41234574", "41234589"]
_journeys = itertools.count()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def office(system: System) -> AsyncIterator[dict[str, object]]:
    network = system.network
    await steps.import_network(network)
    yield await steps.open_office(network)
    await network.close()


async def held(network: Network, slug: str) -> int:
    found = await network.scorecard()
    return next((int(one["events_held"]["now"]) for one in found["offices"] if one["slug"] == slug), 0)


@pytest.mark.parametrize("process", PROCESSES)
async def test_killing_a_process_loses_nothing_and_doubles_nothing(
    system: System, office: dict[str, object], process: str
) -> None:
    network, number = system.network, next(_journeys)
    await system.all_ready()
    slug = str(office["slug"])
    held_before = await held(network, slug)
    csos_before = (await network.scorecard())["csos_created"]["now"]
    resident = Resident(phone=f"+38067123450{number}", email=f"killed-{process}@example.com")

    await system.kill(process)
    await steps.register_cso(network, EDRPOUS[number])
    starts_at = steps.next_evening() + timedelta(days=10 + number)
    event = await steps.schedule_event(network, office, starts_at)
    await system.kill(process)
    sign_up_id = await steps.sign_up(network, event, resident)
    await system.kill(process)
    await steps.hold_event(network, event, sign_up_id)
    await system.kill(process)

    def right(found: dict) -> bool:
        offices = {one["slug"]: one for one in found["offices"]}
        return (
            offices[slug]["events_held"]["now"] == held_before + 1
            and found["csos_created"]["now"] == csos_before + 1
            and found["offices_opened"] == {"now": 1, "goal": 3}
        )

    await network.until("/api/reporting/v1/results", right, played=True)
    await messages_settled(network, event["id"])
    sms = [one for one in (await network.sink.get("/api/sms")).json() if one["to"] == resident.phone]
    assert len(sms) == 1, f"raw SMS at the gateway: {len(sms)}"
    mails = [one for one in (await network.sink.get("/api/mails")).json() if resident.email in str(one)]
    assert len(mails) <= 1
    if not mails:
        deliveries = await deliveries_of(network, event["id"])
        assert [one["status"] for one in deliveries if one["channel"] == "email"] == ["unknown"]


async def deliveries_of(network: Network, event_id: str) -> list[dict]:
    found = (await network.http.get("/api/notifications/v1/messages", headers=network.staff_headers)).json()
    return [one for one in found["messages"] if one["event_id"] == event_id]


async def messages_settled(network: Network, event_id: str) -> None:
    """Until neither the SMS nor the email is still on its way."""

    def settled(found: dict) -> bool:
        own = {one["channel"]: one["status"] for one in found["messages"] if one["event_id"] == event_id}
        return own.get("sms") == "accepted" and own.get("email") in {"accepted", "unknown"}

    await network.until("/api/notifications/v1/messages", settled, staff=True)
