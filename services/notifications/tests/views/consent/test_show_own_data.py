"""All that is kept of a subscriber, as a file."""

from typing import Any

import httpx
from liaison_notifications.jobs.consent.plan_news import plan_news

from services.notifications.tests.conftest import EMAIL, PHONE
from services.notifications.tests.subscribing import API, DISTRICT, Reader, office, scheduled


async def test_it_holds_all_that_is_kept(story: Any, reader: Reader, staff: httpx.AsyncClient) -> None:
    await story.tell(office())
    own = await reader.subscribes(EMAIL, districts=[str(DISTRICT)], kinds=["training"])
    await story.tell(scheduled(story))
    await story.run(plan_news)
    await story.work()
    await staff.post(f"{API}/messages/suppressions", json={"contact": EMAIL, "note": "x"})
    answer = await reader.get(f"{own}/data.json")
    assert answer.headers["content-disposition"] == 'attachment; filename="liaison-data.json"'
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert (told["contact"], told["language"]) == ("o•••@e•••.org", "uk")
    assert EMAIL not in answer.text
    followed = {"districts": [str(DISTRICT)], "kinds": ["training"]}
    assert [{name: one[name] for name in followed} for one in told["subscriptions"]] == [followed]
    assert [(one["act"], one["how"]) for one in told["consents"]] == [("given", "link")]
    assert [(one["purpose"], one["status"]) for one in told["messages"]] == [("news", "accepted")]
    assert len(told["requests"]) == 1
    assert [one["reason"] for one in told["suppressions"]] == ["by_hand"]


async def test_of_a_telephone_its_last_digits_are_shown(reader: Reader) -> None:
    """Its owner knows it again; whoever was given the link does not learn it."""
    own = await reader.subscribes(PHONE)
    assert (await reader.get(f"{own}/data.json")).json()["contact"] == "+380•••67"


async def test_the_page_beside_it_shows_no_address(story: Any, reader: Reader) -> None:
    own = await reader.subscribes(EMAIL)
    page = await reader.get(own)
    assert EMAIL not in page.text
    assert page.headers["x-robots-tag"] == "noindex"
