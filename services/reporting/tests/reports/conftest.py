"""Reports of a town."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

Tables = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def tables(client: httpx.AsyncClient) -> Tables:
    """`await tables("activity", year=2023)`: the report's tables by their keys."""

    async def of(name: str, **asked: Any) -> dict[str, Any]:
        answer = await client.get(f"/api/reporting/v1/results/reports/{name}", params=asked)
        assert answer.status_code == 200, answer.text
        page = await client.get(f"/results/reports/{name}", params=asked)
        assert page.status_code == 200
        return {table["key"]: table for table in answer.json()["tables"]}

    return of
