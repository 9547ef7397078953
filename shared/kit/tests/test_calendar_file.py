"""Calendar files, read by another program than the one that wrote them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from icalendar import Calendar, Timezone
from liaison_kit import clock
from liaison_kit.formats.calendar_file import Entry, Subscription, calendar_file

ID = UUID(int=7)
NOON = datetime(2026, 10, 20, 9, tzinfo=UTC)


def entry(**changes: object) -> Entry:
    values = {"id": ID, "version": 3, "title": "Хор", "place": "Зала, вул. Незалежності, 1", "cancelled": False}
    return Entry(**(values | {"starts_at": NOON, "ends_at": NOON + timedelta(hours=2)} | changes))


def test_it_has_a_lasting_uid_and_a_sequence_and_says_when_it_changed() -> None:
    changed = NOON - timedelta(days=1)
    (first,) = Calendar.from_ical(calendar_file([entry(modified_at=changed)], "Events")).walk("VEVENT")
    (second,) = Calendar.from_ical(calendar_file([entry(version=4, cancelled=True)], "Events")).walk("VEVENT")
    assert first["uid"] == second["uid"] == f"{ID}@liaison"
    assert (first["sequence"], second["sequence"]) == (2, 3)
    assert (first["status"], second["status"]) == ("CONFIRMED", "CANCELLED")
    assert first.decoded("last-modified") == changed
    (calendar,) = Calendar.from_ical(calendar_file([], "Events")).walk("VCALENDAR")
    assert calendar["prodid"] == "-//Liaison//Events//UK"
    assert first["location"] == "Зала, вул. Незалежності, 1"


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027, 2040])
def test_its_clock_is_that_of_kyiv_in_summer_and_in_winter(year: int) -> None:
    (zone,) = Calendar.from_ical(calendar_file([entry()], "Events")).walk("VTIMEZONE")
    assert isinstance(zone, Timezone)
    read = zone.to_tz(lookup_tzid=False)
    moment = datetime(year, 1, 1, tzinfo=UTC)
    while moment.year == year:
        kyiv = moment.astimezone(clock.KYIV)
        assert moment.astimezone(read).utcoffset() == kyiv.utcoffset(), moment
        moment += timedelta(hours=23)


def test_the_hour_is_written_as_a_clock_in_kyiv_shows_it() -> None:
    written = calendar_file([entry()], "Events").decode()
    assert "DTSTART;TZID=Europe/Kyiv:20261020T120000" in written
    assert max(len(line.encode()) for line in written.split("\r\n")) <= 75


def test_a_calendar_that_subscribes_is_told_the_name_the_address_and_when_to_ask_again() -> None:
    written = calendar_file([], "Events", "PUBLISH", Subscription("Хор", "https://liaison.example/calendar.ics"))
    (read,) = Calendar.from_ical(written).walk("VCALENDAR")
    assert {
        name: str(value) for name, value in read.items() if name not in {"REFRESH-INTERVAL", "X-PUBLISHED-TTL"}
    } == {
        "PRODID": "-//Liaison//Events//UK",
        "VERSION": "2.0",
        "METHOD": "PUBLISH",
        "NAME": "Хор",
        "X-WR-CALNAME": "Хор",
        "X-WR-TIMEZONE": "Europe/Kyiv",
        "SOURCE": "https://liaison.example/calendar.ics",
    }
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in written
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in written
