"""A district's own page."""

import httpx
from liaison_kit.database import Database

from services.registry.tests.territory import API, HUTORY, STADNYTSIA, two_districts


async def test_residents_see_its_seat_its_settlements_and_its_offices(
    client: httpx.AsyncClient, database: Database
) -> None:
    await two_districts(database)
    page = (await client.get(f"/districts/{HUTORY}?lang=uk")).text
    assert "Село Хутори" in page
    assert "Писарівка, Поле" in page
    assert 'href="/offices/khutory"' in page
    assert "/split" not in page
    assert f'href="/districts/{HUTORY}"' in (await client.get("/districts")).text


async def test_before_it_joined_or_elsewhere_there_is_nothing(client: httpx.AsyncClient, database: Database) -> None:
    await two_districts(database)
    assert (await client.get(f"{API}/districts/{HUTORY}?on=2019-01-01")).status_code == 404
    assert (await client.get(f"{API}/districts/{STADNYTSIA[:-1]}9")).status_code == 404
    assert (await client.get(f"{API}/districts/{HUTORY}?on=")).status_code == 200
