"""Withdrawing a service from an office."""

from collections.abc import Awaitable, Callable

import httpx

Published = Callable[[], Awaitable[list[str]]]


async def test_it_is_offered_here_no_more_and_may_be_again(
    staff: httpx.AsyncClient, catalogued: str, offered: str, published: Published
) -> None:
    answer = await staff.post(f"{offered}/withdrawal")
    assert answer.json()["services"] == []
    assert (await staff.post(f"{offered}/withdrawal")).status_code == 404
    again = await staff.post(offered.rpartition("/")[0], json={"service_id": catalogued})
    assert again.status_code == 201
    assert await published() == ["OfficeServicesChanged"] * 3
