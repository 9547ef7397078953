"""Trying a template: to oneself, a few times, and kept nowhere."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_notifications.jobs.sending.forget_letters import forget_letters
from liaison_notifications.model import Delivery, SealedLetter
from sqlalchemy import func, select, text

from services.notifications.tests.use_cases.conftest import PATH, TEXT

OWN = {"to": "067 765 43 21"}


@pytest.fixture
def more_settings(more_settings: dict[str, Any]) -> dict[str, Any]:
    return more_settings | {"trial_addresses": "0677654321 me@Example.org @vmr.example"}


async def try_it(
    story: Any, staff: httpx.AsyncClient, path: str = f"{PATH}/versions/1", to: Any = OWN
) -> httpx.Response:
    with clock.set_to(story.now):
        return await staff.post(f"{path}/trials", json=to)


async def test_it_comes_in_the_words_of_the_version_with_an_example_in_them(
    story: Any, staff: httpx.AsyncClient, gateway: Any, database: Database
) -> None:
    await staff.post(f"{PATH}/draft", json={"text": TEXT})
    answer = await try_it(story, staff)
    assert answer.status_code == 202
    await story.work()
    (received,) = gateway.received
    assert received["to"] == "+380677654321"
    assert received["text"].startswith("Чекаємо на вас! Бюджет громадських ініціатив")
    async with database.reading() as session:
        delivery = (await session.scalars(select(Delivery))).one()
        version = await session.scalar(text("select id from template_version"))
    assert (str(delivery.id), delivery.purpose, delivery.status) == (answer.json()["id"], "trial", "accepted")
    assert (delivery.lane, delivery.template_version_id) == (0, version)


async def test_an_email_comes_with_its_subject(story: Any, staff: httpx.AsyncClient, mailbox: Any) -> None:
    path = PATH.replace("sms", "email").replace("/uk/", "/en/")
    answer = await try_it(story, staff, f"{path}/versions/0", {"to": "me@example.org"})
    assert answer.status_code == 202
    await story.work()
    (mail,) = mailbox.mails
    assert mail["Subject"].startswith("You are signed up: A night of volunteering")
    assert mail["To"] == "me@example.org"
    assert "Hello Olena Kovalenko" in mail.get_body(("plain",)).get_content()


async def test_the_address_is_kept_nowhere_once_it_has_left(
    story: Any, staff: httpx.AsyncClient, gateway: Any, database: Database
) -> None:
    await try_it(story, staff, f"{PATH}/versions/0")
    async with database.reading() as session:
        (sealed,) = (await session.scalars(select(SealedLetter.sealed))).all()
    assert "677654321" not in sealed
    await story.work()
    await story.run(forget_letters)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(SealedLetter)) == 0
        rows = (await session.execute(text("select row_to_json(d)::text from delivery d"))).scalars().all()
        trail = (await session.execute(text("select row_to_json(a)::text from audit a"))).scalars().all()
    assert "677654321" not in "".join([*rows, *trail])
    assert "try_template" in trail[-1]


async def test_what_has_not_left_within_a_quarter_of_an_hour_is_of_no_use(
    story: Any, staff: httpx.AsyncClient, gateway: Any
) -> None:
    await try_it(story, staff, f"{PATH}/versions/0")
    story.later(minutes=16)
    await story.work()
    assert gateway.received == []
    assert (await story.deliveries())["sms"].status == "expired"


async def test_five_in_ten_minutes_are_enough(story: Any, staff: httpx.AsyncClient) -> None:
    for _ in range(5):
        assert (await try_it(story, staff, f"{PATH}/versions/0")).status_code == 202
    refused = await try_it(story, staff, f"{PATH}/versions/0")
    assert (refused.status_code, refused.json()["title"]) == (429, "Too many trials")
    story.now += timedelta(minutes=10)
    assert (await try_it(story, staff, f"{PATH}/versions/0")).status_code == 202


@pytest.mark.parametrize(("channel", "to"), [("sms", "me@example.org"), ("email", "067 765 43 21"), ("sms", " ")])
async def test_an_address_that_the_channel_does_not_lead_to_is_refused(
    story: Any, staff: httpx.AsyncClient, channel: str, to: str
) -> None:
    answer = await try_it(story, staff, f"{PATH.replace('sms', channel)}/versions/0", {"to": to})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "to")


@pytest.mark.parametrize(
    ("channel", "to", "status"),
    [
        ("sms", "+380677654321", 202),
        ("sms", "067 123 45 67", 422),
        ("email", "ME@example.org", 202),
        ("email", "anybody@vmr.example", 202),
        ("email", "you@example.org", 422),
        ("email", "me@sub.vmr.example", 422),
        ("email", "me@notvmr.example", 422),
    ],
)
async def test_it_goes_to_listed_addresses_alone(
    story: Any, staff: httpx.AsyncClient, channel: str, to: str, status: int
) -> None:
    answer = await try_it(story, staff, f"{PATH.replace('sms', channel)}/versions/0", {"to": to})
    assert answer.status_code == status
    if status == 422:
        assert (answer.json()["title"], answer.json()["errors"][0]["field"]) == ("Not on the list", "to")


class TestWithoutAList:
    """Nobody could be written to by mistake."""

    @pytest.fixture
    def more_settings(self, more_settings: dict[str, Any]) -> dict[str, Any]:
        return more_settings | {"trial_addresses": ""}

    async def test_none_are_sent_and_the_page_says_so(self, story: Any, staff: httpx.AsyncClient) -> None:
        assert (await try_it(story, staff, f"{PATH}/versions/0")).status_code == 422
        page = (await staff.get(f"/messages/templates{PATH.partition('/templates')[2]}/versions/0")).text
        assert "LIAISON_TRIAL_ADDRESSES" in page
        assert "Надіслати пробне повідомлення" not in page
