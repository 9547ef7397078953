"""What comes back of mails is read from a foreign mailbox, and the mailbox emptied."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_kit.jobs import JobContext
from liaison_kit.testing import Platform
from liaison_notifications.jobs.sending.read_bounces import read_bounces
from liaison_notifications.model import Delivery

from services.notifications.tests.providers.test_bounces import bounce
from tests.faults.messages.ground import database
from tests.foreign import servers

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

BOX, DAEMON = "bounces@liaison.example", "mailer-daemon@relay.example"
"""The empty sender, which bounces have, is refused by this server."""


@pytest.fixture(scope="module")
def mail_ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    with servers.mail_server(tmp_path_factory.mktemp("greenmail")) as ports:
        yield ports


async def accepted(opened: Database) -> UUID:
    async with opened.transaction() as session:
        row = Delivery(id=new_id(), dedupe_key=str(new_id()), channel="email", purpose="confirmation", status="planned")
        row.sign_up_id, row.event_id, row.created_at = new_id(), new_id(), clock.now()
        session.add(row)
        for status in ("claimed", "accepted"):
            await session.flush()
            row.status, row.provider = status, "relay"
        return row.id


async def test_bounces_are_read_from_a_mailbox_which_is_emptied(
    platform: Platform, tmp_path: Path, mail_ports: tuple[int, int]
) -> None:
    smtp, pop3 = mail_ports
    told = {"bounce_address": BOX, "bounce_secret": "a-secret-for-bounces-000", "sms_gateway_token": "t"}
    told |= {"bounce_mailbox": f"pop3://bounces%40liaison.example:bounces%40liaison.example@127.0.0.1:{pop3}"}
    async with database(platform.admin_url, f"bounced_{new_id().hex[-8:]}", tmp_path, **told) as (opened, settings):
        assert settings.verp is not None
        first, second = await accepted(opened), await accepted(opened)
        other = EmailMessage()
        other["To"], other["Subject"] = BOX, "Купуйте"
        with smtplib.SMTP("127.0.0.1", smtp) as server:
            server.sendmail(DAEMON, [BOX], bounce("failed", "5.1.1", settings.verp.sender(first)))
            server.sendmail("spam@example.org", [BOX], other.as_bytes())
            server.sendmail(DAEMON, [BOX], bounce("delayed", "4.4.1", settings.verp.sender(second)))
        context = JobContext(opened, settings)
        await read_bounces(context)
        async with opened.reading() as session:
            statuses = [(await session.get_one(Delivery, one)).status for one in (first, second)]
        assert statuses == ["undelivered", "accepted"]
        assert servers.waiting(pop3, BOX) == 0
