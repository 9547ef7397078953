"""HEAD is answered as GET is, without the body."""

import pytest

from shared.kit.tests.site import API, visitor


@pytest.mark.parametrize(
    "path", [f"{API}/wishes", "/wishes", f"{API}/mine/secret", "/desk", "/nowhere", "/health/live"]
)
async def test_it_says_what_a_get_says_and_shows_nothing(path: str) -> None:
    async with visitor() as client:
        shown, asked = await client.get(path), await client.head(path)
    assert asked.status_code == shown.status_code
    assert asked.content == b""
    for name in ("content-type", "content-length", "cache-control"):
        assert asked.headers.get(name) == shown.headers.get(name)


@pytest.mark.parametrize("path", [f"{API}/return", "/return"])
async def test_what_acts_when_it_is_looked_at_does_not_for_a_head(path: str) -> None:
    async with visitor() as client:
        assert (await client.get(path)).status_code == 200
        asked = await client.head(path)
    assert (asked.status_code, asked.content) == (405, b"")


async def test_what_only_takes_commands_has_none() -> None:
    async with visitor() as client:
        assert (await client.head(f"{API}/sign-in")).status_code == 405
