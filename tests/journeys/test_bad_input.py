"""Bad input gets a clear error that names the field, and leads to no fact."""

from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from liaison_kit.testing import eventually

from tests.journeys import network as steps
from tests.journeys.kafka_reader import records
from tests.journeys.network import Network

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def event(network: Network) -> dict[str, Any]:
    """An event in the first room of an open office, at 18:00 in three days."""
    await steps.import_network(network)
    office = await steps.open_office(network)
    return await scheduled(network, office, days=2)


async def scheduled(network: Network, office: dict[str, Any], days: int) -> dict[str, Any]:
    """An event whose fact and state have reached Kafka; so has all that events published before it."""
    made = await steps.schedule_event(network, office, steps.next_evening() + timedelta(days=days))

    async def told() -> set[str]:
        return {str(record.topic()) for record in records(network.kafka) if record.key() == made["id"].encode()}

    await eventually(told, lambda topics: topics == {"EventScheduled", "EventState"})
    return made


def of_event(event: dict[str, Any], **changes: Any) -> dict[str, Any]:
    names = ("title", "description", "kind", "tools", "office_id", "room_id", "starts_at", "ends_at")
    return {name: event[name] for name in names} | changes


async def refused(network: Network, path: str, field: str | None, *, staff: bool = True, **request: Any) -> None:
    headers = (network.staff_headers if staff else {}) | request.pop("headers", {})
    answer = await network.http.post(path, headers=headers, **request)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert {"type", "title", "status", "detail"} <= set(problem)
    if field is not None:
        assert any(error["field"].startswith(field) for error in problem["errors"]), problem


async def test_bad_input_is_refused_by_name_and_tells_nothing(network: Network, event: dict[str, Any]) -> None:
    events, registry = "/api/events/v1", "/api/registry/v1"
    before = sorted(str(record.topic()) for record in records(network.kafka))
    nowhere = "019316c4-11d6-7b4f-8d5e-111111111111"
    await refused(network, f"{events}/events", "office_id", json=of_event(event, office_id=nowhere))
    await refused(network, f"{events}/events", "room_id", json=of_event(event))
    past = of_event(event, starts_at="2020-01-01T18:00", ends_at="2020-01-01T20:00")
    await refused(network, f"{events}/events", "starts_at", json=past)
    await refused(network, f"{events}/events", "ends_at", json=of_event(event, ends_at=event["starts_at"]))
    await refused(network, f"{events}/events", "title", json={})
    await refused(network, f"{events}/events", None, content=b"", headers={"content-type": "application/json"})
    await refused(network, f"{events}/events", None, content=b"{", headers={"content-type": "application/json"})
    await refused(network, f"{events}/events", None, staff=False, json=of_event(event))
    sign_ups = f"{events}/events/{event['id']}/sign-ups"
    resident = {"name": "Х", "phone": "123", "consent": True}
    await refused(network, sign_ups, "phone", staff=False, json=resident)
    await refused(network, sign_ups, "email", staff=False, json=resident | {"phone": "0671234567", "email": "no"})
    await refused(network, sign_ups, "consent", staff=False, json=resident | {"phone": "0671234567", "consent": False})
    cso = {"name": "ГО", "registered_on": steps.clock.today().isoformat(), "created_with_help": True}
    await refused(network, f"{registry}/cso", "edrpou", json=cso | {"edrpou": "12345679"})
    await refused(network, f"{registry}/cso", "edrpou", json=cso | {"edrpou": "00000000"})
    await refused(network, f"{registry}/cso", "edrpou", json=cso)
    await refused(network, f"{registry}/network", None, content=b"hromada: [unclosed")
    await refused(network, f"{registry}/network", None, content=b"")
    broken = (steps.DEMO / "vinnytsia.yaml").read_bytes().replace(b"capacity:", b"capasity:", 1)
    await refused(network, f"{registry}/network", "offices", content=broken)
    office = (await network.http.get(f"{registry}/offices")).json()["offices"]
    await scheduled(network, next(one for one in office if one["id"] == event["office_id"]), days=3)
    after = sorted(str(record.topic()) for record in records(network.kafka))
    assert after == sorted([*before, "EventScheduled", "EventState"])


async def test_an_unknown_address_is_a_problem_or_a_page(network: Network) -> None:
    answer = await network.http.get("/api/events/v1/events/nothing")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    page = await network.http.get("/events/nothing")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "За цією адресою нічого немає" in page.text
