"""Offering a service at an office."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import new_id
from liaison_registry.model import Office
from sqlalchemy.exc import IntegrityError

Published = Callable[[], Awaitable[list[str]]]
Write = Callable[[str], Awaitable[None]]


async def test_the_office_says_what_is_different_there_and_vouches_for_it(
    staff: httpx.AsyncClient, office: Office, catalogued: str, published: Published
) -> None:
    offer = {"service_id": catalogued, "tuesday": "9:00–12:00, 14:00–16:00", "phone": "067 123 45 67"}
    answer = await staff.post(f"/api/registry/v1/offices/{office.id}/services", json=offer)
    assert answer.status_code == 201, answer.text
    [service] = answer.json()["services"]
    assert (service["name_en"], service["area"]) == ("Help with a petition", "petition")
    assert service["hours"] == [
        {"weekday": 2, "opens": "09:00", "closes": "12:00"},
        {"weekday": 2, "opens": "14:00", "closes": "16:00"},
    ]
    assert (service["phone"], service["assured_on"]) == ("+380671234567", clock.today().isoformat())
    assert "assured_by" not in answer.text
    assert await published() == ["OfficeServicesChanged"]
    again = await staff.post(f"/api/registry/v1/offices/{office.id}/services", json=offer)
    assert (again.status_code, again.json()["errors"][0]["field"]) == (409, "service_id")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"service_id": str(new_id())}, "service_id"), ({"monday": "9-18"}, "monday"), ({"phone": "12"}, "phone")],
)
async def test_what_is_wrong_is_named(
    staff: httpx.AsyncClient, office: Office, catalogued: str, wrong: dict[str, str], field: str
) -> None:
    offer = {"service_id": catalogued} | wrong
    answer = await staff.post(f"/api/registry/v1/offices/{office.id}/services", json=offer)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_a_closed_office_offers_nothing(
    staff: httpx.AsyncClient, write: Write, office: Office, catalogued: str, offered: str, published: Published
) -> None:
    await staff.post(f"/api/registry/v1/offices/{office.id}/opening", json={"override_reason": "x"})
    closed = await staff.post(f"/api/registry/v1/offices/{office.id}/closing", json={"notice": "Переїхали."})
    assert closed.json()["services"] == []
    assert (await staff.get(f"/api/registry/v1/services/{catalogued}")).json()["offices"] == []
    again = await staff.post(f"/api/registry/v1/offices/{office.id}/services", json={"service_id": catalogued})
    assert again.status_code == 409
    assert await published() == ["OfficeServicesChanged", "OfficeOpened", "OfficeClosed"]
    with pytest.raises(IntegrityError, match="a closed office offers no services"):
        await write(
            "insert into office_service (id, version, office_id, service_id, assured_on, assured_by)"
            " select gen_random_uuid(), 1, office.id, service.id, '2026-01-01', office.id from office, service"
        )


@pytest.mark.usefixtures("offered")
async def test_the_database_itself_has_a_service_at_an_office_once(write: Write) -> None:
    with pytest.raises(IntegrityError, match="uq_office_service"):
        await write(
            "insert into office_service (id, version, office_id, service_id, assured_on, assured_by)"
            " select gen_random_uuid(), 1, office_id, service_id, assured_on, assured_by from office_service"
        )
