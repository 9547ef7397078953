"""What people type: telephones, emails, moments, fields left empty; and cells of spreadsheets."""

from datetime import UTC, datetime
from typing import Annotated, Any

import pytest
from liaison_kit.formats.contact_points import email_of, phone_of, takes_sms
from liaison_kit.formats.links import Link
from liaison_kit.formats.spreadsheets import harmless
from liaison_kit.formats.written import LeftEmpty, Moment, Wall
from pydantic import TypeAdapter, ValidationError


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("067 123 45 67", "+380671234567"),
        ("(067) 123-45-67", "+380671234567"),
        ("8 067 123 45 67", "+380671234567"),
        ("80671234567", "+380671234567"),
        ("380671234567", "+380671234567"),
        ("+380 67 123 45 67", "+380671234567"),
        ("+48 22 694 60 00", "+48226946000"),
        ("+1 202-456-1111", "+12024561111"),
    ],
)
def test_a_telephone_is_kept_in_one_form_however_it_is_dialled(typed: str, kept: str) -> None:
    assert phone_of(typed) == kept


@pytest.mark.parametrize("typed", ["", "12", "102", "067 123 45", "+8 067 123 45 67", "+380 00 000 00 00", "телефон"])
def test_what_nobody_can_call_is_no_telephone(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^no telephone number$"):
        phone_of(typed)


@pytest.mark.parametrize(("number", "takes"), [("+380671234567", True), ("+380432670000", False)])
def test_a_landline_takes_no_sms(number: str, takes: bool) -> None:
    assert takes_sms(number) == takes


def test_the_address_of_a_mail_keeps_its_name_and_loses_its_hosts_capitals() -> None:
    assert email_of("Olena@Example.ORG") == "Olena@example.org"
    assert email_of("сад@приклад.укр") == "сад@приклад.укр"


@pytest.mark.parametrize("typed", ["", "olena", "olena@", "@example.org", "a b@example.org", "a@example"])
def test_what_no_mail_can_be_sent_to_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^no mail address$"):
        email_of(typed)


MOMENTS = [
    ("2026-05-17T18:00", "2026-05-17T15:00", "2026-05-17T18:00"),
    ("2026-01-17T18:00", "2026-01-17T16:00", "2026-01-17T18:00"),
    ("2026-05-17T18:00Z", "2026-05-17T18:00", "2026-05-17T21:00"),
    ("2026-05-17T18:00+02:00", "2026-05-17T16:00", "2026-05-17T19:00"),
    # The night of 29 March 2026 has no hour from three to four; that of 25 October has it twice.
    ("2026-03-29T03:30", "2026-03-29T01:30", "2026-03-29T03:30"),
    ("2026-10-25T03:30", "2026-10-25T00:30", "2026-10-25T03:30"),
    ("2000-01-01T00:00", "1999-12-31T22:00", "2000-01-01T00:00"),
    ("2199-12-31T23:59", "2199-12-31T21:59", "2199-12-31T23:59"),
]


@pytest.mark.parametrize(("typed", "utc", "wall"), MOMENTS)
def test_a_moment_is_meant_by_the_clock_in_kyiv(typed: str, utc: str, wall: str) -> None:
    assert TypeAdapter(Moment).validate_python(typed) == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert TypeAdapter(Wall).validate_python(typed) == datetime.fromisoformat(wall)


@pytest.mark.parametrize("kind", [Moment, Wall])
@pytest.mark.parametrize("typed", ["1999-12-31T23:59", "2200-01-01T00:00", "0001-01-01T00:00Z"])
def test_a_year_that_was_mistyped_is_refused(kind: Any, typed: str) -> None:
    with pytest.raises(ValidationError, match=r"Enter a date and a time, for example 2026-05-17T18:00\."):
        TypeAdapter(kind).validate_python(typed)


@pytest.mark.parametrize(("given", "meant"), [("", None), ("  ", None), (None, None), (" 7 ", 7), (0, 0)])
def test_a_field_that_was_left_empty_says_nothing(given: object, meant: int | None) -> None:
    assert TypeAdapter(Annotated[int | None, LeftEmpty]).validate_python(given) == meant


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx"])
def test_no_cell_of_a_spreadsheet_begins_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1+1", "Сад = ліс", "'=1"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("typed", [" https://vmr.example/звіт?рік=2023 ", "http://vmr.example"])
def test_a_link_leads_to_the_web(typed: str) -> None:
    assert TypeAdapter(Link).validate_python(typed) == typed.strip()


@pytest.mark.parametrize(
    "typed",
    ["www.vmr.example", "javascript:alert(1)", "https://", "https://a b", 'https://a"b', "https://a\nb", "/path"],
)
def test_what_leads_nowhere_or_runs_is_no_link(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Link).validate_python(typed)
    assert [error["type"] for error in refused.value.errors()] == ["link"]
