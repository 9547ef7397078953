"""What messages say."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage

import hypothesis
import icalendar
import pytest
from hypothesis import strategies as st
from liaison_contracts.notifications import Contact
from liaison_kit.database import new_id
from liaison_notifications import news_texts, texts
from liaison_notifications.model import EventCopy
from liaison_notifications.providers.parts import Encoding, encoding_of

NOW = datetime(2026, 5, 15, 9, 0, tzinfo=UTC)
SENDER = "Офіси взаємодії <office@liaison.example>"
LINK = "http://localhost:8080/sign-ups/q8Zr3tWm0Kc7"


def event(**changes: object) -> EventCopy:
    fields = {
        "id": new_id(),
        "version": 3,
        "title": "Бюджет громадських ініціатив: як подати проєкт",
        "status": "scheduled",
        "office_name": "Офіс у Вінницьких Хуторах",
        "room_name": "Велика зала",
        "address": "вул. Незалежності, 1",
        "starts_at": datetime(2026, 5, 17, 15, 0, tzinfo=UTC),
        "ends_at": datetime(2026, 5, 17, 17, 0, tzinfo=UTC),
    }
    return EventCopy(**(fields | changes))


def contact(**changes: object) -> Contact:
    fields = {"name": "Олена Коваленко", "phone": "+380671234567", "email": "olena@example.org", "link": LINK}
    return Contact.model_validate(fields | changes)


def sent_and_read(of: EventCopy, to: Contact) -> EmailMessage:
    message = texts.email("confirmation", to, of, new_id(), SENDER, NOW)
    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def body(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def ucs2_parts(text: str) -> int:
    """Cyrillic travels as UCS-2: 70 characters alone, 67 in each part of several (3GPP TS 23.040)."""
    length = len(text.encode("utf-16-be")) // 2
    return 1 if length <= 70 else -(-length // 67)


def test_an_sms_says_what_when_where_and_how_to_cancel_it() -> None:
    text = texts.sms("confirmation", contact(), event())
    assert text == (
        "Ви записані: Бюджет громадських ініціатив: як подати проєкт. Неділя, 17.05, 18:00. "
        f"Офіс у Вінницьких Хуторах, вул. Незалежності, 1. Скасувати: {LINK}"
    )


def test_an_sms_stays_short_even_for_a_long_title() -> None:
    text = texts.sms("confirmation", contact(), event(title="Дуже довга назва події " * 8))
    assert ucs2_parts(text) <= 4
    assert "…" in text
    assert LINK in text


def test_a_latin_sms_stays_in_the_alphabet_of_gsm_when_its_title_is_cut() -> None:
    latin = event(title="A night of volunteering " * 8, office_name="Khutory office", address="1 Nezalezhnosti St.")
    text = texts.sms("confirmation", contact(language="en"), latin)
    assert "A night.... Sunday" in text
    assert encoding_of(text) == Encoding.GSM


def test_an_sms_names_nobody() -> None:
    assert "Олена" not in texts.sms("confirmation", contact(), event())


def test_a_mail_says_what_when_where_and_how_to_change_it() -> None:
    message = sent_and_read(event(), contact())
    assert message["Subject"] == "Ви записані: Бюджет громадських ініціатив: як подати проєкт"
    assert str(message["From"]) == SENDER
    assert message["To"] == "olena@example.org"
    for said in ("Вітаємо, Олена Коваленко!", "неділя, 17 травня 2026 р., 18:00–20:00", "Велика зала", LINK):
        assert said in body(message)
    assert "Адреса: вул. Незалежності, 1\n" in body(message)


def test_a_mail_about_an_event_over_night_says_both_days() -> None:
    text = body(sent_and_read(event(ends_at=datetime(2026, 5, 18, 6, 0, tzinfo=UTC)), contact()))
    assert "Початок: неділя, 17 травня 2026 р., 18:00" in text
    assert "Кінець: понеділок, 18 травня 2026 р., 09:00" in text


def test_times_are_kyiv_winter_time_in_winter() -> None:
    starts = datetime(2026, 1, 17, 15, 0, tzinfo=UTC)
    winter = event(starts_at=starts, ends_at=starts + timedelta(hours=1))
    assert "17:00" in texts.sms("confirmation", contact(), winter)


def test_the_same_delivery_always_has_the_same_message_id() -> None:
    delivery_id = new_id()
    first, second = (texts.email("confirmation", contact(), event(), delivery_id, SENDER, NOW) for _ in range(2))
    assert first["Message-ID"] == second["Message-ID"] == f"<{delivery_id}@liaison.example>"


def test_the_calendar_file_parses_and_holds_the_event_and_nobody() -> None:
    of = event()
    (attachment,) = sent_and_read(of, contact()).iter_attachments()
    assert (attachment.get_content_type(), attachment.get_filename()) == ("text/calendar", "event.ics")
    (entry,) = icalendar.Calendar.from_ical(attachment.get_content()).walk("VEVENT")
    assert entry["UID"] == f"{of.id}@liaison"
    assert entry["SEQUENCE"] == 2
    assert entry["SUMMARY"] == of.title
    assert entry["LOCATION"] == "Офіс у Вінницьких Хуторах, Велика зала, вул. Незалежності, 1"
    assert (entry.decoded("DTSTART"), entry.decoded("DTEND")) == (of.starts_at, of.ends_at)
    for private in (LINK, "Олена", "olena@"):
        assert private not in attachment.get_content()


def test_a_title_cannot_smuggle_in_a_header() -> None:
    message = sent_and_read(event(title="Подія\r\nBcc: everyone@example.org"), contact())
    assert message["Bcc"] is None
    assert message["Subject"] == "Ви записані: Подія Bcc: everyone@example.org"


@pytest.mark.parametrize("address", ["", "x", "a b@c.d", "<a@b.c>", "a@b.c, d@e.f", "a@b.c\nBcc: x@y.z"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(texts.UnusableAddress):
        texts.email("confirmation", contact(email=address), event(), new_id(), SENDER, NOW)


@hypothesis.given(st.from_regex(texts.PLAIN, fullmatch=True))
def test_an_address_that_is_not_parsed_is_one_that_the_parser_would_take_as_it_is(address: str) -> None:
    assert str(Address(addr_spec=address)) == address


def test_one_that_needs_the_parser_is_written_as_it_reads_it() -> None:
    message = texts.headed('"olena k"@example.org', SENDER, new_id(), NOW)
    assert message["To"] == '"olena k"@example.org'


def test_each_header_stands_once() -> None:
    message = sent_and_read(event(), contact())
    news_texts.one_click(message, "https://liaison.example/n/x/unsubscribe")
    assert len({name.lower() for name in message}) == len(list(message))


def test_a_long_address_for_unsubscribing_stays_one_word() -> None:
    message = texts.headed("olena@example.org", SENDER, new_id(), NOW)
    link = f"https://{'long-' * 20}host.example/n/q8Zr3tWm0Kc7abcd/unsubscribe"
    news_texts.one_click(message, link)
    assert f"\r\nList-Unsubscribe: <{link}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode() in (
        b"\r\n" + message.as_bytes()
    )
