"""The changelog of the contracts."""

import httpx
from liaison_contracts.published import FOLDER


async def test_the_changelog_has_every_version_of_every_contract(client: httpx.AsyncClient) -> None:
    releases = (await client.get("/api/reporting/v1/subscribe/changelog")).json()["releases"]
    told = [one["version"]["name"] for release in releases for one in release["changed"]]
    assert sorted(told) == sorted(path.stem for path in FOLDER.glob("schemas/*.json"))
    page = (await client.get("/subscribe/changelog?lang=en")).text
    assert "liaison.events.EventHeld.v1" in page
