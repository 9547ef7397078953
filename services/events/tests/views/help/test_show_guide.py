"""A guide as a page: the words of docs/guide, its links and pictures where they lead to within the product."""

import re

import httpx
import pytest
from liaison_events import guide as guides
from liaison_events.guide import AUDIENCES, as_html


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize("audience", AUDIENCES)
async def test_it_shows_its_tasks_in_the_language_of_the_page(
    client: httpx.AsyncClient, audience: str, language: str
) -> None:
    page = (await client.get(f"/help/{audience}?lang={language}")).text
    assert f"<h1>{guides.guide(audience, language).title}</h1>" in page
    for task in guides.guide(audience, language).tasks:
        assert f'<h2 id="{task.key}">{task.title}</h2>' in page
    assert "**" not in page
    assert ".md" not in re.sub(r"<code>.*?</code>", "", page)


async def test_links_within_it_lead_to_a_task(client: httpx.AsyncClient) -> None:
    page = (await client.get("/help/residents")).text
    tasks = {f"/help/{audience}": guides.guide(audience, "uk").tasks for audience in AUDIENCES}
    found = re.findall(r'href="(/help/[a-z-]+)#([a-z-]+)"', page)
    assert found
    assert all(key in {task.key for task in tasks[address]} for address, key in found)


async def test_pictures_are_loaded_when_they_are_opened_and_kept_for_ever(client: httpx.AsyncClient) -> None:
    page = (await client.get("/help/residents?lang=en")).text
    tags = re.findall(r"<img[^>]*/help/pictures/[^>]*>", page)
    assert tags
    for tag in tags:
        assert 'loading="lazy"' in tag
        answer = await client.get(re.findall(r'src="([^"]+)"', tag)[0])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/webp"
        assert "immutable" in answer.headers["cache-control"]
    assert re.findall(r"<details>(?:(?!</details>).)*<img", page)


async def test_a_picture_is_not_kept_under_an_address_of_other_content(client: httpx.AsyncClient) -> None:
    answer = await client.get("/help/pictures/en/sign-up.webp?000000000000")
    assert answer.status_code == 200
    assert "immutable" not in answer.headers.get("cache-control", "")


@pytest.mark.parametrize("name", ["no-such-picture", "..%2F..%2Fen%2Fresidents", "sign-up.txt"])
async def test_nothing_but_pictures_is_given_out(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/help/pictures/en/{name}.webp")).status_code == 404


async def test_there_is_no_guide_for_somebody_else(client: httpx.AsyncClient) -> None:
    assert (await client.get("/help/mayors")).status_code in {404, 422}


def test_markup_in_it_is_shown_as_text() -> None:
    assert as_html("a <script>b</script>", "en") == "<p>a &lt;script&gt;b&lt;/script&gt;</p>\n"


def test_a_link_out_of_the_guide_is_only_its_words() -> None:
    assert as_html("see [operations](../../operations.md) now", "en") == "<p>see operations now</p>\n"
