"""How the offices stand with the events promised of their first year."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from liaison_events.model import Event, OfficeCopy
from liaison_kit import identity
from liaison_kit.database import Database
from liaison_kit.testing import PROGRAM_ID, STAFF_TOKEN, account

HaveEvent = Callable[..., Awaitable[Event]]
HaveOffice = Callable[..., Awaitable[OfficeCopy]]
At = Callable[[timedelta], Any]
URL = "/api/events/v1/events/quota"


async def test_only_the_first_years_events_count_by_kyiv_time_and_only_with_a_report(
    staff: httpx.AsyncClient, event: Event, have_event: HaveEvent, have_office: HaveOffice, at: At
) -> None:
    await have_office(opened_on=date(2022, 6, 10))
    first_midnight, length = event.starts_at.replace(year=2022, day=9, hour=21), timedelta(hours=1)
    last_midnight = first_midnight.replace(year=2023)
    for moment in (first_midnight - length, first_midnight, last_midnight - length, last_midnight):
        await have_event(status="held", attendance=1, outcome="x", starts_at=moment, ends_at=moment + length)
    day = timedelta(days=1)
    for status, moment in (("cancelled", last_midnight - 3 * day), ("scheduled", last_midnight - 2 * day)):
        await have_event(status=status, starts_at=moment, ends_at=moment + length)
    await have_event(starts_at=last_midnight - day / 2, ends_at=last_midnight - day / 2 + length)
    with at(-timedelta(days=1, hours=12)):
        answer = (await staff.get(URL)).json()
    [office] = answer["offices"]
    assert (office["held"], office["without_report"], office["planned"]) == (2, 1, 1)
    assert office["counts_before"] == "2023-06-10"
    assert answer["without_report"] == 1


async def test_whoever_needs_help_soonest_stands_first(
    staff: httpx.AsyncClient, event: Event, have_event: HaveEvent, have_office: HaveOffice, at: At
) -> None:
    opened = {"new": date(2023, 5, 15), "late": date(2022, 8, 1), "over": date(2022, 1, 1), "planned": None}
    for number, (slug, day) in enumerate(opened.items()):
        await have_office(id=UUID(int=200 + number), slug=slug, name=slug, opened_on=day, status="open")
    await have_office(id=UUID(int=300), slug="gone", status="closed", opened_on=date(2022, 8, 1))
    for days in range(1, 16):
        shift = timedelta(days=days)
        await have_event(office_id=UUID(int=200), starts_at=event.starts_at + shift, ends_at=event.ends_at + shift)
    with at(timedelta()):
        offices = (await staff.get(URL)).json()["offices"]
        page = (await staff.get("/events/quota?lang=en")).text
    assert [(one["slug"], one["standing"]) for one in offices] == [
        ("late", "behind"),
        ("new", "on_course"),
        ("over", "missed"),
        ("planned", "not_open"),
    ]
    assert (offices[0]["missing"], offices[0]["needed_a_month"]) == (15, 8.8)
    assert "Each office is to hold at least 15 events in its first year." in page
    assert "8.8 a month" in page
    assert 'href="/events?office=late"' in page


async def test_a_worker_sees_the_own_offices(
    staff: httpx.AsyncClient, database: Database, have_office: HaveOffice
) -> None:
    await have_office()
    await have_office(id=UUID(int=99), slug="desna", name="Десна")
    secret = identity.hash_of(STAFF_TOKEN.rpartition("_")[2])
    mine = account(id=PROGRAM_ID, version=2, token_hash=secret, whole_network=False, offices=[UUID(int=99)])
    async with database.transaction() as session:
        await identity.keep_staff(session, mine)
    assert [one["slug"] for one in (await staff.get(URL)).json()["offices"]] == ["desna"]


@pytest.mark.parametrize("path", ["/events/quota", URL])
async def test_residents_do_not_see_it(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code in {302, 303, 401}


async def test_without_an_office_it_says_what_to_do(staff: httpx.AsyncClient) -> None:
    assert "Коли мережу імпортують" in (await staff.get("/events/quota")).text
    assert 'href="/events/quota"' in (await staff.get("/today")).text


class TestAnotherNumber:
    @pytest.fixture
    def more_settings(self, more_settings: dict[str, Any]) -> dict[str, Any]:
        return more_settings | {"promised_events": 8}

    async def test_the_page_names_the_number_that_is_promised_here(
        self, staff: httpx.AsyncClient, have_office: HaveOffice, at: At
    ) -> None:
        await have_office()
        with at(timedelta()):
            page = (await staff.get("/events/quota?lang=en")).text
            answer = (await staff.get(URL)).json()
        assert "Each office is to hold at least 8 events in its first year." in page
        assert (answer["promised"], answer["offices"][0]["missing"]) == (8, 8)
