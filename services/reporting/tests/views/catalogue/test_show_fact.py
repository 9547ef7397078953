"""The page of a fact: all that somebody has to know to build on it."""

import json
from datetime import date, timedelta
from html import unescape

import httpx
import pytest
from liaison_contracts import catalog
from liaison_contracts.catalog import CATALOG, Deprecation
from liaison_contracts.events import EventCancelled, EventState
from liaison_contracts.heard_by import HEARD_BY
from liaison_contracts.publishing import PUBLIC
from liaison_kit import clock
from liaison_kit.database import new_id
from liaison_reporting.model.catalogue import topics
from liaison_reporting.model.feed.log import FeedRecord
from sqlalchemy.ext.asyncio import AsyncSession

HELD = "/api/reporting/v1/subscribe/facts/liaison.events.EventHeld.v1"


async def test_it_says_who_tells_it_who_reacts_and_how_it_is_kept(client: httpx.AsyncClient) -> None:
    for topic in PUBLIC:
        page = (await client.get(f"/api/reporting/v1/subscribe/facts/{topic.type}")).json()
        told = page["topic"]
        assert (told["publisher"], told["classification"]) == (topic.publisher, topic.classification.value)
        assert (told["state"], told["retention_days"]) == (
            topic.compacted,
            topic.retention.days if topic.retention else None,
        )
        assert page["heard_by"] == list(HEARD_BY.get(topic.name, ()))
        assert json.loads(page["example"])["type"] == topic.type
        assert page["fields"]


async def test_each_field_has_its_type_its_meaning_and_since_when_it_is_there(client: httpx.AsyncClient) -> None:
    fields = {field["path"]: field for field in (await client.get(HELD)).json()["fields"]}
    assert fields["attendance"] == {
        "path": "attendance",
        "type": "integer",
        "required": True,
        "meaning": "People who came.",
        "values": [],
        "since": "1.0",
    }
    assert (fields["decisions"]["type"], fields["decisions"]["required"]) == ("list of string", False)
    assert fields["organisations[].edrpou"]["type"] == "string | null"
    assert fields["state.starts_at"]["type"] == "date-time"
    assert "training" in fields["state.kind"]["values"]
    assert fields["state.kind"]["meaning"].endswith("May grow.")


async def test_it_tells_when_it_was_last_told_and_how_often_in_a_week(
    client: httpx.AsyncClient, session: AsyncSession
) -> None:
    assert (await client.get(HELD)).json()["last_told"] is None
    now = clock.now()
    for position, days in ((1, 30), (2, 6), (3, 1)):
        at = now - timedelta(days=days)
        record = FeedRecord(
            position=position, topic="EventHeld", key="k", fact_id=new_id(), recorded_at=at, value=b"{}"
        )
        session.add(record)
    await session.commit()
    page = (await client.get(HELD)).json()
    assert page["last_told"][:16] == (now - timedelta(days=1)).isoformat()[:16]
    assert page["told_in_a_week"] == 2
    rows = (await client.get("/api/reporting/v1/subscribe")).json()["topics"]
    assert {row["contract"] for row in rows if row["last_told"]} == {"EventHeld"}


async def test_the_page_has_it_all_in_both_languages(client: httpx.AsyncClient) -> None:
    address = "/subscribe/facts/liaison.events.EventHeld.v1"
    english = unescape((await client.get(f"{address}?lang=en")).text)
    ukrainian = unescape((await client.get(f"{address}?lang=uk")).text)
    for text in ("An event took place and its report is in.", "Reacting to it", "Fields of the data", "Changelog"):
        assert text in english, text
        assert text not in ukrainian, text
    for text in ("organisations[].edrpou", "EventHeld", f"{address}.json", "/subscribe/records/", "reporting"):
        assert text in english, text
        assert text in ukrainian, text
    assert "Подія відбулася, звіт про неї подано." in ukrainian
    assert "Version 1.0" in english


async def test_what_nobody_outside_may_read_has_no_page(client: httpx.AsyncClient) -> None:
    for kind in ("liaison.events.SignUpConfirmed.v1", "liaison.events.ParticipantContact.v1", "liaison.none.v1"):
        assert (await client.get(f"/api/reporting/v1/subscribe/facts/{kind}")).status_code == 404
        assert (await client.get(f"/api/reporting/v1/subscribe/facts/{kind}.json")).status_code == 404


async def test_one_that_has_a_successor_says_until_when_it_is_told(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    [topic] = [topic for topic in CATALOG if topic.contract is EventCancelled]
    gone = Deprecation(date(2027, 1, 1), date(2027, 7, 3), EventState)
    old = catalog.Topic(topic.contract, topic.publisher, topic.classification, deprecated=gone)
    monkeypatch.setattr(topics, "PUBLIC", (old,))
    page = unescape((await client.get(f"/subscribe/facts/{old.type}?lang=en")).text)
    assert "This one is told until 3 July 2027 at least." in page.replace("\xa0", " ")
    assert "/subscribe/facts/liaison.events.EventState.v1" in page
