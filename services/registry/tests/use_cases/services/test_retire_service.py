"""Retiring a service."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from liaison_registry.model import Office
from sqlalchemy.exc import IntegrityError

Published = Callable[[], Awaitable[list[str]]]
Write = Callable[[str], Awaitable[None]]


async def test_it_is_withdrawn_everywhere_and_offered_nowhere_again(
    staff: httpx.AsyncClient, office: Office, catalogued: str, offered: str, published: Published
) -> None:
    answer = await staff.post(f"/api/registry/v1/services/{catalogued}/retirement")
    assert (answer.status_code, answer.json()["status"]) == (200, "retired")
    assert (await staff.get("/api/registry/v1/offices/khutory")).json()["office"]["services"] == []
    assert await published() == ["OfficeServicesChanged"] * 2
    assert (await staff.get("/api/registry/v1/services")).json()["services"] == []
    retired = (await staff.get("/api/registry/v1/services?retired=true")).json()["services"]
    assert [one["service"]["id"] for one in retired] == [catalogued]
    again = await staff.post(f"/api/registry/v1/offices/{office.id}/services", json={"service_id": catalogued})
    assert again.status_code == 409
    assert (await staff.post(f"/api/registry/v1/services/{catalogued}/retirement")).status_code == 409


@pytest.mark.usefixtures("offered")
async def test_the_database_itself_keeps_what_is_offered(write: Write) -> None:
    with pytest.raises(IntegrityError, match="a service that offices offer is not retired"):
        await write("update service set status = 'retired'")
