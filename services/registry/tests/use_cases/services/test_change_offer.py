"""Changing what an office says of a service."""

from collections.abc import Awaitable, Callable

import httpx

Published = Callable[[], Awaitable[list[str]]]


async def test_it_holds_at_this_office_and_of_two_who_edit_the_second_is_told(
    staff: httpx.AsyncClient, catalogued: str, offered: str, published: Published
) -> None:
    seen = (await staff.get(offered.replace(offered.split("/")[5], "khutory"))).headers["etag"]
    told = {"documents": "Лише паспорт", "friday": "10:00–11:00"}
    answer = await staff.post(offered, json=told, headers={"if-match": seen})
    assert answer.status_code == 200, answer.text
    [shown] = (await staff.get(f"/api/registry/v1/services/{catalogued}")).json()["offices"]
    assert (shown["documents"], shown["week"]["friday"]) == ("Лише паспорт", "10:00–11:00")
    second = await staff.post(offered, json={"documents": "Нічого"}, headers={"if-match": seen})
    assert second.status_code == 412
    assert await published() == ["OfficeServicesChanged"] * 2
    assert (await staff.post(f"{offered[:-36]}{'0' * 8}-{offered[-27:]}", json={})).status_code == 404
