"""Unsubscribing by one click, to the letter of RFC 8058."""

import re
from typing import Any

import httpx
import pytest
from liaison_kit.rates import DEMO_FACTOR
from liaison_notifications.jobs.consent.plan_news import plan_news
from liaison_notifications.model.consent import messages
from liaison_notifications.model.consent.subscribers import Subscriber
from sqlalchemy import select

from services.notifications.tests.conftest import EMAIL, PHONE
from services.notifications.tests.subscribing import API, Reader, office, scheduled

CLICK = "List-Unsubscribe=One-Click"
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def more_settings(more_settings: dict[str, Any]) -> dict[str, Any]:
    return more_settings | {"url": "https://localhost:8080", "rates": {"personal": 1, "one_click": 1}}


@pytest.fixture
async def mail(story: Any, reader: Reader, mailbox: Any) -> Any:
    """With news, to somebody who subscribed."""
    await story.tell(office())
    await reader.subscribes(EMAIL)
    await story.tell(scheduled(story))
    await story.run(plan_news)
    await story.work()
    return mailbox.mails[-1]


def target(mail: Any) -> str:
    return str(mail["List-Unsubscribe"]).removeprefix("<https://localhost:8080").removesuffix(">")


def own_page(mail: Any) -> str:
    """What only the text of a mail says."""
    found = re.search(r"https://localhost:8080(/n/\S+)", mail.get_body(("plain",)).get_content())
    assert found
    return found[1]


async def subscribed(reader: Reader, mail: Any) -> bool:
    page = await reader.get(f"{API}{own_page(mail)}")
    return bool(page.json()["choices"])


async def test_news_carry_both_headers_and_the_link_needs_nothing_else(mail: Any) -> None:
    assert mail.get_all("List-Unsubscribe-Post") == [CLICK]
    (link,) = mail.get_all("List-Unsubscribe")
    assert link.startswith("<https://localhost:8080/n/")
    assert link.endswith("/unsubscribe>")


async def test_a_message_about_ones_own_sign_up_carries_neither(story: Any, mailbox: Any) -> None:
    await story.somebody_signs_up(phone=None)
    await story.work()
    assert mailbox.mails[-1]["List-Unsubscribe"] is mailbox.mails[-1]["List-Unsubscribe-Post"] is None


async def test_what_stands_in_the_header_can_do_nothing_else(reader: Reader, mail: Any) -> None:
    """Headers are read by providers, scanners, and whoever a mail is forwarded to."""
    token = target(mail).split("/")[2]
    assert token not in own_page(mail)
    for path in (f"/n/{token}", f"/n/{token}/data.json"):
        assert (await reader.get(path)).status_code == 404
    for act, sent in (("choices", {}), ("erasure", {}), ("silence", {}), ("silence/ending", {})):
        answer = await reader.post(f"{API}/n/{token}/{act}", json=sent, headers={"if-match": '"1"'})
        assert answer.status_code == 404, act
    page = await reader.get(target(mail))
    assert f'href="/n/{token}"' not in page.text
    assert own_page(mail) not in page.text


async def test_a_changed_one_is_nobodys(reader: Reader, mail: Any) -> None:
    path = target(mail)
    changed = path.replace("/unsubscribe", ("1" if path[-13] != "1" else "2") + "/unsubscribe")
    for place in (changed, path.replace("/n/", "/n/x"), f"/n/{'U' * 45}/unsubscribe"):
        assert (await reader.get(place)).status_code == 404
        assert (await reader.post(place, data={"List-Unsubscribe": "One-Click"})).status_code == 404
    assert await subscribed(reader, mail)


async def test_the_links_in_earlier_mails_still_unsubscribe(reader: Reader, mail: Any) -> None:
    place = f"{own_page(mail)}/unsubscribe"
    assert f'href="{own_page(mail)}"' in (await reader.get(place)).text
    assert (await reader.post(place, data={"List-Unsubscribe": "One-Click"})).json() == {"subscribed": False}
    assert not await subscribed(reader, mail)


async def test_providers_may_post_for_thousands_from_one_address_but_for_one_link_not_endlessly(
    reader: Reader, mail: Any
) -> None:
    sent = {"List-Unsubscribe": "One-Click"}
    others = [await reader.post(f"/n/{'U' * 43}{n:02}/unsubscribe", data=sent) for n in range(DEMO_FACTOR + 10)]
    assert {one.status_code for one in others} == {404}
    same = [(await reader.post(target(mail), data=sent)).status_code for _ in range(DEMO_FACTOR + 10)]
    assert set(same[:DEMO_FACTOR]) == {200}
    assert 429 in same


@pytest.mark.parametrize(
    "origin",
    [
        {"origin": "https://mail.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"cookie": "liaison_staff=x"},
    ],
    ids=str,
)
async def test_a_webmail_posts_from_its_own_pages(reader: Reader, mail: Any, origin: dict[str, str]) -> None:
    answer = await reader.post(target(mail), data={"List-Unsubscribe": "One-Click"}, headers=origin)
    assert (answer.status_code, answer.json()) == (200, {"subscribed": False})
    assert not await subscribed(reader, mail)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
async def test_a_link_scanner_unsubscribes_nobody(reader: Reader, mail: Any, app: Any, method: str) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://localhost:8080") as scanner:
        for query in ("", f"?{CLICK}"):
            answer = await scanner.request(method, f"{target(mail)}{query}")
            assert (answer.status_code == 200) == (method in {"GET", "HEAD"})
    assert await subscribed(reader, mail)


@pytest.mark.parametrize(
    "sent", [{"data": {"List-Unsubscribe": "One-Click"}}, {"files": {"List-Unsubscribe": (None, "One-Click")}}]
)
async def test_one_click_acts_without_cookies_or_a_login_and_leads_nowhere(
    reader: Reader, mail: Any, app: Any, sent: Any
) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://localhost:8080") as program:
        answers = [await program.post(target(mail), **sent) for _ in range(2)]
    assert [(one.status_code, one.json()) for one in answers] == [(200, {"subscribed": False})] * 2
    assert not any("set-cookie" in one.headers for one in answers)
    assert not await subscribed(reader, mail)


async def test_a_post_that_does_not_say_so_does_nothing(reader: Reader, mail: Any) -> None:
    for content in ("", "List-Unsubscribe=Later", "x=y"):
        answer = await reader.post(target(mail), content=content, headers=FORM)
        assert answer.status_code == 422
    assert await subscribed(reader, mail)


async def test_what_waits_is_called_off_and_no_more_comes(story: Any, reader: Reader, mail: Any, mailbox: Any) -> None:
    await story.tell(scheduled(story))
    await story.run(plan_news)
    await reader.post(target(mail), data={"List-Unsubscribe": "One-Click"})
    await story.tell(scheduled(story))
    await story.run(plan_news)
    before = len(mailbox.received)
    await story.work()
    assert len(mailbox.received) == before
    own = own_page(mail)
    told = (await reader.get(f"{API}{own}/data.json")).json()
    assert [one["status"] for one in told["messages"]] == ["accepted", "cancelled"]
    assert [(one["act"], one["how"]) for one in told["consents"]] == [("given", "link"), ("withdrawn", "one_click")]


async def test_what_was_planned_at_the_same_moment_is_not_sent_either(
    story: Any, reader: Reader, mail: Any, mailbox: Any
) -> None:
    await reader.post(target(mail), data={"List-Unsubscribe": "One-Click"})
    fact = scheduled(story)
    await story.tell(fact.state)
    async with story.database.transaction() as session:
        subscriber_id = (await session.scalars(select(Subscriber.id))).one()
        await messages.plan_news(session, fact.state.id, fact.state.id, [(subscriber_id, "email")], story.now)
    before = len(mailbox.received)
    await story.work()
    assert len(mailbox.received) == before


async def test_a_person_presses_the_button_of_the_page_and_may_follow_again(reader: Reader, mail: Any) -> None:
    page = await reader.get(target(mail))
    assert 'name="List-Unsubscribe" value="page"' in page.text
    done = await reader.post(target(mail), data={"_page": target(mail), "List-Unsubscribe": "page"})
    assert (done.status_code, done.headers["location"]) == (303, target(mail))
    assert "Вас відписано." in (await reader.get(target(mail))).text
    own = own_page(mail)
    assert "Ви не отримуєте новин" in (await reader.get(own)).text
    await reader.post(f"{API}{own}/choices", json={})
    assert await subscribed(reader, mail)


async def test_messages_about_ones_own_sign_up_still_come(story: Any, reader: Reader, mail: Any, mailbox: Any) -> None:
    await reader.post(target(mail), data={"List-Unsubscribe": "One-Click"})
    await story.somebody_signs_up(phone=PHONE)
    await story.work()
    assert mailbox.mails[-1]["Subject"] != mail["Subject"]
    assert mailbox.recipients[-1] == EMAIL
