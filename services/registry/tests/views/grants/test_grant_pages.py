"""The pages of grant competitions: who sees what, and that nothing written there runs."""

import csv
import io
from collections.abc import Awaitable, Callable

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_kit.database import Database
from sqlalchemy import text

from services.registry.tests.grants import API, Competition, application
from tests.attacks.markup import ALL, running_in

SignedIn = Callable[..., Awaitable[httpx.AsyncClient]]


async def test_calls_are_listed_by_where_they_stand(competition: Competition, client: httpx.AsyncClient) -> None:
    empty = (await client.get("/grants")).text
    assert "Підготуйте перший" in empty
    await competition.opened()
    del client.headers["authorization"]
    open_ones = (await client.get(API, params={"status": "open"})).json()["calls"]
    assert [(one["call"]["slug"], one["takes"]) for one in open_ones] == [("youth", True)]
    with competition.later():
        assert not (await client.get(API)).json()["calls"][0]["takes"]
    assert "Таких конкурсів зараз немає" in (await client.get("/grants?status=decided")).text
    assert (await client.get("/grants?status=")).status_code == 200


async def test_applications_are_found_by_state_by_words_and_by_who_has_to_judge(competition: Competition) -> None:
    await competition.closed(3)
    [first, second, _], (evaluator, _) = competition.applications, competition.evaluators
    await competition.must(f"{first}/scores", {"points": [9, 9]}, **evaluator)
    await competition.must(f"{second}/conflicts", {"conflict_reason": "x"}, **evaluator)

    async def found(**params: str) -> list[str]:
        answer = await competition.staff.get(f"{API}/youth/applications", params=params, headers=evaluator)
        return [one["title"] for one in answer.json()["applications"]]

    assert await found() == ["Проєкт 1", "Проєкт 2", "Проєкт 3"]
    assert await found(todo="true") == ["Проєкт 3"]
    assert await found(q="проєкт 2") == ["Проєкт 2"]
    assert await found(q="організація 2", status="eligible") == ["Проєкт 2"]
    assert await found(status="withdrawn") == []
    assert await found(page="2") == []
    assert await found(sort="organisation") == ["Проєкт 1", "Проєкт 3", "Проєкт 2"]
    sorted_page = await competition.staff.get("/grants/youth/applications?sort=requested")
    assert 'aria-sort="descending"' in sorted_page.text


async def test_evaluators_do_not_see_contacts_and_workers_no_applications(
    competition: Competition, client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    await competition.closed(1)
    [one], (evaluator, _) = competition.applications, competition.evaluators
    page = one.removeprefix("/api/registry/v1")
    assert "Оксана Прихована" in (await competition.staff.get(page)).text
    assert "Оксана" not in (await competition.staff.get(page, headers=evaluator)).text
    del client.headers["authorization"]
    await signed_in(roles=[Role.WORKER])
    for address in (page, "/grants/youth/applications", "/grants/youth/ranking", "/grants/new", "/grants/youth/edit"):
        assert (await client.get(address)).status_code == 403, address


async def test_looking_at_a_contact_is_on_the_audit_trail(competition: Competition, database: Database) -> None:
    await competition.opened(1)
    await competition.staff.get(competition.applications[0])
    async with database.reading() as session:
        actions = (await session.scalars(text("select action from audit order by number"))).all()
    assert actions[-1] == "show_grant_application"


async def test_results_are_a_page_and_a_file(competition: Competition, client: httpx.AsyncClient) -> None:
    await competition.decided("50 000,50", "0")
    del client.headers["authorization"]
    page = (await client.get("/grants/youth")).text
    assert "50\N{NO-BREAK SPACE}000,50" in page
    assert "Проєкт 2" not in page
    assert "/grants/awards/" not in page
    sheet = await client.get("/grants/youth/awards.csv")
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    header, line = csv.reader(io.StringIO(sheet.text))
    assert dict(zip(header, line, strict=True)) == {
        "call": "youth",
        "edrpou": "14360570",
        "organisation": "Громадська організація 1",
        "project": "Проєкт 1",
        "amount_uah": "50000.50",
        "transferred_uah": "0.00",
        "report_received_on": "",
        "annulled_on": "",
    }
    own = [(await client.get(link)).text for link in competition.links]
    assert ["Ваш проєкт отримує грант" in one for one in own] == [True, False]


async def test_a_draft_has_no_results_for_anybody(competition: Competition, client: httpx.AsyncClient) -> None:
    await competition.drafted()
    assert (await client.get("/grants/youth/awards.csv")).text.count("\n") == 1
    del client.headers["authorization"]
    for address in ("/grants/youth/awards.csv", "/grants/youth/application", "/grants/Young", "/grants/awards/1"):
        assert (await client.get(address)).status_code in {404, 401}, address


@pytest.mark.parametrize("stage", ["closed", "decided"])
async def test_nothing_that_was_written_runs(competition: Competition, database: Database, stage: str) -> None:
    await (competition.closed(2) if stage == "closed" else competition.decided("1", "0"))
    async with database.transaction() as session:
        await session.execute(text("update cso set name = :all"), {"all": ALL})
        texts = "title = :all, description = :all, who_may = :all, title_en = :all"
        await session.execute(text(f"update grant_call set {texts}"), {"all": ALL})
        contact = "contact_name = :all, contact_phone = :all, contact_email = :all, eligibility_reason = :all"
        query = f"update grant_application set title = :all, summary = :all, {contact}"
        await session.execute(text(query), {"all": ALL})
        await session.execute(text("update grant_award set agreement_number = null"))
    pages = ["/grants", "/grants/youth", "/grants/youth/applications", "/grants/youth/ranking", *competition.links]
    pages += ["/grants/youth/application", "/grants/youth/edit", "/grants/youth/ranking?confirm=decision"]
    pages += [one.removeprefix("/api/registry/v1") for one in (*competition.applications, *competition.awards)]
    for path in pages:
        for language in ("uk", "en"):
            asked = {"lang": language} | ({"confirm": "decision"} if "?" in path else {})
            page = await competition.staff.get(path, params=asked)
            assert page.status_code == 200, path
            assert running_in(page.text) == [], path
    assert "&lt;script&gt;" in page.text


async def test_every_confirmation_says_what_will_happen(competition: Competition) -> None:
    await competition.drafted()
    assert "Скасувати" not in (await competition.staff.get("/grants/youth")).text
    assert "скасувати оголошення" in (await competition.staff.get("/grants/youth?confirm=opening")).text
    await competition.must(f"{competition.address}/opening")
    await competition.applied(**application())
    assert "Її не оцінюватимуть" in (await competition.staff.get(f"{competition.links[0]}?confirm=withdrawal")).text
