"""Changing a milestone."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
import pytest_asyncio

Published = Callable[[], Awaitable[list[str]]]
ADDRESS = "/api/registry/v1/programme/milestones"


@pytest_asyncio.fixture
async def told_before(staff: httpx.AsyncClient, network: str, published: Published) -> list[str]:
    """The network is imported; what was published by that."""
    answer = await staff.post("/api/registry/v1/network", content=network.encode())
    assert answer.status_code == 200, answer.text
    return await published()


async def test_a_milestone_changes_and_the_fact_is_published(
    staff: httpx.AsyncClient, told_before: list[str], published: Published
) -> None:
    answer = await staff.post(f"{ADDRESS}/2", json={"status": "in_progress"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["milestones"][1]["status"] == "in_progress"
    assert answer.json()["version"] == 2
    assert await published() == [*told_before, "MilestoneChanged"]


async def test_the_same_status_again_is_no_news(
    staff: httpx.AsyncClient, told_before: list[str], published: Published
) -> None:
    answer = await staff.post(f"{ADDRESS}/2", json={"status": "not_started"})
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert await published() == told_before


async def test_there_is_no_such_milestone(
    staff: httpx.AsyncClient, told_before: list[str], published: Published
) -> None:
    assert (await staff.post(f"{ADDRESS}/9", json={"status": "stuck"})).status_code == 404
    assert await published() == told_before


async def test_there_is_no_programme_yet(staff: httpx.AsyncClient, published: Published) -> None:
    assert (await staff.post(f"{ADDRESS}/1", json={"status": "stuck"})).status_code == 404
    assert await published() == []


async def test_a_status_must_be_one_of_ogps(
    staff: httpx.AsyncClient, told_before: list[str], published: Published
) -> None:
    answer = await staff.post(f"{ADDRESS}/1", json={"status": "almost"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "status")
    assert await published() == told_before


async def test_a_resident_cannot_change_it(
    staff: httpx.AsyncClient, told_before: list[str], published: Published
) -> None:
    del staff.headers["authorization"]
    assert (await staff.post(f"{ADDRESS}/1", json={"status": "stuck"})).status_code == 401
    assert await published() == told_before


async def test_the_form_leads_back_to_the_programme(
    staff: httpx.AsyncClient, told_before: list[str], published: Published
) -> None:
    answer = await staff.post("/programme/milestones/1", data={"_page": "/programme", "status": "finished"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/programme")
    assert await published() == [*told_before, "MilestoneChanged"]


async def test_its_evidence_is_public_and_survives_the_file_sent_again(
    staff: httpx.AsyncClient, told_before: list[str], network: str, published: Published
) -> None:
    written = "https://city.example/act.pdf Акт приймання\nhttps://city.example/photos"
    change = {"status": "finished", "note": "Три поїздки до сусідніх громад", "evidence": written}
    answer = await staff.post(f"{ADDRESS}/1", json=change)
    assert answer.status_code == 200, answer.text
    assert answer.json()["milestones"][0]["evidence"] == [
        {"title": "Акт приймання", "url": "https://city.example/act.pdf"},
        {"title": "city.example", "url": "https://city.example/photos"},
    ]
    await staff.post("/api/registry/v1/network", content=network.encode())
    page = (await staff.get("/programme")).text
    assert 'href="https://city.example/act.pdf"' in page
    assert "Три поїздки" in page
    again = await staff.post(f"{ADDRESS}/1", json=change)
    assert again.json()["version"] == answer.json()["version"]
    assert (await published()).count("MilestoneChanged") == 1


@pytest.mark.parametrize("evidence", ["javascript:alert(1)", "звіт", "\n".join(["https://city.example/a"] * 11)])
async def test_what_is_no_link_is_refused_by_its_field(
    staff: httpx.AsyncClient, told_before: list[str], published: Published, evidence: str
) -> None:
    answer = await staff.post(f"{ADDRESS}/1", json={"status": "finished", "evidence": evidence})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["evidence"]
    assert await published() == told_before


async def test_of_two_who_change_the_programme_the_second_is_told(
    staff: httpx.AsyncClient, told_before: list[str]
) -> None:
    seen = {"If-Match": '"1"'}
    assert (await staff.post(f"{ADDRESS}/1", json={"status": "stuck"}, headers=seen)).status_code == 200
    assert (await staff.post(f"{ADDRESS}/2", json={"status": "stuck"}, headers=seen)).status_code == 412
