"""What an office offers: since when nobody has looked, and what people write of it."""

from datetime import date

import pytest
from liaison_kit.formats.written import Moment
from liaison_registry.model.offices.written import Lines, PublicEmail, PublicPhone, SettlementCode
from liaison_registry.model.services.office_services import WrittenOffer, is_stale, months_between
from pydantic import TypeAdapter, ValidationError


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        ("2026-01-15", "2026-07-14", 5),
        ("2026-01-15", "2026-07-15", 6),
        ("2025-08-31", "2026-02-28", 5),
        ("2025-08-31", "2026-03-01", 6),
        ("2026-07-15", "2026-07-15", 0),
    ],
)
def test_half_a_year_is_six_months_of_the_calendar(earlier: str, later: str, months: int) -> None:
    days = date.fromisoformat(earlier), date.fromisoformat(later)
    assert months_between(*days) == months
    assert is_stale(*days) == (months >= 6)


def test_hours_are_kept_by_weekday() -> None:
    assert WrittenOffer(sunday="9.00-10.00").hours() == [{"weekday": 7, "opens": "09:00", "closes": "10:00"}]


GOOD = [
    (PublicPhone, "067 123 45 67", "+380671234567"),
    (PublicPhone, "(0432) 59-50-00", "+380432595000"),
    (PublicPhone, "8 067 123 45 67", "+380671234567"),
    (PublicPhone, "+48 22 694 40 00", "+48226944000"),
    (PublicEmail, "office@vmr.gov.ua", "office@vmr.gov.ua"),
    (SettlementCode, "UA05020030010063857", "UA05020030010063857"),
    (Lines, "  один\r\nдва \n", "один\nдва"),
    (Moment, "2026-07-01T10:00", "2026-07-01T07:00:00+00:00"),
    (Moment, "2026-12-01T10:00", "2026-12-01T08:00:00+00:00"),
]
BAD = [
    (PublicPhone, "12345"),
    (PublicPhone, "0671234567890"),
    (PublicPhone, "телефон"),
    (PublicPhone, "067\n1234567"),
    (PublicEmail, "office@"),
    (PublicEmail, "Олена <office@vmr.gov.ua>"),
    (SettlementCode, "UA0502003001006385"),
    (SettlementCode, "ua05020030010063857"),
    (SettlementCode, "UA0502003001006385７"),
    (Lines, "один\tдва"),
    (Lines, "x" * 2001),
]


@pytest.mark.parametrize(("kind", "written", "kept"), GOOD)
def test_what_people_write_is_kept_in_one_form(kind: object, written: str, kept: str) -> None:
    found = TypeAdapter(kind).validate_python(written)
    assert (found.isoformat() if hasattr(found, "isoformat") else found) == kept


@pytest.mark.parametrize(("kind", "written"), BAD)
def test_what_cannot_be_is_refused(kind: object, written: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(written)
