"""Removing a photo of an office."""

import io
from collections.abc import Awaitable, Callable

import httpx
from liaison_registry.model import Office
from PIL import Image

Published = Callable[[], Awaitable[list[str]]]


async def test_it_is_deleted(staff: httpx.AsyncClient, office: Office, published: Published) -> None:
    made = io.BytesIO()
    Image.new("RGB", (8, 8)).save(made, "PNG")
    address = f"/api/registry/v1/offices/{office.id}/photos"
    added = await staff.post(address, params={"alt": "Двері", "alt_en": "The door"}, content=made.getvalue())
    [photo] = added.json()["photos"]
    answer = await staff.post(f"{address}/{photo['id']}/removal")
    assert (answer.status_code, answer.json()["photos"]) == (200, [])
    assert (await staff.get(f"/offices/khutory/photos/{photo['id']}")).status_code == 404
    assert (await staff.post(f"{address}/{photo['id']}/removal")).status_code == 404
    assert await published() == ["OfficeChanged"] * 2
