"""Codes for a study that takes answers by code only."""

import re
from typing import Any

import httpx
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_registry.model import Office
from sqlalchemy import text

API = "/api/registry/v1/surveys"


async def test_a_code_lets_one_person_answer_once(staff: httpx.AsyncClient, study: dict[str, Any]) -> None:
    day = clock.today().isoformat()
    words = {"slug": "by-code", "title": "x", "title_en": "x", "opens_on": day, "closes_on": day, "by_code": True}
    home = f"{API}/studies/{(await staff.post(API, json=words)).json()['id']}"
    asked = {"kind": "text", "text": "x", "text_en": "x"}
    assert (await staff.post(f"{home}/questions", json=asked)).status_code == 200
    assert (await staff.post(f"{home}/opening", json={})).status_code == 200
    codes = (await staff.post(f"{home}/codes", json={"number": 2})).json()["codes"]
    sent = {"district_id": study["district_ids"][0], "q1": "x"}
    statuses = [
        (await staff.post(f"{API}/by-code/answers", json=sent | {"code": code})).status_code
        for code in (codes[0], codes[0], codes[1].upper(), "guessed", "")
    ]
    assert statuses == [201, 409, 201, 422, 422]


async def by_code(staff: httpx.AsyncClient) -> str:
    """The address of a study that takes answers by code only, with a question."""
    day = clock.today().isoformat()
    words = {"slug": "by-code", "title": "Потреби", "title_en": "Needs", "opens_on": day, "closes_on": day}
    study = (await staff.post(API, json=words | {"by_code": True})).json()["id"]
    asked = {"kind": "text", "text": "x", "text_en": "x"}
    assert (await staff.post(f"{API}/studies/{study}/questions", json=asked)).status_code == 200
    return f"/surveys/studies/{study}"


async def test_by_page_they_are_slips_to_cut_out_for_whoever_had_them_made(
    staff: httpx.AsyncClient, office: Office, database: Database
) -> None:
    home = await by_code(staff)
    assert f'href="{home}/codes"' in (await staff.get(home)).text
    made = await staff.post(f"{home}/codes", data={"_page": f"{home}/codes", "number": "30"})
    assert (made.status_code, made.headers["location"]) == (303, f"{home}/codes")
    cookie = made.headers["set-cookie"]
    for said in ("HttpOnly", "SameSite=strict", f"Path={home}/codes", "Max-Age=900"):
        assert said in cookie
    for _ in range(2):  # a printer may jam
        sheet = await staff.get(f"{home}/codes")
        codes = re.findall(r"<code>([a-z2-9]{10})</code>", sheet.text)
        assert (len(codes), len(set(codes))) == (30, 30)
    assert sheet.headers["cache-control"] == "no-store"
    assert "/surveys/by-code</p>" in sheet.text
    async with database.reading() as session:
        kept = (await session.scalars(text("select token_hash from needs_ticket"))).all()
    assert len(kept) == 30
    assert not set(kept) & set(codes)
    await staff.post(f"{API.removesuffix('/surveys')}{home}/opening", json={})
    sent = {"district_id": str(office.district_id), "q1": "x", "code": codes[7]}
    statuses = [(await staff.post(f"{API}/by-code/answers", json=sent)).status_code for _ in range(2)]
    assert statuses == [201, 409]
    staff.cookies.clear()
    later = await staff.get(f"{home}/codes")
    assert "<code>" not in later.text
    assert "Досі створено 30 кодів." in later.text


async def test_a_survey_for_anybody_has_no_codes(staff: httpx.AsyncClient, study: dict[str, Any]) -> None:
    home = f"/surveys/studies/{study['id']}"
    assert (await staff.post(f"{API.removesuffix('/surveys')}{home}/codes", json={"number": 2})).status_code == 409
    page = (await staff.get(f"{home}/codes")).text
    assert 'name="number"' not in page
    assert f'href="{home}/codes"' not in (await staff.get(home)).text


async def test_how_many_is_refused_by_field(staff: httpx.AsyncClient, office: Office) -> None:
    home = await by_code(staff)
    for number in ("0", "1001", "many", ""):
        refused = await staff.post(f"{home}/codes", data={"_page": f"{home}/codes", "number": number})
        assert (refused.status_code, 'id="number-error"' in refused.text) == (422, True)
