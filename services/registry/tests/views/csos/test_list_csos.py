"""The list of CSOs."""

from pathlib import Path

import httpx
import pytest
import pytest_asyncio


@pytest_asyncio.fixture
async def listed(staff: httpx.AsyncClient, demo: Path) -> None:
    """The demonstration organisations."""
    answer = await staff.post("/api/registry/v1/cso/import", content=(demo / "csos.csv").read_bytes())
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("q", "found"), [("", 12), ("десни", 2), ("  САД ", 1), ("9900037", 1), ("ніщо", 0), ("%", 0), ("_", 0)]
)
async def test_an_organisation_is_found_by_its_name_or_code(
    client: httpx.AsyncClient, listed: None, q: str, found: int
) -> None:
    answer = (await client.get("/api/registry/v1/cso", params={"q": q})).json()
    assert (answer["found"], len(answer["csos"])) == (found, found)


async def test_the_page_shows_what_was_searched_and_found(client: httpx.AsyncClient, listed: None) -> None:
    page = await client.get("/cso", params={"q": "десни"})
    assert "2 організації" in page.text
    assert 'value="десни"' in page.text
    assert "Спробуйте одне слово" in (await client.get("/cso?q=zzz")).text
    assert "нічого немає" in (await client.get("/cso?page=2")).text


async def test_without_organisations_it_says_what_to_do_next(client: httpx.AsyncClient) -> None:
    assert "Приходьте до офісу зі своєю ідеєю" in (await client.get("/cso")).text


@pytest.mark.parametrize("query", ["q=%00", "page=0", "page=x", f"q={'x' * 201}"])
async def test_a_broken_question_is_refused(client: httpx.AsyncClient, query: str) -> None:
    assert (await client.get(f"/cso?{query}")).status_code == 422
