"""A webhook to work with."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

API = "/api/reporting/v1/webhooks"


@pytest.fixture
def add(staff: httpx.AsyncClient) -> Callable[..., Awaitable[dict[str, Any]]]:
    async def added(**values: Any) -> dict[str, Any]:
        said = {"name": "Register", "url": "https://hooks.city.example/liaison"} | values
        answer = await staff.post(API, json=said)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return added
