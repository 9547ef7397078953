"""Money as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from liaison_registry.model.programme.money import MOST, Kopiykas, hryvnias, parse_uah
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError


@pytest.mark.parametrize(
    ("text", "kopiykas"),
    [
        ("12 500,50", 12_500_50),
        ("12500.5", 12_500_50),
        ("12500", 12_500_00),
        (" 0,01 ", 1),
        ("0", 0),
        ("1\N{NO-BREAK SPACE}000\N{NARROW NO-BREAK SPACE}000", 1_000_000_00),
        ("1'000", 1_000_00),
        ("50 000 грн", 50_000_00),
        ("50000 ₴", 50_000_00),
        ("7,30 UAH", 7_30),
        ("000012,5", 12_50),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, kopiykas: int) -> None:
    assert parse_uah(text) == kopiykas


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-5", "12,500", "1.234,56", "1,234.56", "12 50", "1 2345", "12,5,0", "12,345", "1e3", "тисяча"),
        *("5 USD", "٣٠", "½", "NaN", "1" * 20, "1 000  000", ",50", "5,"),
    ],
)
def test_what_could_mean_something_else_is_refused(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        parse_uah(text)


@given(st.integers(0, MOST))
def test_what_is_written_for_people_is_read_as_the_same_amount(kopiykas: int) -> None:
    assert parse_uah(hryvnias(kopiykas)) == kopiykas


def test_a_number_is_kopiykas_and_a_text_hryvnias() -> None:
    adapter = TypeAdapter(Kopiykas)
    assert adapter.validate_python(1250) == 1250
    assert adapter.validate_python("12,50") == 1250
    for wrong in (-1, 12.5, MOST + 1, "0,001"):
        with pytest.raises(ValidationError):
            adapter.validate_python(wrong)
