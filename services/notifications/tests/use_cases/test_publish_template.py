"""Publishing a template: the next message is written in it and knows it; going back is publishing an earlier one."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from liaison_kit.database import Database
from liaison_kit.testing import PROGRAM_ID
from liaison_notifications.model import Delivery, TemplateVersion
from liaison_notifications.model.sending.claims import in_doubt
from liaison_notifications.model.templates.rendering import SANDBOXES
from liaison_notifications.providers.provider import Sms
from liaison_notifications.sending import written
from sqlalchemy import select, text

from services.notifications.tests import appointing
from services.notifications.tests.use_cases.conftest import PATH, TEXT

Published = Callable[[], Awaitable[list[str]]]
SAID = "Чекаємо на вас! Бюджет громадських ініціатив: як подати проєкт, 12:00, Офіс у Вінницьких Хуторах."


async def publish(staff: httpx.AsyncClient, body: str = TEXT) -> None:
    number = (await staff.post(f"{PATH}/draft", json={"text": body})).json()["number"]
    answer = await staff.post(f"{PATH}/versions/{number}/publication")
    assert (answer.status_code, answer.json()) == (201, {"number": number})


async def version_ids(database: Database) -> list[Any]:
    async with database.reading() as session:
        return list(await session.scalars(select(TemplateVersion.id).order_by(TemplateVersion.number)))


async def sent(story: Any, gateway: Any) -> tuple[str, Delivery]:
    """What the next who signs up is told, and its delivery."""
    before = len(gateway.received)
    await story.somebody_signs_up(email=None)
    await story.work()
    async with story.database.reading() as session:
        newest = select(Delivery).where(Delivery.channel == "sms").order_by(Delivery.id.desc()).limit(1)
        return gateway.received[before]["text"], (await session.scalars(newest)).one()


async def test_messages_are_written_in_it_from_the_next_one_on_and_know_it(
    story: Any, staff: httpx.AsyncClient, gateway: Any, mailbox: Any, database: Database, published: Published
) -> None:
    first, delivery = await sent(story, gateway)
    assert (first.startswith("Ви записані"), delivery.template_version_id) == (True, None)
    await publish(staff)
    second, delivery = await sent(story, gateway)
    assert second.startswith(SAID)
    assert [delivery.template_version_id] == await version_ids(database)
    listed = (await staff.get("/api/notifications/v1/messages?status=accepted")).json()["messages"]
    assert [one["template_version"] for one in listed if one["channel"] == "sms"] == [1, 0]
    assert "SMS, версія 1" in (await staff.get("/messages")).text
    await publish(staff, f"Знову! {TEXT}")
    third, _ = await sent(story, gateway)
    assert third.startswith("Знову!")
    assert await published() == ["SealingKeyChanged"]


async def test_the_other_language_and_the_other_channel_keep_theirs(
    story: Any, staff: httpx.AsyncClient, gateway: Any, mailbox: Any
) -> None:
    await publish(staff)
    await story.somebody_signs_up(language="en")
    await story.work()
    assert gateway.received[0]["text"].startswith("You are signed up")
    assert mailbox.mails[0]["Subject"].startswith("You are signed up")


async def test_an_appointment_has_words_of_its_own(story: Any, staff: httpx.AsyncClient, gateway: Any) -> None:
    await publish(staff)
    path = PATH.replace("confirmation", "appointment_confirmation")
    body = "До зустрічі {{ short_day(event.starts_at) }}, {{ time(event.starts_at) }}! {{ event.office_name }}"
    body += " {{ contact.link }}"
    assert (await staff.post(f"{path}/draft", json={"text": body})).status_code == 201
    await staff.post(f"{path}/versions/1/publication")
    await appointing.somebody_books(story, email=None)
    assert gateway.received[0]["text"].startswith("До зустрічі 17.05, 12:00! Офіс")
    assert (await story.deliveries())["sms"].template_version_id is not None


async def test_an_earlier_version_is_gone_back_to_and_the_very_first(
    story: Any, staff: httpx.AsyncClient, gateway: Any, database: Database
) -> None:
    await publish(staff)
    await publish(staff, f"Знову! {TEXT}")
    await staff.post(f"{PATH}/versions/1/publication")
    said, delivery = await sent(story, gateway)
    assert said.startswith(SAID)
    assert delivery.template_version_id == (await version_ids(database))[0]
    assert (await staff.post(f"{PATH}/versions/0/publication")).status_code == 201
    assert (await sent(story, gateway))[0].startswith("Ви записані")
    shown = (await staff.get(PATH)).json()
    assert [one["number"] for one in shown["history"]] == [0, 1, 2, 1]
    assert {one["published_by"] for one in shown["history"]} == {str(PROGRAM_ID)}
    async with database.reading() as session:
        rows = (await session.execute(text("select object from audit where action = 'publish_template'"))).all()
    key = {"purpose": "confirmation", "language": "uk", "channel": "sms"}
    assert [row.object for row in rows] == [key | {"number": number} for number in ("1", "2", "1", "0")]


async def test_what_is_in_use_already_is_not_published_twice(staff: httpx.AsyncClient) -> None:
    await publish(staff)
    answer = await staff.post(f"{PATH}/versions/1/publication")
    assert (answer.status_code, answer.json()["title"]) == (409, "In use")


async def test_only_what_was_seen_is_published(staff: httpx.AsyncClient) -> None:
    seen = (await staff.post(f"{PATH}/draft", json={"text": TEXT})).headers["etag"]
    await staff.post(f"{PATH}/draft", json={"text": f"{TEXT}!"})
    assert (await staff.post(f"{PATH}/versions/1/publication", headers={"if-match": seen})).status_code == 412


async def test_a_version_that_nobody_has_written_is_not_there(staff: httpx.AsyncClient) -> None:
    assert (await staff.post(f"{PATH}/versions/3/publication")).status_code == 404
    assert (await staff.post(f"{PATH}/versions/{2**40}/publication")).status_code == 404


async def test_what_would_not_be_taken_any_more_is_not_published(staff: httpx.AsyncClient, database: Database) -> None:
    await staff.post(f"{PATH}/draft", json={"text": TEXT})
    async with database.transaction() as session:
        await session.execute(text("update template_version set text = '{{ event.gone }}'"))
    answer = await staff.post(f"{PATH}/versions/1/publication")
    assert answer.status_code == 422
    assert "event.gone" in answer.json()["detail"]


async def test_what_may_have_been_sent_is_handed_over_again_in_the_same_words(
    story: Any, staff: httpx.AsyncClient, gateway: Any
) -> None:
    await publish(staff)
    gateway.mood, gateway.deaf = "accept_then_cut", True
    await story.somebody_signs_up(email=None)
    await story.work()
    doubtful = (await story.deliveries())["sms"]
    assert doubtful.status == "unknown"
    await publish(staff, f"Знову! {TEXT}")
    async with story.database.reading() as session:
        (again,) = await in_doubt(session, [doubtful.id], story.settings.sealing_key_file, story.now)
    message = written(story.settings, again)
    assert isinstance(message, Sms)
    assert message.text == gateway.received[0]["text"]


async def test_words_that_say_nothing_after_all_lose_no_message(
    story: Any, staff: httpx.AsyncClient, gateway: Any, monkeypatch: Any
) -> None:
    await publish(staff)
    monkeypatch.setitem(SANDBOXES["uk"].globals, "time", None)
    said, delivery = await sent(story, gateway)
    assert said.startswith("Ви записані")
    assert (delivery.status, delivery.template_version_id) == ("accepted", None)
