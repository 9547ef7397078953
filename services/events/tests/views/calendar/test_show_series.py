"""A series on its page, and the forms that schedule and edit one."""

from typing import Any

import httpx
import pytest
from liaison_kit import clock

from services.events.tests.courses import COURSE, FOR_WHOM, NOW, SERIES, schedule


@pytest.fixture(autouse=True)
def first_of_october() -> Any:
    with clock.set_to(NOW):
        yield


@pytest.mark.usefixtures("office")
async def test_a_resident_sees_its_dates_and_leads_from_each_to_all(
    staff: httpx.AsyncClient,
) -> None:
    series = await schedule(staff, times=2)
    cancelled = series["events"][1]["id"]
    await staff.post(f"/api/events/v1/events/{cancelled}/cancellation", json={"reason": "Ремонт"})
    page = (await staff.get(f"/events/series/{series['id']}")).text
    assert COURSE["title"] in page
    assert "13\N{NO-BREAK SPACE}жовтня" in page
    assert "Скасовано" in page
    assert f'href="/events/series/{series["id"]}"' in (await staff.get(f"/events/{cancelled}")).text


@pytest.mark.usefixtures("office")
async def test_the_edit_form_says_what_it_reaches_and_what_it_leaves(staff: httpx.AsyncClient) -> None:
    series = await schedule(staff, times=3)
    ids = [event["id"] for event in series["events"]]
    await staff.post(f"/api/events/v1/events/{ids[2]}/cancellation", json={"reason": "Ремонт"})
    page = (await staff.get(f"/events/series/{series['id']}/edit?since={ids[1]}")).text
    assert "Зміни стосуються 1 дати:" in page
    assert "20\N{NO-BREAK SPACE}жовтня" in page  # stays as it is
    assert f'name="since" value="{ids[1]}"' in page
    assert 'value="2026-10-13T18:00"' in page
    assert page.count('name="_version" value="1"') == 3
    asked = (await staff.get(f"/events/series/{series['id']}/edit?since={ids[1]}&confirm=cancellation")).text
    assert "Скасувати ці дати?" in asked


async def test_the_first_form_says_so_where_no_room_can_be_booked(staff: httpx.AsyncClient) -> None:
    assert "Жоден офіс ще не працює" in (await staff.get("/events/series/new")).text


@pytest.mark.usefixtures("office")
async def test_the_preview_names_its_rooms_and_a_wrong_rule_is_refused(staff: httpx.AsyncClient) -> None:
    asked = {name: COURSE[name] for name in ("room_id", "starts_at", "ends_at", "repeats", "times")}
    found = (await staff.get(f"{SERIES}/preview", params=asked)).json()
    assert (found["room_name"], len(found["dates"])) == ("Зала", 6)
    page = await staff.get("/events/series/preview", params=asked)
    assert 'value="2026-10-06" checked' in page.text
    assert (await staff.get(f"{SERIES}/preview", params=asked | {"times": 0})).status_code == 422
    assert (await staff.get("/events/series/new")).status_code == 200


@pytest.mark.usefixtures("office")
async def test_the_forms_ask_who_holds_it_and_for_whom(staff: httpx.AsyncClient) -> None:
    asked = {name: COURSE[name] for name in ("room_id", "starts_at", "ends_at", "repeats", "times")}
    series = await schedule(staff, times=2, **FOR_WHOM)
    preview = (await staff.get("/events/series/preview", params=asked)).text
    edit = (await staff.get(f"/events/series/{series['id']}/edit")).text
    for page in (preview, edit):
        assert [name for name in FOR_WHOM if f'name="{name}' not in page] == []
    assert 'value="Центр молоді"' in edit
    assert 'value="sign_language" checked' in edit
