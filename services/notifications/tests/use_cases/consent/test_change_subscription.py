"""Choosing other news on one's own page."""

from typing import Any

import pytest
from liaison_kit.database import new_id
from liaison_notifications.jobs.consent.plan_news import plan_news

from services.notifications.tests.conftest import EMAIL
from services.notifications.tests.subscribing import API, DISTRICT, Reader, office, scheduled


async def test_from_then_on_other_news_come_and_the_ledger_says_so(story: Any, reader: Reader) -> None:
    await story.tell(office())
    own = await reader.subscribes(EMAIL)
    changed = await reader.post(f"{API}{own}/choices", json={"districts": [str(DISTRICT)], "kinds": ["debate"]})
    assert changed.status_code == 200
    page = (await reader.get(f"{API}{own}")).json()
    ways = {"weekly": False, "bulletins": False}
    assert page["choices"] == {"districts": [str(DISTRICT)], "kinds": ["debate"], **ways}
    assert [(one["act"], one["how"]) for one in page["ledger"]] == [("changed", "page"), ("given", "link")]


@pytest.mark.parametrize(("kinds", "status"), [(["debate"], "cancelled"), (["training"], "accepted")])
async def test_what_waits_and_is_not_followed_any_more_is_called_off(
    story: Any, reader: Reader, kinds: list[str], status: str
) -> None:
    await story.tell(office())
    own = await reader.subscribes(EMAIL)
    await story.tell(scheduled(story, kind="training"))
    await story.run(plan_news)
    await reader.post(f"{API}{own}/choices", json={"kinds": kinds})
    await story.work()
    messages = (await reader.get(f"{API}{own}/data.json")).json()["messages"]
    assert [one["status"] for one in messages] == [status]


async def test_two_who_have_the_link_do_not_overwrite_each_other(story: Any, reader: Reader) -> None:
    own = await reader.subscribes(EMAIL)
    seen = (await reader.get(f"{API}{own}")).headers["etag"]
    answers = [
        await reader.post(f"{API}{own}/choices", json={"kinds": [kind]}, headers={"if-match": seen})
        for kind in ("debate", "forum")
    ]
    assert [answer.status_code for answer in answers] == [200, 412]


async def test_a_district_without_an_office_is_refused(reader: Reader) -> None:
    own = await reader.subscribes(EMAIL)
    answer = await reader.post(f"{API}{own}/choices", json={"districts": [str(new_id())]})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "districts")


async def test_each_way_is_agreed_to_and_withdrawn_by_itself(reader: Reader) -> None:
    own = await reader.subscribes(EMAIL, weekly=True, bulletins=True)
    await reader.post(f"{API}{own}/choices", json={"weekly": False, "bulletins": False})
    page = (await reader.get(f"{API}{own}")).json()
    said = sorted((one["purpose"], one["act"]) for one in page["ledger"])
    given = [("bulletins", "given"), ("bulletins", "withdrawn"), ("digest", "given"), ("digest", "withdrawn")]
    assert said == [*given, ("news", "given")]


async def test_what_a_program_leaves_out_stays_as_it_is(reader: Reader) -> None:
    own = await reader.subscribes(EMAIL, weekly=True, bulletins=True)
    answer = await reader.post(f"{API}{own}/choices", json={"kinds": ["debate"]})
    assert answer.json() == {"districts": [], "kinds": ["debate"], "weekly": True, "bulletins": True}
    await reader.subscribes(EMAIL, weekly=True)
    assert (await reader.get(f"{API}{own}")).json()["choices"]["bulletins"] is True


async def test_the_form_says_both_ways(reader: Reader) -> None:
    own = await reader.subscribes(EMAIL)
    form = {"_page": own, "weekly": "true", "bulletins": "true"}
    assert (await reader.post(f"{own}/choices", data=form)).status_code == 303
    page = (await reader.get(own)).text
    assert "одне повідомлення на тиждень" in page
    assert (await reader.get(f"{API}{own}")).json()["choices"]["bulletins"] is True
    # Not a box: a browser does not say that one is not marked, and whoever unmarks it would go on getting them.
    assert page.count('name="bulletins" type="radio"') == 2
    await reader.post(f"{own}/choices", data=form | {"bulletins": "false"})
    assert (await reader.get(f"{API}{own}")).json()["choices"]["bulletins"] is False
