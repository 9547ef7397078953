"""Asking for news: nothing is sent but one question, and nobody learns who is known here."""

import hashlib
from pathlib import Path
from typing import Any

import httpx
import pytest
from liaison_kit.database import Database, new_id
from liaison_notifications.model.consent import opt_in
from liaison_notifications.service import SERVICE
from sqlalchemy import text

from services.notifications.tests.conftest import EMAIL, PHONE
from services.notifications.tests.subscribing import API, DISTRICT, Reader, office

PLACE = r"/news/requests/[0-9a-f-]{36}"


async def test_a_mail_asks_whether_it_was_them_and_carries_no_unsubscribing(reader: Reader, mailbox: Any) -> None:
    answer = await reader.asks(EMAIL)
    assert (answer.status_code, answer.json()["channel"]) == (201, "email")
    (mail,) = mailbox.mails
    assert (mail["To"], mail["Subject"]) == (EMAIL, "Підтвердьте підписку на новини")
    assert mail["List-Unsubscribe"] is mail["List-Unsubscribe-Post"] is None
    assert reader.link.startswith("/news/confirmations/")


async def test_an_sms_brings_six_digits_and_no_link(reader: Reader, gateway: Any) -> None:
    answer = await reader.asks("067 123 45 67", language="en")
    (sms,) = gateway.received
    assert (sms["to"], answer.json()["channel"]) == (PHONE, "sms")
    assert sms["text"].startswith(f"Your code for news of the liaison offices: {reader.code}.")
    assert "http" not in sms["text"]


async def test_the_answer_is_the_same_whoever_is_known_or_unwanted(reader: Reader, staff: httpx.AsyncClient) -> None:
    await reader.subscribes(EMAIL)
    await staff.post(f"{API}/messages/suppressions", json={"contact": "other@example.org", "note": "x"})
    answers = [await reader.asks(contact) for contact in (EMAIL, "other@example.org", "new@example.org")]
    assert {(one.status_code, one.json()["channel"]) for one in answers} == {(201, "email")}
    pages = [(await reader.get(one.headers["location"])).text for one in answers]
    changing = [page.replace(one.json()["id"], "") for page, one in zip(pages, answers, strict=True)]
    assert len({page.partition("<main")[2] for page in changing}) == 1


async def test_one_address_gets_three_such_messages_a_day_and_the_answer_stays_the_same(
    reader: Reader, mailbox: Any
) -> None:
    answers = [await reader.asks(EMAIL if number % 2 else EMAIL.upper()) for number in range(5)]
    assert {answer.status_code for answer in answers} == {201}
    assert len(mailbox.received) == 3
    reader.story.later(days=1)
    await reader.asks(EMAIL)
    assert len(mailbox.received) == 4


async def test_of_all_together_only_so_many_sms_are_sent_within_an_hour(
    reader: Reader, gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liaison_notifications.model.consent.opt_in.MOST_SMS_AN_HOUR", 2)
    answers = [await reader.asks(f"067 123 45 6{number}") for number in range(3)]
    assert ({answer.status_code for answer in answers}, len(gateway.received)) == ({201}, 2)
    reader.story.later(hours=1)
    await reader.asks(PHONE)
    assert len(gateway.received) == 3


async def test_one_client_asks_as_often_as_it_may_try_to_sign_in(settings: Any) -> None:
    (route,) = [one.routes[0] for one in SERVICE.slices if one.routes[0].name == "subscribe"]
    assert [one.dependency.kind for one in route.dependencies] == ["sign_in"]
    assert settings.rates.sign_in < settings.rates.write


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"contact": "hello"}, "contact"),
        ({"contact": "0432 67 00 00"}, "contact"),
        ({"contact": "+48 512 345 678"}, "contact"),
        ({"consent": False}, "consent"),
        ({"districts": [str(new_id())]}, "districts"),
        ({"kinds": ["dancing"]}, "kinds.0"),
    ],
)
async def test_what_is_wrong_is_named(reader: Reader, wish: Any, field: str) -> None:
    answer = await reader.post(f"{API}/news/requests", json={"contact": EMAIL, "consent": True, **wish})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_the_form_shows_the_districts_with_an_office_and_keeps_what_was_typed(story: Any, reader: Reader) -> None:
    await story.tell(office())
    page = (await reader.get("/news")).text
    assert "Вінницько-Хутірський округ" in page
    typed = {"_page": "/news", "contact": EMAIL, "districts[]": [str(DISTRICT)], "kinds[]": ["debate"]}
    refused = await reader.post("/news/requests", data=typed)
    assert refused.status_code == 422
    assert f'value="{EMAIL}"' in refused.text
    assert "Ми можемо писати вам, лише якщо ви згодні." in refused.text
    done = await reader.post("/news/requests", data=typed | {"consent": "true", "language": "uk"})
    assert done.status_code == 303
    assert (await reader.get(done.headers["location"])).status_code == 200


async def test_nothing_readable_is_kept_of_who_asks(reader: Reader, database: Database) -> None:
    for contact in (EMAIL, PHONE):
        await reader.asks(contact)
    async with database.reading() as session:
        rows = (await session.execute(text("select o::text from opt_in o union select d::text from delivery d"))).all()
    kept = str(rows)
    assert not [one for one in (EMAIL, PHONE[1:], reader.code, reader.link.rpartition("/")[2]) if one in kept]


def test_other_words_are_another_version_of_what_is_agreed_to() -> None:
    """Whoever changes the words beside the box gives TEXT_VERSION a new name, and writes both here."""
    template = Path(opt_in.__file__).parents[2] / "templates" / "consent" / "show_news.html"
    ways = template.parents[1] / "parts" / "subscriptions.html"
    digests = []
    for path, box in ((template, "consent"), (ways, "bulletins")):
        words = path.read_text().partition(f'parts.checkbox("{box}", _("')[2].partition('"')[0]
        digests.append(hashlib.sha256(words.encode()).hexdigest()[:12])
    assert (opt_in.TEXT_VERSION, *digests) == ("2026-11", "c3a5a990cdae", "8d3b51807f5d")
