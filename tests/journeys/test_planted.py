"""The scan for planted data finds it in every form that it is said to know."""

import base64
import json
from urllib.parse import quote

import pytest

from tests.journeys.network import Resident
from tests.journeys.planted import Planted

RESIDENT = Resident()
SECRET = "q0Xc-9vYlT7_Rb2aUe5W"
OTHER = Resident("Устина Заблудовська-Рогань", "+380931112277", "ustyna.zabludovska@example.net")


@pytest.mark.parametrize(
    "hidden",
    [
        "Тут була Мокрина.",
        json.dumps({"a": "МОКРИНА"}),
        json.dumps(json.dumps({"a": "Планторенко"})),
        quote("Журавська"),
        "Мокрина".encode().hex(),
        "Мокрина".encode("utf-16-le"),
        "tel 067 123 45 98",
        "380671234598",
        "(067) 123-45-98",
        quote(RESIDENT.email),
        *(base64.b64encode(b"x" * n + RESIDENT.name.encode() + b"yy") for n in range(3)),
        *(base64.urlsafe_b64encode(b"x" * n + RESIDENT.phone.encode() + b"yy") for n in range(3)),
    ],
)
def test_the_scan_finds_each_form(hidden: bytes | str) -> None:
    assert Planted(RESIDENT).found_in(hidden)
    assert Planted(OTHER).found_in(hidden) == []


@pytest.mark.parametrize(
    "form", [SECRET, quote(SECRET), SECRET.encode().hex(), base64.b64encode(b"x" + SECRET.encode())]
)
def test_the_scan_finds_a_secret_and_does_not_repeat_it(form: bytes | str) -> None:
    planted = Planted(secrets={"link": SECRET})
    assert planted.found_in(form) == ["the secret link"]
    assert planted.found_in(SECRET.lower()) == []
