"""The main path on a broker with users, rights and TLS: told by settings alone, everything else is as it was."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka.errors import KafkaConnectionError
from liaison_contracts.catalog import topic_of
from liaison_contracts.registry import DistrictJoined, DistrictState
from liaison_kit.database import Database
from liaison_kit.receiving import broker
from liaison_kit.receiving.consumer import Consumer
from liaison_kit.receiving.history import History
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.sending.relay import Relay
from liaison_kit.service import Service
from liaison_kit.settings import Settings
from liaison_kit.testing import eventually, publish, running
from sqlalchemy import text

FEW = [topic_of(DistrictJoined), topic_of(DistrictState)]


@pytest.fixture(scope="module")
def secured() -> Iterator[dict[str, str]]:
    """The variables of its administrator, whom the service here is."""
    from liaison_local.for_tests import scratch, secured_broker  # noqa: PLC0415 - the kit itself does not know it

    os.environ.setdefault("LIAISON_CACHE", str(Path(__file__).parents[3] / ".liaison" / "cache"))
    with scratch("liaison-secured-") as folder, secured_broker(folder) as variables:
        yield variables


@pytest.fixture
def settings(secured: dict[str, str], settings: Settings) -> Settings:
    told = {name.lower(): value for name, value in secured.items()}
    told["kafka_ca"] = Path(told.pop("kafka_ca_file")).read_text()
    return settings.model_copy(update=told)


async def applied(database: Database) -> set[object]:
    async with database.reading() as session:
        return {row.district for row in await session.execute(text("select district from visit"))}


async def test_facts_reach_another_service_and_their_history_can_be_read(
    joined, service: Service, database: Database, settings: Settings
) -> None:
    assert await broker.ensure_topics(settings, FEW) == [settings.topic_prefix + topic.name for topic in FEW]
    assert await broker.ensure_topics(settings, FEW) == []
    facts = [joined() for _ in range(5)]
    await publish(database, *facts)
    inbox = Inbox(database, service.reactions, settings.topic_prefix)
    async with running(Relay(database, settings)), running(Consumer(service.name, inbox, settings)):
        await eventually(lambda: applied(database), lambda found: found == {fact.state.id for fact in facts}, within=60)
    async with History(settings, service.reactions, f"{settings.topic_prefix}liaison.{service.name}") as history:
        committed = await history.committed()
        assert sum(committed.values()) == len(facts)
        read = [record async for batch in history.read({}, committed) for record in batch]
    assert {record.key for record in read} == {str(fact.state.id).encode() for fact in facts}


async def test_without_a_password_nothing_gets_in(database: Database, settings: Settings) -> None:
    with pytest.raises(KafkaConnectionError):
        await broker.ensure_topics(settings.model_copy(update={"kafka_password": "wrong"}), FEW)
