"""One trace: from a click on a page by commit, relay, Kafka and reaction to the mail server and the SMS gateway."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from liaison_kit.testing import eventually
from playwright.async_api import Browser, expect

from tests.journeys import network as steps
from tests.journeys.browser import visitor
from tests.journeys.collector import Collector, Told
from tests.journeys.network import Resident
from tests.journeys.system import System

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

PAGE = Path(__file__).parents[2] / "docs" / "traces.md"
RESIDENT = Resident("Векла Слідопитенко", "+380671239911", "vekla.slidopytenko@example.com")


async def test_one_trace_leads_from_the_click_to_the_message(browser: Browser, system: System) -> None:
    collector = system.collector
    assert collector is not None, "this network's spans are collected (sharing.TRACED)"
    network = system.network
    await steps.import_network(network)
    office = await steps.open_office(network)
    event = await steps.schedule_event(network, office, steps.next_evening() + timedelta(days=9))
    phone = await visitor(browser, network, narrow=True, javascript=False)
    await phone.goto(f"/events/{event['id']}")
    await phone.fill("#name", RESIDENT.name)
    await phone.fill("#phone", RESIDENT.phone)
    await phone.fill("#email", RESIDENT.email)
    await phone.check("#consent")
    # Whoever asks so does not decide what is collected here, nor under which trace.
    await phone.set_extra_http_headers({"traceparent": f"00-{'a' * 32}-{'b' * 16}-00"})
    before = {span.trace for span in collector.spans()}
    await phone.click("main form button")
    await expect(phone.locator("main")).to_contain_text("18:00")

    async def told() -> list[list[Told]]:
        return [chain for chain in chains(collector) if chain[0].trace not in before]

    both = await eventually(told, lambda found: {chain[-1].name for chain in found} >= MESSAGES, within=60)
    [trace] = {chain[0].trace for chain in both}
    assert trace != "a" * 32
    for chain in both:
        assert [(span.by[0], span.kind) for span in chain] == [
            ("liaison-events", "server"),
            ("liaison-events", "internal"),
            ("liaison-events", "producer"),
            ("liaison-notifications", "consumer"),
            ("liaison-notifications", "client"),
        ]
        click, commit, relay, reaction, message = chain
        assert click.name == "POST /events/{event_id}/sign-ups"
        assert click.attributes["http.response.status_code"] == 201
        assert commit.name == "transaction"
        topic = relay.attributes["messaging.destination.name"]
        assert (relay.name, reaction.name) == (f"send {topic}", f"process {topic}")
        assert message.attributes["liaison.delivery.outcome"] == "accepted"
    lines = [line for line in log_lines(system, "notifications") if line.get("trace_id") == trace]
    assert "fact.applied" in {line["event"] for line in lines}


MESSAGES = {"send confirmation by sms", "send confirmation by email"}


def chains(collector: Collector) -> list[list[Told]]:
    """Of each message that was sent: what led to it, the click first."""
    by_id = {span.id: span for span in collector.spans()}
    found = []
    for last in [span for span in by_id.values() if span.name in MESSAGES]:
        chain = [last]
        while chain[0].parent in by_id:
            chain.insert(0, by_id[chain[0].parent])
        found.append(chain)
    return found


def log_lines(system: System, service: str) -> Iterator[dict[str, str]]:
    for line in (system.home / "logs" / f"{service}.log").read_text().splitlines():
        if line.startswith("{"):
            yield json.loads(line)


async def test_the_page_about_traces_names_all_that_spans_tell(system: System) -> None:
    assert system.collector is not None
    told = {name for span in system.collector.spans() for name in span.attributes}
    assert told
    assert {name for name in told if f"`{name}`" not in PAGE.read_text()} == set()
