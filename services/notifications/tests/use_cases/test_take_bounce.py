"""What came back of a mail is handed over by the mail server."""

from typing import Any

import httpx
import pytest
from liaison_kit.database import new_id
from liaison_notifications.model import Receipt
from sqlalchemy import select

from services.notifications.tests.providers.test_bounces import bounce

SECRET = "a-secret-for-bounces-000"
PATH = f"/api/notifications/v1/bounces/{SECRET}"


@pytest.fixture
def more_settings(more_settings: dict[str, Any]) -> dict[str, Any]:
    return more_settings | {"bounce_address": "bounces@liaison.example", "bounce_secret": SECRET}


async def sent(story: Any, mailbox: Any) -> str:
    """A mail that was taken; the sender on its envelope."""
    await story.somebody_signs_up(phone=None)
    await story.work()
    (sender,) = mailbox.senders
    return str(sender)


async def mail(story: Any) -> tuple[str, str | None]:
    row = (await story.deliveries())["email"]
    return row.status, row.reason


@pytest.mark.parametrize(
    "action, status, becomes",
    [
        ("failed", "5.1.1", ("undelivered", "not_deliverable")),
        ("failed", "4.4.1", ("undelivered", "not_reached")),
        ("delayed", "4.4.1", ("accepted", None)),
    ],
)
async def test_a_mail_that_comes_back_did_not_arrive(
    story: Any, client: httpx.AsyncClient, mailbox: Any, action: str, status: str, becomes: tuple[str, str | None]
) -> None:
    sender = await sent(story, mailbox)
    assert sender.startswith("bounces+")
    assert "olena" not in sender
    for _ in range(2):  # it may come twice
        assert (await client.post(PATH, content=bounce(action, status, sender))).status_code == 204
    assert await mail(story) == becomes
    async with story.database.reading() as session:
        kept = (await session.scalars(select(Receipt))).all()
    assert [row.raw for row in kept] == [{"status": status}] * 2


async def test_a_mail_in_doubt_was_sent_if_it_comes_back(story: Any, client: httpx.AsyncClient, mailbox: Any) -> None:
    mailbox.mood = "accept_then_cut"
    sender = await sent(story, mailbox)
    assert (await mail(story))[0] == "unknown"
    await client.post(PATH, content=bounce("failed", "5.1.1", sender))
    assert await mail(story) == ("undelivered", "not_deliverable")


@pytest.mark.parametrize("what", ["forged", "no mail of ours", "not a mail"])
async def test_what_is_none_of_ours_changes_nothing(
    story: Any, client: httpx.AsyncClient, mailbox: Any, what: str
) -> None:
    sender = await sent(story, mailbox)
    forged = sender.replace(sender[8:40], new_id().hex)
    to = {"forged": forged, "no mail of ours": "x@y.example"}.get(what)
    content = bounce("failed", "5.1.1", to) if to else b"\xff"
    assert (await client.post(PATH, content=content)).status_code == 204
    assert (await mail(story))[0] == "accepted"


async def test_who_does_not_know_the_secret_finds_nothing(story: Any, client: httpx.AsyncClient, mailbox: Any) -> None:
    sender = await sent(story, mailbox)
    answer = await client.post(f"{PATH}x", content=bounce("failed", "5.1.1", sender))
    assert (answer.status_code, (await mail(story))[0]) == (404, "accepted")
