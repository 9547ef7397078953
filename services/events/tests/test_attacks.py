"""What somebody wrote into an event, an office or a sign-up never runs in a reader's browser."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_events.model import Event, SignUp
from liaison_events.model.sign_ups.sign_up import hashed
from liaison_kit.database import Database
from liaison_kit.running.health import Health
from liaison_kit.service import Service, build_app
from liaison_kit.settings import Settings
from nacl.public import PrivateKey

from tests.attacks.markup import ALL, PAYLOADS, running_in

Have = Callable[..., Awaitable[Any]]
PLACE = {
    "office_name": ALL,
    "office_name_en": ALL,
    "room_name": ALL,
    "room_name_en": ALL,
    "address": ALL,
    "address_en": ALL,
}
ROOM = {"id": "00000000-0000-0000-0000-000000000001", "name": ALL, "name_en": ALL, "capacity": 40}
OFFICE = dict.fromkeys(("name", "name_en", "address", "address_en", "district_name", "district_name_en"), ALL)


async def test_no_page_of_an_event_runs_what_was_written(
    staff: httpx.AsyncClient, have_office: Have, have_event: Have, have_sign_up: Have, at: Callable[[timedelta], Any]
) -> None:
    await have_office(rooms=[ROOM], **OFFICE)
    event: Event = await have_event(title=ALL, description=ALL, backdating_reason=ALL, **PLACE)
    await have_sign_up(event.id, name=ALL, phone=ALL, email=ALL, token_hash=hashed("mine"))
    pages = ["/", "/events", "/events?past=true", "/events/new", "/today", "/sign-ups/mine"]
    pages += [f"/events/{event.id}", f"/events/{event.id}/participants", f"/events/{event.id}/check-in?name=script"]
    pages += [f"/events/{event.id}/{page}" for page in ("sheet", "sheet/entry", "feedback", "feedback/results")]
    pages += ["/sign-ups/mine/feedback"]
    escaped = 0
    for hours in (-1, 3):
        with at(timedelta(hours=hours)):
            for path in pages:
                for language in ("uk", "en"):
                    page = await staff.get(path, params={"lang": language} | ({"past": "1"} if "past" in path else {}))
                    assert page.status_code == 200, path
                    assert running_in(page.text) == [], path
                    escaped += "&lt;script&gt;" in page.text
    assert escaped > len(pages)


async def test_what_is_typed_into_the_public_form_never_runs(
    client: httpx.AsyncClient, staff: httpx.AsyncClient, event: Event, key: PrivateKey, at: Callable[[timedelta], Any]
) -> None:
    with at(timedelta(hours=-1)):
        for name in PAYLOADS:
            form = {"name": name[:100], "phone": name[:40], "email": name, "_page": f"/events/{event.id}?lang=en"}
            refused = await client.post(f"/events/{event.id}/sign-ups", data=form)
            assert refused.status_code == 422
            assert running_in(refused.text) == []
        resident = {"name": PAYLOADS[0], "phone": "0671234567", "consent": True}
        assert (await client.post(f"/api/events/v1/events/{event.id}/sign-ups", json=resident)).status_code == 201
        participants = await staff.get(f"/events/{event.id}/participants")
    assert "&lt;script&gt;" in participants.text
    assert running_in(participants.text) == []


async def test_a_calendar_file_cannot_be_given_more_lines(
    client: httpx.AsyncClient, have_event: Have, at: Callable[[timedelta], Any]
) -> None:
    event: Event = await have_event(title="a\r\nATTACH:https://elsewhere.example", description="b\r\nEND:VEVENT")
    file = (await client.get(f"/events/{event.id}/calendar.ics")).text
    assert not [line for line in file.splitlines() if line.startswith(("ATTACH", "b"))]
    assert file.splitlines().count("END:VEVENT") == 1


async def test_a_personal_link_is_not_found_by_asking_often(
    service: Service, settings: Settings, database: Database
) -> None:
    app = build_app(service, settings.model_copy(update={"demo": False}), database, Health())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://liaison.test") as client:
        forms = ("/sign-ups/{}", "/api/events/v1/sign-ups/{}")
        addresses = (form.format(number) for number in range(500) for form in forms)
        answers = [await client.get(next(addresses)) for _ in range(60)]
        assert {answer.status_code for answer in answers} == {404}
        while answers[-1].status_code == 404:
            answers.append(await client.get(next(addresses)))
    # One more is allowed each second: a slow machine asks a few more before it is refused.
    assert answers[-1].status_code == 429
    assert answers[-1].headers["retry-after"] == "1"
    assert answers[-1].headers["retry-after"] == "1"


async def test_a_sign_up_of_another_event_cannot_be_checked_in_here(
    staff: httpx.AsyncClient, have_event: Have, have_sign_up: Have, at: Callable[[timedelta], Any]
) -> None:
    mine, other = await have_event(), await have_event(room_id="00000000-0000-0000-0000-000000000002")
    sign_up: SignUp = await have_sign_up(other.id)
    with at(timedelta(hours=-1)):
        address = f"/api/events/v1/events/{mine.id}/sign-ups/{sign_up.id}/attendance"
        assert (await staff.post(address, json={"present": 1})).status_code == 404
