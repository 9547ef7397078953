"""Telling participants that an event takes place elsewhere."""

from typing import Any

from liaison_contracts.events import EventMoved

from services.notifications.tests.conftest import START


async def test_participants_are_told_the_new_place_once(story: Any, gateway: Any, mailbox: Any) -> None:
    await story.somebody_signs_up()
    await story.work()
    fact = EventMoved(occurred_on=START.date(), state=story.event(2, room_name="Кабінет", address="вул. Соборна, 2"))
    await story.tell(fact, fact)
    await story.work()
    texts = [sms["text"] for sms in gateway.received]
    assert len(texts) == 2
    assert "Кабінет, вул. Соборна, 2" in texts[1]
    assert "Де: Офіс у Вінницьких Хуторах, Кабінет" in mailbox.mails[1].get_body(("plain",)).get_content()
