"""The page of whoever builds a study."""

import re
from typing import Any

import httpx

API = "/api/registry/v1"


async def test_the_concept_is_chosen_a_district_at_a_time_and_what_was_marked_stays(
    staff: httpx.AsyncClient, imported: None
) -> None:
    days = {"opens_on": "2022-01-01", "closes_on": "2030-01-01"}
    study = (await staff.post(f"{API}/surveys", json=days | {"slug": "n", "title": "x", "title_en": "x"})).json()
    home = f"/surveys/studies/{study['id']}"
    for question in (
        {"kind": "multiple", "choices": "Курси\nКіно", "other": True},
        {"kind": "scale"},
        {"kind": "text"},
    ):
        asked = {"text": "Чого бракує?", "text_en": "What is missing?"} | question
        assert (await staff.post(f"{API}{home}/questions", json=asked)).status_code == 200
    for act in ("opening", "closing", "publication"):
        assert (await staff.post(f"{API}{home}/{act}", json={})).status_code == 200
    page = (await staff.get(home)).text.partition("<main")[2]
    assert page.count("<details") == 8
    assert "<details open" not in page
    offered = re.findall(r'name="services\[\]" type="checkbox" value="(q\d c\d) ', page)
    assert offered == ["q1 c1", "q1 c2"] * 8
    ids = re.findall(r' id="(services[^"]*)"', page)
    assert len(ids) == len(set(ids)) > 16
    some = [f"q1 c2 {study['district_ids'][3]}"]
    form: dict[str, Any] = {"_page": home, "services[]": some, "document": "x", "adopted_on": "2022-02-01"}
    refused = await staff.post(f"{home}/concept", data=form)
    assert refused.status_code == 422
    assert refused.text.partition("<main")[2].count("<details open") == 1
    assert re.search(rf'value="{some[0]}" checked', refused.text)
    nothing = await staff.post(f"{home}/concept", data={**form, "services[]": []})
    assert 'href="#services"' in nothing.text
    assert '<div id="services"' in nothing.text
    done = await staff.post(f"{home}/concept", data=form | {"document": "https://x.example/1"})
    assert done.status_code == 303
