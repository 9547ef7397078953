"""Organisations that may be one."""

import httpx
import pytest
from liaison_kit.database import Database
from liaison_registry.model.csos.duplicates import ALIKE
from sqlalchemy import text

from services.registry.tests.organisations import CSO, FARM, GARDEN, registered


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ('ГРОМАДСЬКА ОРГАНІЗАЦІЯ "САД ДЕСНИ"', "ГО «Сад Десни»", True),
        ("ГО «Сад Десни»", "Громадська організація Сад Дисни", True),
        ("ГО «Подільська ініціатива»", "ГО «Подiльска iнiцiатива»", True),
        ("БФ «Об'єднання батьків»", "БЛАГОДІЙНИЙ ФОНД «ОБ’ЄДНАННЯ БАТЬКІВ»", True),
        ("Вінницька обласна молодіжна ГО «Паросток»", "ВІННИЦЬКА ГО «ПАРОСТОК»", True),
        ("ГО «Сад Десни»", "ГО «Клуб шахістів»", False),
        ("Громадська організація «Світанок»", "Громадська організація «Джерело»", False),
        ("ГО «Ветеран»", "ГО «Ветеринар і тварини»", False),
    ],
)
async def test_names_are_alike_without_the_words_that_all_of_them_share(
    database: Database, one: str, other: str, alike: bool
) -> None:
    async with database.reading() as session:
        query = text("select similarity(cso_key(:one), cso_key(:other))")
        likeness = await session.scalar(query, {"one": one, "other": other})
    assert likeness is not None
    assert (likeness >= ALIKE) is alike, likeness


async def test_both_are_shown_with_what_to_decide(staff: httpx.AsyncClient) -> None:
    assert "Схожих назв немає" in (await staff.get("/cso/duplicates")).text
    await registered(staff, name='ГРОМАДСЬКА ОРГАНІЗАЦІЯ "САД ДЕСНИ"')
    await registered(staff, FARM, name="ГО «Сад Дисни»")
    await registered(staff, "99000005", name="ГО «Шахи»")
    (pair,) = (await staff.get(f"{CSO}/duplicates")).json()["pairs"]
    assert {pair["one"]["edrpou"], pair["other"]["edrpou"]} == {GARDEN, FARM}
    page = (await staff.get("/cso/duplicates")).text
    assert f'href="/cso/{GARDEN}?confirm=merging&amp;gone={FARM}#confirmation"' in page
    asked = (await staff.get(f"/cso/{GARDEN}?confirm=merging&gone={FARM}")).text
    assert f'action="/cso/{GARDEN}/merging"' in asked
    assert f'value="{FARM}"' in asked
    assert (await staff.get(f"{CSO}/{GARDEN}")).json()["alike"] is None
    assert [one["edrpou"] for one in (await staff.get(f"{CSO}/{GARDEN}?similar=true")).json()["alike"]] == [FARM]
    assert f'href="/cso/{GARDEN}?similar=true#similar"' in (await staff.get(f"/cso/{GARDEN}")).text
    looked = (await staff.get(f"/cso/{GARDEN}?similar=true")).text
    assert f'href="/cso/{GARDEN}?similar=true&amp;confirm=merging&amp;gone={FARM}#confirmation"' in looked
    assert "Схожої назви не має" in (await staff.get("/cso/99000005?similar=true")).text
    residents = {"authorization": ""}
    assert (await staff.get(f"{CSO}/{GARDEN}?similar=true", headers=residents)).json()["alike"] is None
    await staff.post(f"{CSO}/{GARDEN}/merging", json={"gone": FARM})
    assert (await staff.get(f"{CSO}/duplicates")).json()["pairs"] == []
