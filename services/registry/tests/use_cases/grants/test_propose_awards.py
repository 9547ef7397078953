"""Proposing grants."""

from collections.abc import Awaitable, Callable

from services.registry.tests.grants import API, Competition

Published = Callable[[], Awaitable[list[str]]]


async def test_the_form_keeps_amounts_and_names_the_one_that_is_too_much(competition: Competition) -> None:
    await competition.ranked([9, 9], [5, 5])
    ids = [one.rpartition("/")[2] for one in competition.applications]
    form = {"_page": "/grants/youth/ranking", "applications[]": ids, "amounts[]": ["50 000,50", "50 000,51"]}
    page = await competition.staff.post(f"/grants/{competition.call['id']}/proposal", data=form)
    assert page.status_code == 422
    assert 'value="50 000,51"' in page.text
    assert page.text.count("Не більше, ніж просили") >= 1
    form["amounts[]"] = ["50 000,50", ""]
    page = await competition.staff.post(f"/grants/{competition.call['id']}/proposal", data=form)
    assert page.status_code == 303
    ranking = (await competition.staff.get(f"{API}/youth/ranking")).json()
    assert (ranking["winners"], ranking["proposed"]) == (1, 50_000_50)
    confirmation = await competition.staff.get("/grants/youth/ranking?confirm=decision")
    assert "50 000,50" in confirmation.text


async def test_more_than_there_is_is_refused(competition: Competition) -> None:
    await competition.ranked([9, 9], [5, 5], total="60 000")
    ids = [one.rpartition("/")[2] for one in competition.applications]
    awards = [{"application_id": one, "amount": "40 000"} for one in ids]
    answer = await competition.post(f"{competition.address}/proposal", {"awards": awards})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "awards")
    other = [{"application_id": competition.call["id"], "amount": 1}]
    assert (await competition.post(f"{competition.address}/proposal", {"awards": other})).status_code == 404


async def test_nothing_is_proposed_while_scores_can_change(competition: Competition) -> None:
    await competition.closed(1)
    answer = await competition.post(f"{competition.address}/proposal", {"awards": []})
    assert answer.json()["type"] == "urn:liaison:problem:scoring-goes-on"
