"""Whoever is erased is gone: from every table, topic, log and trail, and from a backup that is restored later."""

import json
import re
from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio
from liaison_contracts.catalog import CATALOG, Classification
from liaison_contracts.events import EventScheduled
from liaison_events.model.consultations.consultation import Consultation
from liaison_kit import clock, outbox
from liaison_kit.running.fresh_databases import FreshDatabases
from liaison_kit.sealing import unseal
from liaison_kit.testing import Platform, eventually
from liaison_notifications.model import ContactPoint
from liaison_notifications.reactions.on_office_state import on_office_state
from sqlalchemy import select

from services.events.tests.conftest import STUDY, an_event, an_office
from services.events.tests.consulting import OFFICE, a_plan
from services.notifications.tests.subscribing import office
from services.reporting.tests.webhooks.receiver import Receiver, receiving
from tests.erasure import backing_up
from tests.erasure import house as houses
from tests.erasure.house import STAFF, House
from tests.journeys.network import Resident
from tests.journeys.planted import Planted

WHO = Resident("Мстислава Зубрицька-Перевертень", "+380671239847", "mstyslava.zubrytska@example.com")
PLANTED = Planted(WHO)
LATER = timedelta(days=400)
WISHED = {f"events.{table}.{column}" for table in ("sign_up", "appointment") for column in ("name", "phone", "email")}
WISHED |= {"events.consultation.person", "events.consultation.contact", "notifications.subscriber.sealed, opened"}
"""What is deleted because somebody asks for it; all else ends by itself."""


@pytest_asyncio.fixture
async def house(platform: Platform, fresh_databases: FreshDatabases, tmp_path: Path) -> AsyncIterator[House]:
    async with houses.opened(platform, fresh_databases, tmp_path, f"erasure{tmp_path.name}.") as opened:
        yield opened


@pytest_asyncio.fixture
async def follower(house: House) -> AsyncIterator[Receiver]:
    """Another system, which is told of every public fact and state by a webhook."""
    async with receiving() as receiver:
        everything = [topic.name for topic in CATALOG if topic.classification is Classification.PUBLIC]
        said = {"name": "x", "url": receiver.url, "types": everything}
        await house.reporting.post("/webhooks", json=said, headers=STAFF)
        yield receiver


async def everywhere(house: House) -> dict[str, list[str]]:
    """Where something of the person is, and what."""
    holding: dict[str, list[str]] = {}
    async for column, content in house.contents():
        if found := PLANTED.found_in(content):
            holding[column] = found
    return holding


async def test_whoever_is_erased_is_nowhere_any_more_and_no_backup_brings_them_back(
    house: House, follower: Receiver, platform: Platform, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with houses.telling(house):
        links = await known_by_every_door(house)
    before = await everywhere(house)
    # Without this the test would see nothing, whatever was there.
    assert {
        "events.sign_up.phone",
        "events.appointment.email",
        "events.consultation.contact",
        "events.space_request.name",
        "notifications.contact_point.sealed, opened",
        "notifications.subscriber.sealed, opened",
        "notifications.opt_in.sealed, opened",
        "notifications.sealed_letter.sealed, opened",
    } <= before.keys()
    backups = await backing_up.back_up(house, tmp_path)
    of_messages = {"notifications": backups["notifications"]}
    async with houses.telling(house):
        for link in links:
            part = house.notifications if link.startswith("/n/") else house.events
            await part.post(f"{link}/erasure", 204)
        await want_to_be_anonymous(house)
        await eventually(lambda: wished_away(house), lambda found: not found, within=90)
        await house.notifications.work()
        async with backing_up.restored(house, platform.admin_url, of_messages) as restored:
            assert await wished_away(restored)
            await restored.notifications.migrate()
            # Nobody tells it again, and nothing may be sent before.
            assert await wished_away(restored) == set()
        await a_year_passes(house)
    assert await everywhere(house) == {}
    async with backing_up.restored(house, platform.admin_url, backups) as restored:
        assert (await everywhere(restored)).keys() == before.keys()
        for part in restored.parts:
            await part.migrate()
        # What somebody wanted is known at once, before anybody is served or written to.
        assert await wished_away(restored) == set()
        # What ends by itself goes with its job, whenever that runs.
        async with houses.telling(restored):
            await a_year_passes(restored)
        assert await everywhere(restored) == {}
    assert {topic async for topic, content in house.records() if PLANTED.found_in(content)} == set()
    assert {"EventScheduled", "ContactErased"} <= {
        json.loads(one.body)["type"].split(".")[2] for one in follower.requests
    }
    assert [found for one in follower.requests if (found := PLANTED.found_in(one.body))] == []
    said = capfd.readouterr()
    assert "delivery.accepted" in said.out + said.err
    assert PLANTED.found_in(said.out + said.err) == []


async def wished_away(house: House) -> set[str]:
    """Where something of them still is that they have asked to delete; a contact for messages is told by its words."""
    async with house.notifications.database.reading() as session:
        sealed = [one.sealed for one in await session.scalars(select(ContactPoint))]
    boxes = [unseal(one, *house.notifications.keys) for one in sealed]
    kept = {place async for place, content in house.contents() if place in WISHED and PLANTED.found_in(content)}
    return kept | set().union(*map(PLANTED.found_in, boxes))


async def a_year_passes(house: House) -> None:
    for part in house.parts:
        await part.work(clock.real_now() + LATER)


async def known_by_every_door(house: House) -> list[str]:
    """The person's own pages: for news, by email and by telephone, and of their sign-up."""
    events, notifications = house.events, house.notifications
    async with notifications.database.transaction() as session:
        await on_office_state(session, office(id=OFFICE))
    links = [await follow_news(house, WHO.email), await follow_news(house, WHO.phone)]
    event = an_event(starts_at=clock.now() + timedelta(days=3), ends_at=clock.now() + timedelta(days=3, hours=2))
    async with events.database.transaction() as session:
        for row in (an_office(), a_plan(), event):
            session.add(row)
            await session.flush()
        outbox.publish(session, EventScheduled(occurred_on=clock.today(), state=event.state()))
    contact = {"name": WHO.name, "phone": WHO.phone, "email": WHO.email, "consent": True}
    monday = clock.today() + timedelta(days=7 - clock.today().weekday())
    slot = datetime.combine(monday + timedelta(days=1), time(9)).isoformat(timespec="minutes")
    links.append(urlsplit(await sent(house, f"/events/{event.id}/sign-ups", contact)).path)
    booked = await sent(house, "/appointments", contact | {"office_id": str(OFFICE), "starts_at": slot})
    links.append(urlsplit(booked).path)
    await arrived(house, 4)
    await refused(house, f"/events/{event.id}/sign-ups", contact)
    await come_for_advice_and_ask_for_a_room(house, contact, slot)
    await answer_and_complain(house)
    staff = {"headers": STAFF}
    await notifications.post("/messages/explanations", json={"contact": WHO.phone}, **staff)
    await notifications.post("/messages/suppressions/questions", 200, json={"contact": WHO.email}, **staff)
    await notifications.post("/messages/suppressions", json={"contact": WHO.phone, "note": "x", "days": 5}, **staff)
    # Not sent yet: a request that nobody has confirmed, and a test message.
    await notifications.post("/news/requests", json={"contact": f"x{WHO.email}", "consent": True})
    trial = "/messages/templates/confirmation/uk/email/versions/0/trials"
    await notifications.post(trial, 202, json={"to": WHO.email}, **staff)
    return links


async def come_for_advice_and_ask_for_a_room(house: House, contact: dict[str, Any], starts_at: str) -> None:
    behalf = {"person": WHO.name, "contact": f"{WHO.phone} {WHO.email}", "consent": True}
    helped = {"topic": "social", "office_id": str(OFFICE), **behalf}
    await house.events.post("/consultations", json=helped, headers=STAFF)
    wish = {"room_id": str(STUDY), "title": "x", "description": "x", "people": 2, "starts_at": starts_at}
    await house.events.post("/space/requests", json=contact | wish | {"ends_at": starts_at.replace("T09", "T10")})


async def want_to_be_anonymous(house: House) -> None:
    """Whoever was advised says so at the office."""
    async with house.events.database.reading() as session:
        row = (await session.scalars(select(Consultation))).one()
    said = {"topic": row.topic, "outcome": row.outcome, "given_on": row.given_on.isoformat(), "forget_person": True}
    await house.events.post(f"/consultations/{row.id}/correction", 200, json=said, headers=STAFF)


async def answer_and_complain(house: House) -> None:
    """An SMS with a word to our number, and a mail called spam."""
    said = {"from": WHO.phone, "text": f"{WHO.name}: дякую"}
    await house.notifications.post(f"/inbound-sms/{houses.SECRET}", 204, json=said)
    spam = {"message": house.mailbox.senders[-1]}
    await house.notifications.post(f"/complaints/{houses.SECRET}", 204, json=spam)


async def follow_news(house: House, contact: str) -> str:
    """Their own page, once they have confirmed by the link or the code that came."""
    api = house.notifications
    asked = await api.post("/news/requests", json={"contact": contact, "consent": True})
    await api.work()
    if contact == WHO.email:
        text = house.mailbox.mails[-1].get_body(("plain",)).get_content()
        found = re.search(r"/news/confirmations/\S+", text)
        assert found
        answer = await api.post(found[0])
    else:
        code = re.findall(r"\d{6}", house.gateway.received[-1]["text"])[0]
        answer = await api.post(f"{asked.headers['location']}/confirmation", json={"code": code})
    return str(answer.headers["location"]).partition("?")[0]


async def sent(house: House, path: str, wish: dict[str, Any]) -> str:
    """The person's own link, as soon as events has heard of the key that contacts are sealed for."""

    async def ask() -> httpx.Response:
        answer = await house.events.http.post(f"/api/events/v1{path}", json=wish)
        assert answer.status_code in {201, 503}, answer.text
        return answer

    return str((await eventually(ask, lambda answer: answer.status_code == 201)).json()["link"])


async def arrived(house: House, each: int) -> None:
    """So many SMS and mails, all that are to come."""

    async def look() -> tuple[int, int]:
        await house.notifications.work()
        return len(house.gateway.received), len(house.mailbox.mails)

    await eventually(look, lambda found: found == (each, each), within=60)
    assert {sms["to"] for sms in house.gateway.received} == {WHO.phone}
    assert set(house.mailbox.recipients) == {WHO.email}


async def refused(house: House, path: str, contact: dict[str, Any]) -> None:
    """What is wrong is told of in logs and answers."""
    wrong: list[dict[str, Any]] = [{}, {"email": WHO.name}, {"party_size": WHO.name}, {"name": f"{WHO.name}\0"}]
    for changes in wrong:
        answer = await house.events.http.post(f"/api/events/v1{path}", json=contact | changes)
        assert 400 <= answer.status_code < 500
    for link in ("/news/requests", "/messages/suppressions", "/messages/explanations"):
        asked = {"contact": f"{WHO.name} {WHO.phone} {WHO.email}", "note": WHO.phone}
        await house.notifications.post(link, 422, json=asked, headers=STAFF)
