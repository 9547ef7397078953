"""Correcting a bulletin: whoever was sent the wrong one is sent what is true, and nobody else."""

from typing import Any

import pytest
from liaison_notifications.model.bulletins.bulletin import Bulletin
from liaison_notifications.model.consent.subscribers import Subscription
from liaison_notifications.model.sending.delivery import Delivery
from sqlalchemy import update

from services.notifications.tests.bulletining import API, Coordinators, messages_of, planned
from services.notifications.tests.subscribing import Reader

TRUE = {"title": "Виправлення", "text": "Офіс не переїжджає.", "sms": "Офіс не переїжджає."}


async def test_a_correction_goes_to_whoever_was_sent_the_wrong_one_and_to_nobody_else(
    story: Any, reader: Reader, coordinators: Coordinators, mailbox: Any, published: Any
) -> None:
    for number in range(3):
        await reader.subscribes(f"reader{number}@example.org", bulletins=True)
    path = await coordinators.approved()
    await planned(story)
    first, *_ = await messages_of(story)
    async with story.database.transaction() as session:  # the others are to leave later
        later = update(Delivery).where(Delivery.bulletin_id == first.bulletin_id, Delivery.id != first.id)
        await session.execute(later.values(status="cancelled", reason="stopped", next_try_at=None))
    await coordinators.work()
    await reader.subscribes("came-later@example.org", bulletins=True)
    had_it, before = mailbox.recipients[-2], len(mailbox.recipients)
    answer = await coordinators.post(coordinators.author, f"{path}/corrections")
    assert (answer.status_code, answer.headers["location"]) == (
        201,
        f"/messages/bulletins/{answer.json()['id']}/form",
    )
    correction = f"{API}/{answer.json()['id']}"
    shown = await coordinators.shown(correction)
    assert (shown["status"], shown["corrects"], shown["title"]) == ("draft", str(first.bulletin_id), "Переїзд офісу")
    assert [one["people"] for one in shown["readers"] if one["channel"] == "email"] == [1]
    assert (await coordinators.post(coordinators.author, f"{correction}/words", json=TRUE)).status_code == 200
    assert (await coordinators.post(coordinators.author, f"{correction}/approval")).status_code == 409
    assert (await coordinators.post(coordinators.other, f"{correction}/approval")).status_code == 201
    await coordinators.work()
    assert len(mailbox.recipients) == before + 1
    assert mailbox.recipients[-1] == had_it
    assert "Офіс не переїжджає." in mailbox.mails[-1].get_body(("plain",)).get_content()


async def test_whoever_follows_something_else_by_now_is_told_all_the_same(
    story: Any, coordinators: Coordinators
) -> None:
    wrong = Bulletin(status="sent", districts=[], kinds=["training"], title="", title_en="", text="", text_en="")
    wrong.id, wrong.sms, wrong.sms_en = coordinators.author, "", ""
    correction = wrong.correction(coordinators.author, story.now)
    assert not wrong.is_for(_follows("exchange"))
    assert correction.is_for(_follows("exchange"))


def _follows(kind: str) -> Any:
    return Subscription(districts=[], kinds=[kind])


async def test_what_nobody_was_sent_is_changed_instead(coordinators: Coordinators) -> None:
    answer = await coordinators.post(coordinators.author, f"{await coordinators.write()}/corrections")
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "Nobody was sent this bulletin: change it instead.",
    )


@pytest.mark.parametrize("after", ["stop", "end"])
async def test_its_page_offers_a_correction_once_people_have_it(
    story: Any, reader: Reader, coordinators: Coordinators, after: str
) -> None:
    await reader.subscribes("reader@example.org", bulletins=True)
    path = await coordinators.approved()
    address = path.removeprefix("/api/notifications/v1")
    assert "/corrections" not in (await coordinators.get(coordinators.author, address)).text
    await planned(story)
    if after == "stop":
        await coordinators.post(coordinators.author, f"{path}/stop")
    await coordinators.work()
    assert f'action="{address}/corrections"' in (await coordinators.get(coordinators.author, address)).text
    made = await coordinators.post(coordinators.author, f"{path}/corrections")
    form = await coordinators.get(coordinators.author, made.headers["location"])
    assert "Ті, кому надіслано хибну, і більше ніхто" in form.text
