"""Templates: what people may write in them, what is refused and why, and what a preview says."""

from datetime import UTC, datetime
from importlib.resources import files

import pytest
from liaison_notifications.model.sending.delivery import Channel, Purpose
from liaison_notifications.model.templates import checking, preview
from liaison_notifications.model.templates.checking import TextUnusable
from liaison_notifications.model.templates.placeholders import CHANNELS, Words
from liaison_notifications.model.templates.preview import previews, shown_sms
from liaison_notifications.model.templates.shown import Language, first_words
from liaison_notifications.model.templates.template import Key
from liaison_notifications.providers.parts import Encoding

NOW, URL = datetime(2026, 5, 15, 9, 0, tzinfo=UTC), "https://liaison.example"
SMS = Key("confirmation", "uk", "sms")
NEEDED = "{{ event.title }} {{ time(event.starts_at) }} {{ contact.link }} {{ event.office_name }}"
KEYS = [
    Key(purpose, language, channel)
    for purpose, channels in CHANNELS.items()
    for channel in channels
    for language in Language
]


def checked(text: str, key: Key = SMS, subject: str = "Лист") -> list[preview.Preview]:
    return previews(key, subject if key.channel == "email" else "", text, NOW, URL, 0)


@pytest.mark.parametrize("key", KEYS, ids="-".join)
def test_the_words_that_come_with_the_software_could_have_been_written_here(key: Key) -> None:
    first = first_words(key)
    found = previews(key, first.subject, first.text, NOW, URL, 0)
    assert [one.example for one in found] == ["uk", "en"]
    assert all("{{" not in one.text for one in found)


def test_what_is_not_listed_keeps_its_words() -> None:
    written = files("liaison_notifications").joinpath("templates/messages").iterdir()
    named = {path.name.partition(".")[0] for path in written if path.name.endswith(".txt")}
    assert named - set(Words) == {Purpose.OPT_IN, Purpose.NEWS, Purpose.DIGEST, Purpose.BULLETIN, Purpose.REQUESTED}
    assert set(Words) <= named


@pytest.mark.parametrize(
    ("text", "refusal", "line", "name"),
    [
        ("Так\n{{ event.titel }}", checking.NoSuchPlaceholder, 2, "event.titel"),
        ("{{ event.id }}", checking.NoSuchPlaceholder, 1, "event.id"),
        ("{{ contact.name }}", checking.NoSuchPlaceholder, 1, "contact.name"),
        ("{{ contact.phone }}", checking.NoSuchPlaceholder, 1, "contact.phone"),
        ("{{ event.title.__class__ }}", checking.NoSuchPlaceholder, 1, "event.title.__class__"),
        ("{{ letter.link }}", checking.NoSuchPlaceholder, 1, "letter.link"),
        ("\n\n{{ event.starts_at }}", checking.BareMoment, 3, "event.starts_at"),
        ("{{ event.starts_at | upper }}", checking.BareMoment, 1, "event.starts_at"),
        ("{% if event.starts_at %}x{% endif %}", checking.BareMoment, 1, "event.starts_at"),
        ("{{ day(event.title) }}", checking.NotAMoment, 1, "event.title"),
        ("{% for x in event.title %}{{ x }}{% endfor %}", checking.NotAllowed, 1, "for"),
        ("{% set x = 1 %}", checking.NotAllowed, 1, "assign"),
        ("{% include 'reset.uk.email.txt' %}", checking.NotAllowed, 1, "include"),
        ("{% macro x() %}{% endmacro %}", checking.NotAllowed, 1, "macro"),
        ("{{ 'a' * 1000000000 }}", checking.NotAllowed, 1, "mul"),
        ("{{ range(9) }}", checking.NotAllowed, 1, "range"),
        ("{{ event.title.format(1) }}", checking.NotAllowed, 1, "event.title.format"),
        ("{{ event['title'] }}", checking.NotAllowed, 1, "getitem"),
        ("{{ event.title | attr('x') }}", checking.NotAllowed, 1, "attr"),
        ("{{ event.title | shortened }}", checking.NotWritten, 1, None),
        ("{{ event.title | shortened(2) }}", checking.NotWritten, 1, None),
        ("{{ day() }}", checking.NotWritten, 1, None),
        ("Раз\n{{ event.title }", checking.NotWritten, 2, None),
        ("{% if event.title %}", checking.NotWritten, 1, None),
    ],
)
def test_what_cannot_be_used_is_told_by_line_and_name(
    text: str, refusal: type[TextUnusable], line: int, name: str | None
) -> None:
    with pytest.raises(refusal) as refused:
        checked(f"{text}{NEEDED}")
    assert (refused.value.values["line"], refused.value.values.get("name")) == (line, name)
    assert refused.value.errors[0].field == "text"


@pytest.mark.parametrize("name", ["event.title", "event.starts_at", "contact.link", "event.office_name"])
def test_what_people_cannot_do_without_must_be_said(name: str) -> None:
    said = NEEDED.replace("time(event.starts_at)", "'x'") if name == "event.starts_at" else NEEDED.replace(name, "'x'")
    with pytest.raises(preview.LeftOut) as refused:
        checked(said)
    assert refused.value.values == {"name": name}


def test_it_must_be_said_in_every_message_and_not_under_a_condition_alone() -> None:
    whole = NEEDED.replace(
        "{{ contact.link }}", "{% if day(event.starts_at) == day(event.ends_at) %}{{ contact.link }}{% endif %}"
    )
    with pytest.raises(preview.LeftOut):
        checked(whole)


def test_conditions_and_filters_may_be_used() -> None:
    text = "{{ event.title | shortened(20) | upper }}"
    text += "{% if event.room_name != '' and not event.address == '' %} ({{ event.room_name }}){% else %}{% endif %} "
    found = checked(f"{text}{NEEDED}")[0].text
    assert found.startswith("БЮДЖЕТ ГРОМАДСЬКИХ… (Велика зала) Бюджет")


def test_an_email_needs_a_subject_that_says_something_and_errors_of_it_stand_beside_it() -> None:
    key = Key("confirmation", "uk", "email")
    with pytest.raises(checking.NoSuchPlaceholder) as refused:
        checked(NEEDED, key, "{{ x }}")
    assert refused.value.errors[0].field == "subject"
    with pytest.raises(preview.SaysNothing):
        checked(NEEDED, key, "{% if event.title == '' %}x{% endif %}")


def test_an_sms_may_have_six_parts() -> None:
    with pytest.raises(preview.TooManyParts):
        checked(NEEDED + "ї" * 402)


def test_a_preview_says_how_an_sms_travels_and_what_it_costs() -> None:
    found = shown_sms("їжак" * 20, price=55)
    assert (found.encoding, found.parts, found.left, found.cost, found.costly) == (Encoding.UCS2, 2, 54, 110, [])
    assert shown_sms("їжак", price=0).cost is None


def test_it_names_the_one_mark_that_makes_a_latin_text_dearer_and_the_plain_one() -> None:
    found = shown_sms("It’s free. " * 10, price=0)
    assert (found.encoding, found.parts, found.plain_parts) == (Encoding.UCS2, 2, 1)
    (mark,) = found.costly
    assert (mark.character, mark.times, mark.plain) == ("’", 10, "'")
    assert mark.name == "Right single quotation mark"


def test_it_names_what_takes_two_places() -> None:
    assert [(one.character, one.times) for one in shown_sms("5 € [a]", price=0).costly] == [
        ("€", 1),
        ("[", 1),
        ("]", 1),
    ]
    assert [one.character for one in shown_sms("Щиро вітаємо: ваш запис збережено 😀", price=0).costly] == ["😀"]


def test_letters_are_written_by_email_alone() -> None:
    assert CHANNELS[Words.RESET] == (Channel.EMAIL,)
