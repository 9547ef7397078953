"""Suspending an office, and resuming its work."""

from collections.abc import Awaitable, Callable

import httpx
from liaison_registry.model import Office

from services.registry.tests.offices import OVERRIDE

Published = Callable[[], Awaitable[list[str]]]
NOTICE = {"notice": "Ремонт до 1 червня", "notice_en": "Repairs until 1 June"}
NOTE = {"note": "Свято"}


def of(office: Office, act: str) -> str:
    return f"/api/registry/v1/offices/{office.id}/{act}"


async def test_residents_are_told_why_and_the_facts_are_published(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    await staff.post(of(office, "opening"), json=OVERRIDE)
    suspended = await staff.post(of(office, "suspension"), json=NOTICE)
    assert suspended.status_code == 200, suspended.text
    assert (suspended.json()["status"], suspended.json()["notice"]) == ("suspended", "Ремонт до 1 червня")
    page = (await staff.get("/offices/khutory?lang=en")).text
    assert "Repairs until 1 June" in page
    assert "Closed now" not in page
    resumed = await staff.post(of(office, "resumption"))
    assert (resumed.json()["status"], resumed.json()["notice"]) == ("open", None)
    assert await published() == ["OfficeOpened", "OfficeSuspended", "OfficeResumed"]


async def test_only_an_office_at_work_is_suspended_and_only_a_suspended_one_resumes(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    assert (await staff.post(of(office, "suspension"), json=NOTICE)).status_code == 409
    assert (await staff.post(of(office, "resumption"))).status_code == 409
    await staff.post(of(office, "opening"), json=OVERRIDE)
    assert (await staff.post(of(office, "resumption"))).status_code == 409
    await staff.post(of(office, "suspension"), json=NOTICE)
    again = await staff.post(of(office, "suspension"), json=NOTICE)
    assert again.json()["type"] == "urn:liaison:problem:not-at-work"
    assert await published() == ["OfficeOpened", "OfficeSuspended"]


async def test_a_notice_is_needed_and_its_form_keeps_what_was_typed(staff: httpx.AsyncClient, office: Office) -> None:
    await staff.post(of(office, "opening"), json=OVERRIDE)
    form = {"_page": "/offices/khutory?confirm=suspension", "notice": " ", "notice_en": "Repairs"}
    answer = await staff.post(f"/offices/{office.id}/suspension", data=form)
    assert answer.status_code == 422
    assert 'id="notice-error"' in answer.text
    assert 'value="Repairs"' in answer.text


async def test_of_two_who_act_on_one_office_the_second_is_told(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    await staff.post(of(office, "opening"), json=OVERRIDE)
    assert 'name="_version" value="2"' in (await staff.get("/offices/khutory?confirm=suspension")).text
    seen = {"if-match": '"2"'}
    assert (await staff.post(of(office, "suspension"), json=NOTICE, headers=seen)).status_code == 200
    for act, body in (("closing", NOTICE), ("resumption", {}), ("special-hours", {"from_day": "2099-12-31"} | NOTE)):
        assert (await staff.post(of(office, act), json=body, headers=seen)).status_code == 412, act
    assert await published() == ["OfficeOpened", "OfficeSuspended"]
