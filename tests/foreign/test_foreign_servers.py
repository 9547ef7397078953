"""What we send is taken by servers that we did not write, and what they say back is understood."""

import asyncio
import poplib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from liaison_contracts.notifications import Contact
from liaison_kit import clock
from liaison_kit.database import new_id
from liaison_notifications import texts
from liaison_notifications.model.sending.receipts import Says, other_forms
from liaison_notifications.providers.provider import Sms
from liaison_notifications.providers.smpp import Smpp
from liaison_notifications.providers.smtp import Smtp

from tests.bench.messages import FROM, _event
from tests.foreign import servers

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

SMS = ("Zustrich o 18:00", "Зустріч о 18:00 🎉", "Запрошуємо на зустріч. " * 12)


@pytest.fixture(scope="module")
def mail_ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    with servers.mail_server(tmp_path_factory.mktemp("greenmail")) as ports:
        yield ports


def received(pop3: int, whose: str, number: int) -> EmailMessage:
    box = poplib.POP3("127.0.0.1", pop3, timeout=10)
    box.user(whose)
    box.pass_(whose)
    lines = box.retr(number)[1]
    box.quit()
    read = message_from_bytes(b"\r\n".join(lines) + b"\r\n", policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


async def test_a_mail_arrives_word_for_word_with_its_calendar_file(mail_ports: tuple[int, int]) -> None:
    smtp, pop3 = mail_ports
    now = clock.now()
    contact = Contact(name="Олена Коваленко", phone=None, email="olena@example.org", link="https://liaison.example/s/x")
    ids = [new_id() for _ in range(3)]
    mails = [texts.email("confirmation", contact, _event(new_id(), now), one, FROM, now) for one in ids]
    relay = Smtp(f"smtp://127.0.0.1:{smtp}")
    for mail in mails:  # the second and third over the kept connection
        assert (await relay.send(mail, 10)).status == "accepted"
    await relay.close()
    for number, (one, mail) in enumerate(zip(ids, mails, strict=True), 1):
        read = await asyncio.to_thread(received, pop3, "olena@example.org", number)
        sent = message_from_bytes(mail.as_bytes(), policy=policy.default)
        assert isinstance(sent, EmailMessage)
        assert str(one) in str(read["Message-ID"])
        assert (str(read["Subject"]), str(read["To"])) == (str(sent["Subject"]), str(sent["To"]))
        texts_of = [part.get_content().replace("\r\n", "\n") for part in read.walk() if not part.is_multipart()]
        assert texts_of == [part.get_content().replace("\r\n", "\n") for part in sent.walk() if not part.is_multipart()]
        assert texts_of[0].startswith("Вітаємо, Олена Коваленко!")
        assert texts_of[1].startswith("<!DOCTYPE html>")
        assert texts_of[2].startswith("BEGIN:VCALENDAR")


async def test_a_foreign_smsc_takes_messages_of_each_kind_and_its_receipts_are_understood(tmp_path: Path) -> None:
    """It names a message in hexadecimal when it takes it, and in decimal when it tells what became of it."""
    with servers.smsc(tmp_path) as (port, log):
        provider = Smpp(f"smpp://{servers.SMSC_ACCOUNT}@127.0.0.1:{port}", "Vinnytsia", window=10)
        outcomes = [await provider.send(Sms(str(new_id()), "+380671234567", text), 10) for text in SMS]
        assert [outcome.status for outcome in outcomes] == ["accepted"] * len(SMS)
        while len(provider.heard().receipts) < len(SMS):  # noqa: ASYNC110 - the library does not tell
            await asyncio.sleep(0.05)
        told = list(provider.heard().receipts)
        await provider.close()
        taken = log.read_text(errors="replace")
    assert {one.says for one in told} == {Says.DELIVERED}
    ids = {outcome.provider_id for outcome in outcomes}
    assert all(set(other_forms(one.message)) & ids for one in told)
    assert f"'{SMS[0]}'" in taken
    assert not any(text in str([one.raw for one in told]) for text in SMS)


async def test_a_foreign_smsc_that_does_not_know_the_password_was_sent_nothing(tmp_path: Path) -> None:
    with servers.smsc(tmp_path) as (port, log):
        outcome = await Smpp(f"smpp://j:wrong@127.0.0.1:{port}", "Vinnytsia", window=10).send(
            Sms("m-1", "+380671234567", "x"), 10
        )
        said = log.read_text(errors="replace")
    assert (outcome.status, outcome.reason) == ("retry_wait", "unreachable")
    assert "Rejecting bind" in said
    assert "submit_sm" not in said
