"""Changing an office's details."""

import re
from collections.abc import Awaitable, Callable

import httpx
import pytest
from liaison_registry.model import Office

Published = Callable[[], Awaitable[list[str]]]
NAMES = {"name": "Офіс «Хутори»", "name_en": "Khutory Office"}


async def test_residents_read_it_and_of_two_who_edit_the_second_is_told(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    address = f"/api/registry/v1/offices/{office.id}/details"
    seen = (await staff.get("/api/registry/v1/offices/khutory")).headers["etag"]
    details = {
        **NAMES,
        "phone": "067 123 45 67",
        "email": "khutory@vmr.example",
        "post_code": "21000",
        "travel": "Автобус 7\nзупинка «Школа»",
        "accessibility": ["hearing_loop", "step_free_entrance", "hearing_loop"],
    }
    answer = await staff.post(address, json=details, headers={"if-match": seen})
    assert answer.status_code == 200, answer.text
    state = answer.json()
    assert (state["name"], state["phone"], state["email"]) == (NAMES["name"], "+380671234567", "khutory@vmr.example")
    assert state["accessibility"] == ["step_free_entrance", "hearing_loop"]
    assert (await staff.post(address, json=NAMES, headers={"if-match": seen})).status_code == 412
    assert await published() == ["OfficeChanged"]
    page = (await staff.get("/offices/khutory")).text
    assert "Вхід без сходів" in page
    assert "Автобус 7" in page


async def test_the_second_who_edits_sees_beside_texts_and_choices_what_is_there_now(
    staff: httpx.AsyncClient, office: Office
) -> None:
    form, page = f"/offices/{office.id}/details", f"/offices/{office.slug}/details?lang=uk"
    first = {"_page": page, "_version": str(office.version), "_boxes": "accessibility[]", **NAMES}
    theirs = {"travel": "Автобус 7\nзупинка «Школа»", "accessibility[]": ["step_free_entrance", "hearing_loop"]}
    assert (await staff.post(form, data=first | theirs)).status_code == 303
    second = await staff.post(form, data=first | {"travel": "Тролейбус 5"})
    assert second.status_code == 412
    said = re.findall(r"Тепер тут: ([^<]*)<", second.text)
    assert [re.sub(r"\s+", " ", one) for one in said] == [
        "Вхід без сходів; Індукційна петля для людей зі слуховими апаратами",
        "Автобус 7 зупинка «Школа»",
    ]
    assert "Тролейбус 5" in second.text
    assert "checked" not in second.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": "0"}, "phone"),
        ({"email": "khutory"}, "email"),
        ({"post_code": "123"}, "post_code"),
        ({"accessibility": ["wings"]}, "accessibility.0"),
    ],
)
async def test_what_is_wrong_is_named(
    staff: httpx.AsyncClient, office: Office, wrong: dict[str, str], field: str
) -> None:
    answer = await staff.post(f"/api/registry/v1/offices/{office.id}/details", json=NAMES | wrong)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_the_same_import_again_leaves_names_that_were_set_here(staff: httpx.AsyncClient, network: str) -> None:
    await staff.post("/api/registry/v1/network", content=network.encode())
    desna = (await staff.get("/api/registry/v1/offices/desna")).json()["office"]
    await staff.post(f"/api/registry/v1/offices/{desna['id']}/opening", json={"override_reason": "x"})
    await staff.post(f"/api/registry/v1/offices/{desna['id']}/details", json=NAMES)
    again = await staff.post("/api/registry/v1/network", content=network.encode())
    assert again.status_code == 200, again.text
    assert (await staff.get("/api/registry/v1/offices/desna")).json()["office"]["name"] == NAMES["name"]
