"""The network's main job, end to end, on real parts and by the HTTP API."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from liaison_contracts.catalog import CATALOG, Classification, topic_of
from liaison_contracts.envelope import Envelope
from liaison_contracts.events import EventHeld

from tests.journeys import network as steps
from tests.journeys.kafka_reader import records
from tests.journeys.network import Network, Resident
from tests.journeys.planted import Planted

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]


@dataclass
class Told:
    """What the journey leaves behind."""

    office: dict[str, Any]
    event: dict[str, Any]
    resident: Resident
    scorecard: dict[str, Any]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def told(network: Network) -> AsyncIterator[Told]:
    """The journey, once, for all the questions below."""
    resident = Resident()
    await steps.import_network(network)
    office = await steps.open_office(network)
    await steps.register_cso(network)
    event = await steps.schedule_event(network, office, steps.next_evening())
    sign_up_id = await steps.sign_up(network, event, resident)
    await network.until("/api/sms", lambda found: any(sms["to"] == resident.phone for sms in found), sink=True)
    await network.until("/api/mails", lambda found: any(resident.email in str(mail) for mail in found), sink=True)
    await steps.hold_event(network, event, sign_up_id)
    yield Told(office, event, resident, await steps.right_scorecard(network, office["slug"]))


async def test_the_scorecard_shows_what_happened(told: Told) -> None:
    assert told.scorecard["offices_opened"] == {"now": 1, "goal": 3}
    assert told.scorecard["csos_created"] == {"now": 1, "goal": 3}
    assert told.scorecard["districts_covered"] == {"now": 1, "goal": 8}
    [office] = [one for one in told.scorecard["offices"] if one["slug"] == told.office["slug"]]
    assert office["events_held"] == {"now": 1, "goal": 15}
    assert office["attendance"] == 12
    assert [milestone["number"] for milestone in told.scorecard["milestones"]] == list(range(1, 9))


async def test_the_resident_got_one_sms_and_one_email_in_ukrainian(told: Told, network: Network) -> None:
    texts = [sms["text"] for sms in (await network.sink.get("/api/sms")).json() if sms["to"] == told.resident.phone]
    mails = [mail for mail in (await network.sink.get("/api/mails")).json() if told.resident.email in str(mail)]
    assert len(texts) == 1
    assert len(mails) == 1
    for text in (texts[0], str(mails[0])):
        assert "18:00" in text
        assert told.office["address"] in text
        assert told.event["title"] in text
        assert f"{network.url}/sign-ups/" in text
    assert "calendar" in str(mails[0]) or ".ics" in str(mails[0])


async def test_a_client_that_is_not_ours_reads_event_held_as_cloud_events(told: Told, network: Network) -> None:
    [record] = records(network.kafka, topic_of(EventHeld).name)
    headers = dict(record.headers() or [])
    assert headers.pop("content-type") == b"application/cloudevents+json; charset=UTF-8"
    assert set(headers) <= {"traceparent"}, "which a record has where its trace is collected"
    assert record.key() == told.event["id"].encode()
    envelope = json.loads(record.value())
    assert envelope["specversion"] == "1.0"
    assert envelope["type"] == "liaison.events.EventHeld.v1"
    assert envelope["subject"] == envelope["partitionkey"] == told.event["id"]
    assert envelope["dataclassification"] == "public"
    assert envelope["data"]["attendance"] == 12
    assert envelope["data"]["state"]["status"] == "held"
    Envelope.model_validate(envelope)
    schema = (await network.http.get(envelope["dataschema"])).json()
    assert "attendance" in schema["properties"]


async def test_nothing_readable_about_a_person_is_on_any_topic(told: Told, network: Network) -> None:
    planted, seen = Planted(told.resident), set()
    for record in records(network.kafka):
        seen.add(record.topic())
        parts = [record.key() or b"", record.value() or b"", *(value or b"" for _, value in record.headers() or [])]
        found = planted.found_in(b"\n".join(parts))
        assert not found, f"{record.topic()} {record.partition()}/{record.offset()} holds {found}"
    assert {"SignUpConfirmed", "ParticipantContact", "AttendanceRecorded", "EventHeld", "EventState"} <= seen


async def test_every_record_is_an_envelope_of_its_topics_type_and_class(told: Told, network: Network) -> None:
    by_name = {topic.name: topic for topic in CATALOG}
    seen = set()
    for record in records(network.kafka):
        topic = by_name[str(record.topic())]
        envelope = Envelope.model_validate_json(record.value() or b"")
        assert (envelope.type, envelope.dataclassification) == (topic.type, topic.classification)
        assert record.key() == envelope.subject.encode()
        contract = topic.contract.model_validate(envelope.data)
        assert f"{contract.sequence:020d}" == envelope.sequence
        if topic.classification == Classification.RESTRICTED:
            assert "sealed" in envelope.data
        seen.add(topic.name)
    assert "CSORegistered" in seen


async def test_importing_the_network_again_changes_nothing(told: Told, network: Network) -> None:
    before = sum(1 for _ in records(network.kafka))
    await steps.import_network(network)
    assert (await network.scorecard())["offices_opened"]["now"] == 1
    assert sum(1 for _ in records(network.kafka)) == before
