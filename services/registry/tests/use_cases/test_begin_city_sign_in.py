"""Going to the city's sign-in, where none is configured."""

import httpx
import pytest


@pytest.mark.parametrize("address", ["/sign-in/city", "/sign-in/city/return?code=a&state=b"])
async def test_without_a_provider_there_is_nothing(client: httpx.AsyncClient, address: str) -> None:
    assert (await client.get(address)).status_code == 404
