"""Messages in doubt with a provider that is asked by handing over the same once more: what must not happen then."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from liaison_contracts.events import EventStatus
from liaison_kit import clock
from liaison_local.gateways.script import Does, Rule, Script
from liaison_local.gateways.turbosms import TurboSms
from liaison_local.ports import free_port
from liaison_notifications.jobs.consent.plan_news import plan_news
from liaison_notifications.model import Delivery
from sqlalchemy import select

from services.notifications.tests.conftest import PHONE
from services.notifications.tests.subscribing import Reader, office, scheduled

SUPPRESSIONS = "/api/notifications/v1/messages/suppressions"


@pytest_asyncio.fixture
async def turbosms() -> AsyncIterator[TurboSms]:
    made = TurboSms(free_port(set()))
    await made.up()
    yield made
    await made.close()


@pytest.fixture
def more_settings(more_settings: dict[str, Any], turbosms: TurboSms) -> dict[str, Any]:
    """The only provider of SMS."""
    url = f"turbosms+http://t@127.0.0.1:{turbosms.listener.port}"
    return more_settings | {"sms_gateway_token": "", "sms_providers": url}


async def in_doubt(story: Any, turbosms: TurboSms) -> None:
    """It never got there, which nobody knows; from here on it would be taken."""
    turbosms.direct(Script(rules=[Rule(does=Does.CUT)]))
    await story.work()
    turbosms.direct(Script())
    story.later(seconds=31)


async def sms(story: Any) -> Delivery:
    """The newest one."""
    async with story.database.reading() as session:
        newest = select(Delivery).where(Delivery.channel == "sms").order_by(Delivery.id.desc()).limit(1)
        return (await session.scalars(newest)).one()


async def test_what_never_got_there_is_handed_over_again(story: Any, turbosms: TurboSms) -> None:
    await story.somebody_signs_up(email=None)
    await in_doubt(story, turbosms)
    await story.work()
    assert ((await sms(story)).status, len(turbosms.received.messages)) == ("accepted", 1)


async def test_an_address_that_was_suppressed_meanwhile_gets_nothing(
    story: Any, staff: httpx.AsyncClient, turbosms: TurboSms
) -> None:
    await story.somebody_signs_up(email=None)
    await in_doubt(story, turbosms)
    with clock.set_to(story.now):
        answer = await staff.post(SUPPRESSIONS, json={"contact": PHONE, "note": "попросили в офісі"})
    assert answer.status_code == 201, answer.text
    await story.work()
    assert ((await sms(story)).status, turbosms.received.messages) == ("unknown", [])


async def test_news_of_an_event_that_was_cancelled_meanwhile_are_not_handed_over(
    story: Any, client: httpx.AsyncClient, turbosms: TurboSms, mailbox: Any
) -> None:
    await story.tell(office())
    reader = Reader(story, client, mailbox, _Telephone(turbosms))
    await reader.subscribes(PHONE)
    fact = scheduled(story)
    await story.tell(fact)
    while await story.run(plan_news):
        pass
    before = len(turbosms.received.messages)
    await in_doubt(story, turbosms)
    assert ((await sms(story)).purpose, (await sms(story)).status) == ("news", "unknown")
    await story.tell(fact.state.model_copy(update={"version": 2, "status": EventStatus.CANCELLED}))
    await story.work()
    assert ((await sms(story)).status, len(turbosms.received.messages)) == ("unknown", before)


async def test_a_number_that_was_taken_out_of_the_contact_is_not_written_to(story: Any, turbosms: TurboSms) -> None:
    sign_up = await story.somebody_signs_up()
    await in_doubt(story, turbosms)
    await story.tell(story.correction(sign_up, "phone", phone=None))
    await story.work()
    assert ((await sms(story)).status, turbosms.received.messages) == ("unknown", [])


async def test_it_is_handed_over_for_an_hour_at_most(story: Any, turbosms: TurboSms) -> None:
    await story.somebody_signs_up(email=None)
    await in_doubt(story, turbosms)
    story.now += timedelta(hours=1)
    await story.work()
    assert ((await sms(story)).status, turbosms.received.messages) == ("unknown", [])


class _Telephone:
    """What the reader looks at: the newest message."""

    def __init__(self, turbosms: TurboSms) -> None:
        self._turbosms = turbosms

    @property
    def received(self) -> list[dict[str, str]]:
        return [{"text": each.text} for each in self._turbosms.received.messages]
