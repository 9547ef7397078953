"""The page where staff sign in."""

import httpx


async def test_it_says_where_the_token_comes_from_and_keeps_where_to_go(client: httpx.AsyncClient) -> None:
    page = await client.get("/sign-in?to=/network")
    assert "LIAISON_STAFF_TOKEN" in page.text
    assert 'name="to" value="/network"' in page.text


async def test_whoever_is_signed_in_sees_it(staff: httpx.AsyncClient) -> None:
    assert "Ви увійшли." in (await staff.get("/sign-in")).text
