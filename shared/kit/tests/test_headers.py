"""Every answer carries the headers that protect its reader."""

import httpx
import pytest
from liaison_kit.headers import SafeHeaders
from starlette.responses import Response

from shared.kit.tests.site import API, TOKEN, settings, visitor

STAFF = {"authorization": f"Bearer {TOKEN}"}
EVERYWHERE = {
    "content-security-policy": "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
}
PATHS = [f"{API}/wishes", "/mine/secret", "/nothing", "/broken", "/health", f"{API}/openapi.json", f"{API}/desk"]


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_is_protected_an_error_too(path: str) -> None:
    async with visitor() as client:
        answer = await client.get(path)
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE


async def test_a_site_without_https_promises_none() -> None:
    async with visitor(url="http://localhost:8080") as client:
        assert "strict-transport-security" not in (await client.get(f"{API}/wishes")).headers


async def test_a_map_of_another_host_is_a_setting() -> None:
    async with visitor(map_tiles="https://tiles.example") as client:
        policy = (await client.get(f"{API}/wishes")).headers["content-security-policy"]
    assert "img-src 'self' data: https://tiles.example;" in policy


@pytest.mark.parametrize("tiles", ["https://tiles.example; script-src *", "http://tiles.example", "*"])
async def test_a_map_cannot_open_the_policy(tiles: str) -> None:
    with pytest.raises(ValueError, match="map_tiles"):
        visitor(map_tiles=tiles)


@pytest.mark.parametrize(
    ("path", "headers", "caching"),
    [
        (f"{API}/wishes", {}, "no-cache"),
        (f"{API}/wishes", {"cookie": "liaison_language=en"}, "no-cache"),
        (f"{API}/wishes", STAFF, "no-store"),
        (f"{API}/desk", STAFF, "no-store"),
        (f"{API}/desk", {"cookie": f"liaison_staff={TOKEN}"}, "no-store"),
        (f"{API}/mine/secret", {}, "no-store"),
        ("/nothing", {}, "no-store"),
        ("/broken", {}, "no-store"),
    ],
)
async def test_what_is_somebodys_is_kept_nowhere(path: str, headers: dict[str, str], caching: str) -> None:
    async with visitor() as client:
        answer = await client.get(path, headers=headers)
    assert answer.headers["cache-control"] == caching
    assert ("Cookie" in answer.headers.get("vary", "")) == (caching == "no-cache")


async def test_what_a_command_answers_is_kept_nowhere() -> None:
    async with visitor() as client:
        answer = await client.post(f"{API}/wishes", json={"title": "a lamp"})
    assert answer.headers["cache-control"] == "no-store"


async def test_a_personal_link_is_found_by_no_search_engine() -> None:
    async with visitor() as client:
        assert (await client.get(f"{API}/mine/secret")).headers["x-robots-tag"] == "noindex"


@pytest.mark.parametrize(
    ("asset", "caching"),
    [
        ("/static/page.css?3f2a9c013f2a", "public, max-age=31536000, immutable"),
        ("/static/page.3f2a9c01.css", "public, max-age=31536000, immutable"),
        ("/design/page-3f2a9c01.js", "public, max-age=31536000, immutable"),
        ("/static/page.css", "no-cache"),
        ("/static/page.css?lang=en", "no-cache"),
    ],
)
async def test_an_asset_whose_address_changes_with_it_is_kept_for_a_year(asset: str, caching: str) -> None:
    transport = httpx.ASGITransport(SafeHeaders(Response("body"), settings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://liaison.test") as client:
        assert (await client.get(asset)).headers["cache-control"] == caching
