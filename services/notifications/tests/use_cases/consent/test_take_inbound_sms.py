"""Somebody answers an SMS of ours with a word: STOP ends all of them, START takes that back."""

from typing import Any

import httpx
import pytest
from liaison_notifications.jobs.consent.plan_news import plan_news
from liaison_notifications.model import Delivery
from sqlalchemy import select, text

from services.notifications.tests.conftest import PHONE
from services.notifications.tests.subscribing import API, DISTRICT, Reader, office, scheduled

SECRET = "a-secret-for-inbound-0000"
PATH = f"{API}/inbound-sms/{SECRET}"
NUMBER = "4567"


@pytest.fixture
def more_settings(more_settings: dict[str, Any]) -> dict[str, Any]:
    return more_settings | {"sms_inbound_number": NUMBER, "sms_inbound_secret": SECRET}


async def says(reader: Reader, word: str, sender: str = PHONE) -> None:
    answer = await reader.post(PATH, json={"from": sender, "text": word})
    assert (answer.status_code, answer.content) == (204, b"")


async def suppressions(story: Any) -> list[tuple[str, bool]]:
    async with story.database.reading() as session:
        rows = await session.execute(text("select reason, lifted_at is null from suppression order by id"))
        return [tuple(row) for row in rows]


@pytest.mark.parametrize("word", ["STOP", "stop.", " Стоп! ", "ВІДПИСАТИСЬ", "відписатися"])
async def test_stop_withdraws_the_consent_and_ends_every_sms(
    story: Any, reader: Reader, gateway: Any, word: str
) -> None:
    own = await reader.subscribes(PHONE, districts=[])
    await says(reader, word, "380671234567")
    told = (await reader.get(f"{API}{own}")).json()
    assert (told["choices"], told["stopped"]) == (None, True)
    assert [(one["act"], one["how"]) for one in told["ledger"]] == [("withdrawn", "sms"), ("given", "code")]
    assert "через SMS на наш номер" in (await reader.get(own)).text
    before = len(gateway.received)
    await story.somebody_signs_up(email=None)
    await story.work()
    assert len(gateway.received) == before


async def test_whoever_never_subscribed_may_say_so_too(story: Any, reader: Reader, gateway: Any) -> None:
    for _ in range(2):
        await says(reader, "STOP")
    assert await suppressions(story) == [("unsubscribed", True)]
    await story.somebody_signs_up(email=None)
    await story.work()
    assert gateway.received == []


@pytest.mark.parametrize("word", ["START", "старт"])
async def test_start_takes_back_what_stop_ended_and_nothing_else(
    story: Any, reader: Reader, gateway: Any, word: str
) -> None:
    await story.tell(office())
    wish = {"districts": [str(DISTRICT)], "kinds": ["training"], "weekly": True, "bulletins": True}
    own = await reader.subscribes(PHONE, **wish)
    await says(reader, "STOP")
    for _ in range(2):
        await says(reader, word)
    told = (await reader.get(f"{API}{own}")).json()
    assert (told["choices"], told["stopped"]) == (wish, False)
    acts = [(one["purpose"], one["act"], one["how"]) for one in told["ledger"]]
    assert sorted(acts) == sorted(
        (purpose, act, how)
        for purpose in ("digest", "bulletins")
        for act, how in (("given", "code"), ("withdrawn", "sms"), ("given", "sms"))
    )


async def test_start_brings_back_no_news_that_were_ended_on_purpose(story: Any, reader: Reader) -> None:
    own = await reader.subscribes(PHONE)
    await reader.post(f"{own}/unsubscribe", data={"List-Unsubscribe": "One-Click"})
    await says(reader, "STOP")
    await says(reader, "START")
    told = (await reader.get(f"{API}{own}")).json()
    assert (told["choices"], told["stopped"]) == (None, False)


async def test_what_others_have_said_against_the_number_stays(
    story: Any, reader: Reader, staff: httpx.AsyncClient
) -> None:
    await staff.post(f"{API}/messages/suppressions", json={"contact": PHONE, "note": "x"})
    await says(reader, "STOP")
    await says(reader, "START")
    assert await suppressions(story) == [("by_hand", True), ("unsubscribed", False)]


@pytest.mark.parametrize("word", ["", "дякую", "STOP please", "stopp", "0", "x" * 5000])
async def test_any_other_word_does_nothing_and_is_kept_nowhere(
    story: Any, reader: Reader, capfd: pytest.CaptureFixture[str], word: str
) -> None:
    await says(reader, word)
    assert await suppressions(story) == []
    said = capfd.readouterr().out
    assert "sms.answered" in said
    assert "671234567" not in said


@pytest.mark.parametrize("sender", ["", "Vinnytsia", "4567", "not a number"])
async def test_a_sender_that_is_no_telephone_is_nobody(story: Any, reader: Reader, sender: str) -> None:
    await says(reader, "STOP", sender)
    assert await suppressions(story) == []


async def test_several_come_at_once(story: Any, reader: Reader) -> None:
    several = [{"from": PHONE, "text": "STOP"}, {"from": "0931112233", "text": "STOP"}]
    assert (await reader.post(PATH, json=several)).status_code == 204
    assert await suppressions(story) == [("unsubscribed", True)] * 2


@pytest.mark.parametrize("content", [b"", b"[", b"{}", b'{"from": 1, "text": "STOP"}', b'{"from": "x"}', b"[]", b'"x"'])
async def test_what_is_no_sms_is_refused_and_a_stranger_finds_nothing(
    story: Any, reader: Reader, content: bytes
) -> None:
    assert (await reader.post(PATH, content=content)).status_code == 422
    assert (await reader.post(f"{PATH}x", content=content)).status_code == 404


async def test_news_by_sms_name_the_word_and_the_number(story: Any, reader: Reader, gateway: Any) -> None:
    await story.tell(office())
    await reader.subscribes(PHONE)
    await story.tell(scheduled(story))
    await story.run(plan_news)
    await story.work()
    assert gateway.received[-1]["text"].endswith(f"або STOP на {NUMBER}")


class TestWithoutANumber:
    """An alphanumeric sender takes no answers."""

    @pytest.fixture
    def more_settings(self, more_settings: dict[str, Any]) -> dict[str, Any]:
        return more_settings | {"sms_inbound_number": "", "sms_inbound_secret": ""}

    @pytest.mark.parametrize("secret", ["", SECRET, "x"])
    async def test_nothing_is_taken(self, reader: Reader, secret: str) -> None:
        answer = await reader.post(f"{API}/inbound-sms/{secret}", json={"from": PHONE, "text": "STOP"})
        assert answer.status_code == 404

    async def test_and_no_sms_names_the_word(self, story: Any, reader: Reader, gateway: Any) -> None:
        await story.tell(office())
        await reader.subscribes(PHONE)
        await story.tell(scheduled(story))
        await story.run(plan_news)
        await story.work()
        assert "STOP" not in gateway.received[-1]["text"]
        async with story.database.reading() as session:
            assert len((await session.scalars(select(Delivery))).all()) == 2
