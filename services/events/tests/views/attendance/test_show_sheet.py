"""The sign-in sheet to print."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from liaison_events.model import Event

Have = Callable[..., Awaitable[Any]]


async def test_it_has_names_and_blank_lines_and_no_contacts(
    staff: httpx.AsyncClient, event: Event, have_sign_up: Have
) -> None:
    await have_sign_up(event.id)
    await have_sign_up(event.id, name="Хтось Інший", phone="+380672222222", status="waiting")
    page = (await staff.get(f"/events/{event.id}/sheet")).text
    main = page.partition("<main")[2]
    assert "Оксана Коваль" in main
    assert "Інший" not in main
    assert "067" not in main
    assert main.count('class="to-fill"') == 21
    assert "Про захист персональних даних" in main


async def test_a_resident_does_not_get_it(client: httpx.AsyncClient, event: Event) -> None:
    assert (await client.get(f"/events/{event.id}/sheet")).status_code == 401
    assert (await client.get(f"/events/{event.id}/sheet/entry")).status_code == 401
