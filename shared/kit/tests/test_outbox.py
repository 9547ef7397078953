"""What publishing writes, one at a time, by the thousand, or only for practice."""

import json
from typing import Any

import pytest
from liaison_contracts.events import EventState
from liaison_kit import outbox
from liaison_kit.database import Database, new_id
from liaison_kit.outbox import shard_of
from sqlalchemy import text

CHANGING = {"id", "time", "correlationid"}


async def rows(database: Database) -> list[tuple[Any, ...]]:
    """Each row of the outbox, without what is another each time."""
    query = text("delete from outbox returning shard, topic, key, version, logged, payload")
    async with database.transaction() as session:
        found = [tuple(row) for row in await session.execute(query)]
    envelopes = [{k: v for k, v in json.loads(row[-1]).items() if k not in CHANGING} for row in found]
    return sorted((*row[:-1], json.dumps(said, sort_keys=True)) for row, said in zip(found, envelopes, strict=True))


async def test_facts_by_the_thousand_are_written_as_one_is(joined, database: Database) -> None:
    facts = [joined(version=number) for number in range(1, 4)]
    async with database.transaction() as session:
        for fact in facts:
            outbox.publish(session, fact)
    one_by_one = await rows(database)
    async with database.transaction() as session:
        await outbox.publish_many(session, facts)
        assert session.info["shards"] == {shard_of(str(fact.key)) for fact in facts}
    assert await rows(database) == one_by_one
    assert len(one_by_one) == 6
    assert {(topic.rpartition(".")[2], logged) for _, topic, _, _, logged, _ in one_by_one} == {
        ("DistrictJoined", True),
        ("DistrictState", False),
    }


async def test_a_rehearsal_leaves_nothing_and_keeps_what_was_done_before(joined, database: Database) -> None:
    before = joined()
    async with database.transaction() as session:
        outbox.publish(session, before)
        await outbox.rehearse(session, joined())
    assert {key for _, _, key, *_ in await rows(database)} == {str(before.key)}


async def test_nobody_tells_another_services_facts(database: Database) -> None:
    async with database.transaction() as session:
        with pytest.raises(ValueError, match="EventState is told by events, not by registry"):
            outbox.encoded(session.info["publisher"], EventState.model_construct(id=new_id()))
