"""Providers that post no receipts are asked, the less often the longer ago."""

from typing import Any

import pytest
import pytest_asyncio
from liaison_local.gateways.script import Script
from liaison_local.gateways.turbosms import TurboSms
from liaison_local.ports import free_port
from liaison_notifications.jobs.sending.poll_receipts import poll_receipts
from liaison_notifications.model import Receipt
from sqlalchemy import select


@pytest_asyncio.fixture
async def turbosms() -> Any:
    made = TurboSms(free_port(set()))
    await made.up()
    yield made
    await made.close()


@pytest.fixture
def more_settings(more_settings: dict[str, Any], turbosms: TurboSms) -> dict[str, Any]:
    url = f"turbosms+http://t@127.0.0.1:{turbosms.listener.port}?poll=60"
    return more_settings | {"sms_gateway_token": "", "sms_providers": url}


async def status(story: Any) -> str:
    return (await story.deliveries())["sms"].status


async def test_it_is_asked_by_its_own_id_after_a_while_and_no_more_once_it_arrived(
    story: Any, turbosms: TurboSms
) -> None:
    await story.somebody_signs_up(email=None)
    await story.work()
    story.later(seconds=59)
    await story.run(poll_receipts)
    assert (await status(story), turbosms.received.asked) == ("accepted", 0)
    story.later(seconds=1)
    await story.run(poll_receipts)
    assert (await status(story), turbosms.received.asked) == ("delivered", 1)
    story.later(hours=1)
    await story.run(poll_receipts)
    assert turbosms.received.asked == 1


async def test_while_it_does_not_say_it_is_asked_less_and_less_often_and_not_after_days(
    story: Any, turbosms: TurboSms
) -> None:
    turbosms.direct(Script(silent=True))
    await story.somebody_signs_up(email=None)
    await story.work()
    for _ in range(60 * 24 * 4):
        story.later(minutes=5)
        await story.run(poll_receipts)
        if story.now.day > 19:
            break
    assert 8 < turbosms.received.asked < 25
    assert await status(story) == "accepted"
    async with story.database.reading() as session:
        assert (await session.scalars(select(Receipt))).all() == []
