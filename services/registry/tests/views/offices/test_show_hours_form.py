"""The form for an office's hours."""

import httpx


async def test_it_is_filled_in_with_the_present_week(staff: httpx.AsyncClient, network: str) -> None:
    await staff.post("/api/registry/v1/network", content=network.encode())
    page = (await staff.get("/offices/desna/hours")).text
    assert 'value="09:00–13:00, 14:00–18:00"' in page
    assert "Особливих днів немає" in page
    assert (await staff.get("/offices/nowhere/hours")).status_code == 404
