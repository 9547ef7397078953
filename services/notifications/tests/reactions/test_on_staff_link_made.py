"""Letters to people who work in the network."""

from datetime import timedelta
from typing import Any

import pytest
from liaison_contracts.identity import Errand
from liaison_kit.database import Database, new_id
from sqlalchemy import text


@pytest.mark.parametrize(
    ("errand", "language", "subject", "greeting"),
    [
        (Errand.RESET, "uk", "Новий пароль", "Вітаємо, Олена Коваленко!"),
        (Errand.RESET, "en", "A new password", "Hello Олена Коваленко,"),
        (Errand.INVITATION, "uk", "Запрошення", "Вітаємо, Олена Коваленко!"),
        (Errand.INVITATION, "en", "Your invitation", "Hello Олена Коваленко,"),
    ],
)
async def test_it_arrives_once_and_in_their_language(
    story: Any, mailbox: Any, gateway: Any, errand: Errand, language: str, subject: str, greeting: str
) -> None:
    fact = story.letter(new_id(), language=language).model_copy(update={"errand": errand})
    await story.tell(fact, fact)
    await story.work()
    (mail,) = mailbox.mails
    assert mailbox.recipients == ["olena.kovalenko@example.org"]
    assert mail["Subject"].startswith(subject)
    assert mail["Content-Language"] == language
    assert greeting in mail.get_body(("plain",)).get_content()
    assert "http://localhost:8080/sign-in/links/secret" in mail.get_body(("plain",)).get_content()
    assert gateway.received == []
    assert await story.statuses() == {"email": "accepted"}


async def test_nothing_readable_about_the_person_is_in_the_database(story: Any, database: Database) -> None:
    await story.tell(story.letter(new_id()))
    await story.work()
    async with database.reading() as session:
        names = (await session.scalars(text("select tablename from pg_tables where schemaname = 'public'"))).all()
        assert "sealed_letter" in names
        for name in names:
            rows = (await session.scalars(text(f'select t::text from "{name}" t'))).all()
            assert not [row for row in rows if "Олена" in row or "olena" in row or "secret" in row], name


async def test_one_whose_link_has_expired_is_not_sent(story: Any, mailbox: Any) -> None:
    await story.tell(story.letter(new_id(), lasts=timedelta(0)))
    await story.work()
    assert mailbox.mails == []
    assert await story.statuses() == {"email": "expired"}


async def test_a_broken_server_is_tried_again(story: Any, mailbox: Any) -> None:
    mailbox.mood = "rcpt 451"
    await story.tell(story.letter(new_id()))
    await story.work()
    assert await story.statuses() == {"email": "retry_wait"}
    mailbox.mood = "accept"
    story.later(minutes=1)
    await story.work()
    assert len(mailbox.mails) == 1


async def test_the_list_shows_it_and_nothing_about_the_person(story: Any, staff: Any) -> None:
    await story.tell(story.letter(new_id()))
    page = await staff.get("/messages")
    assert "Новий пароль для колеги" in page.text
    assert "Олена" not in page.text
