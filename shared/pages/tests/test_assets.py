"""What a browser loads: all of it built, light, from here, and kept."""

import gzip
import re
from pathlib import Path

import httpx
from liaison_pages.static import ASSETS, address

BUDGET = 100 * 1024
"""Bytes of the first public page with everything it needs, as Caddy compresses it."""


def compressed(content: bytes, name: str) -> int:
    return len(content) if name.endswith(".woff2") else len(gzip.compress(content))


async def test_a_first_page_is_light_and_needs_three_files(client: httpx.AsyncClient) -> None:
    page = await client.get("/nothing-here")
    wanted = re.findall(r'<link rel="(?:stylesheet|preload)" href="([^"]+)"|<script[^>]+src="([^"]+)"', page.text)
    addresses = [one or other for one, other in wanted]
    assert len(addresses) == 3
    weight = compressed(page.content, "page.html")
    for found in addresses:
        answer = await client.get(found)
        assert answer.status_code == 200, found
        weight += compressed(answer.content, found.partition("?")[0])
    # The longest pages are some ten kilobytes more than this one.
    assert weight < BUDGET - 20 * 1024


async def test_an_asset_is_kept_for_ever_under_the_address_of_its_content(client: httpx.AsyncClient) -> None:
    kept = (await client.get(address("built/liaison.css"))).headers["cache-control"]
    assert kept == "public, max-age=31536000, immutable"
    for other in ("/static/built/liaison.css?yesterday", "/static/built/liaison.css"):
        assert (await client.get(other)).headers["cache-control"] == "no-cache"


async def test_the_styles_ask_for_the_fonts_that_pages_preload(client: httpx.AsyncClient) -> None:
    styles = (ASSETS / "built" / "liaison.css").read_text()
    asked = {f"/static/built/{name}" for name in re.findall(r"url\(([^)]+)\)", styles)}
    preloaded = re.findall(r'<link rel="preload" href="([^"]+)"', (await client.get("/nothing-here")).text)
    assert asked == set(preloaded)
    assert "font-display:optional" in styles, "a late font would move the page"


def test_the_letters_of_ukrainian_are_in_our_typeface() -> None:
    ranges = re.findall(r"unicode-range:([^;}]+)", (ASSETS / "built" / "liaison.css").read_text())
    spans = [span.strip().removeprefix("U+").split("-") for given in ranges for span in given.split(",")]
    for letter in "ґєіїҐЄІЇщ’№":
        assert any(int(span[0], 16) <= ord(letter) <= int(span[-1], 16) for span in spans), letter


def test_nothing_of_ours_names_another_host() -> None:
    for path in [*ASSETS.glob("*.js"), ASSETS / "built" / "liaison.css"]:
        assert not re.search(r"https?://", Path(path).read_text()), path.name
