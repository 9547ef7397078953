"""Organisations and initiative groups, for the tests of what can be done with them."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from liaison_kit import clock
from liaison_registry.model import Office

CSO = "/api/registry/v1/cso"
GROUPS = f"{CSO}/groups"
GARDEN, FARM = "99000376", "99000749"
Published = Callable[[], Awaitable[list[str]]]
FOUNDERS = "Олена Прикладенко, 067 123 45 67\nІван Зразковий, ivan@example.org"


async def registered(staff: httpx.AsyncClient, edrpou: str = GARDEN, **changes: Any) -> dict[str, Any]:
    """The state of an organisation registered today."""
    body = {"edrpou": edrpou, "name": "ГО «Сад»", "registered_on": clock.today().isoformat()} | changes
    answer = await staff.post(CSO, json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def a_group(office: Office, **changes: Any) -> dict[str, Any]:
    said = {"idea": "Сад біля школи", "area": "environment", "founders": FOUNDERS, "consent": True}
    return said | {"office_id": str(office.id), "district_id": str(office.district_id)} | changes


async def formed(staff: httpx.AsyncClient, office: Office, **changes: Any) -> str:
    """The address of a group that has begun."""
    answer = await staff.post(GROUPS, json=a_group(office, **changes))
    assert answer.status_code == 201, answer.text
    return f"{GROUPS}/{answer.json()['id']}"


async def took(staff: httpx.AsyncClient, group: str, *steps: str) -> None:
    for step in steps:
        answer = await staff.post(f"{group}/steps/{step}", json={})
        assert answer.status_code == 204, answer.text


def wrong_fields(answer: httpx.Response) -> list[str]:
    assert answer.status_code in {409, 422}, answer.text
    return [error["field"] for error in answer.json()["errors"]]
