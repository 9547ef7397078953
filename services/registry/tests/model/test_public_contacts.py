"""Telephones, emails, websites and codes, as people write them."""

from typing import Any

import pytest
from liaison_registry.model import Email, Phone, Website, WrongEDRPOU, checked_edrpou
from liaison_registry.model.csos.cso import NumberOfAPerson, OnlyZeros, WrongOther, checked_gone
from liaison_registry.model.csos.public_contacts import CONTACT_TEXTS
from pydantic import TypeAdapter, ValidationError


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        (Phone, "067 123 45 67", "+380671234567"),
        (Phone, " (0432) 59-50-00 ", "+380432595000"),
        (Phone, "+38 (043) 259 50 00", "+380432595000"),
        (Phone, "80432595000", "+380432595000"),
        (Phone, "380671234567", "+380671234567"),
        (Phone, "+48 22 694 60 00", "+48226946000"),
        (Email, "go.sad@Example.ORG", "go.sad@example.org"),
        (Email, "сад@приклад.укр", "сад@приклад.укр"),
        (Website, "sad.org.ua", "https://sad.org.ua"),
        (Website, "http://sad.org.ua:8080/про-нас?a=1", "http://sad.org.ua:8080/про-нас?a=1"),
        (Website, "https://приклад.укр", "https://приклад.укр"),
    ],
)
def test_a_contact_is_kept_in_one_form(kind: Any, written: str, kept: str) -> None:
    assert TypeAdapter(kind).validate_python(written) == kept


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        *[(Phone, text, "phone") for text in ("", "12", "067 123 45", "+380 00 000 00 00", "телефон", "102")],
        *[(Email, text, "email") for text in ("", "sad", "sad@", "a b@example.org", "@example.org", "a@example")],
        *[
            (Website, text, "website")
            for text in (
                *("", "sad", "javascript:alert(1)", "ftp://sad.org.ua", "https://user:word@sad.org.ua"),
                *("https://sad.org.ua/ a", "https://sad.org.ua/<b>", "https://-sad.org.ua", "http://127.0.0.1"),
                *("https://sad..ua", "https://sad.org.ua:x", "https://[::1]", "data:text/html,x", "https://a.b\\c.ua"),
            )
        ],
    ],
)
def test_a_wrong_contact_is_told_how_to_write_it(kind: Any, text: str, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(text)
    assert [error["msg"] for error in refused.value.errors()] == [CONTACT_TEXTS[message]]


@pytest.mark.parametrize("text", ["99000376", " 9900 0376 ", "9900-0376", "UA-EDR-99000376", "ua-edr-99000376"])
def test_a_code_may_be_written_in_several_ways(text: str) -> None:
    assert checked_edrpou(text) == "99000376"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("99000377", WrongEDRPOU),
        ("9900037", WrongEDRPOU),
        ("990003760", WrongEDRPOU),
        ("9900037б", WrongEDRPOU),
        ("", WrongEDRPOU),
        ("99000376\x00", WrongEDRPOU),
        ("٩٩٠٠٠٣٧٦", WrongEDRPOU),
        ("00000000", OnlyZeros),
        ("0000 0000", OnlyZeros),
        ("3184710691", NumberOfAPerson),
        ("318 471 06 91", NumberOfAPerson),
        ("1111111111", NumberOfAPerson),
    ],
)
def test_each_wrong_code_has_its_own_message(text: str, kind: type[Exception]) -> None:
    with pytest.raises(WrongEDRPOU) as refused:
        checked_edrpou(text)
    assert type(refused.value) is kind
    with pytest.raises(WrongOther):
        checked_gone(text)
