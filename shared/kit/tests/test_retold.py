"""Records told again after a restore: the same but for the epoch; and states as they had gone with their facts."""

import json
from uuid import UUID

import pytest
from liaison_contracts.catalog import CATALOG
from liaison_contracts.fact import Fact
from liaison_contracts.published import Published
from liaison_kit.outbox import Publisher, encoded
from liaison_kit.sending.retold import retold, state_of, state_topic_of

URL = "https://liaison.example"
WITH_STATE = [topic for topic in CATALOG if state_topic_of(topic)]
GOLDEN = {
    topic.name: [fact for version in Published().versions(topic.type) for fact in Published().facts(version)]
    for topic in WITH_STATE
}


def test_a_record_is_told_again_byte_for_byte_but_for_its_epoch() -> None:
    tricky = b'{"id":"1","source":"x \\"epoch\\":7","epoch":1,"data":{"epoch":3,"text":"\\"epoch\\":4"}}'
    assert retold(tricky, 29_934_720) == tricky.replace(b'"epoch":1,', b'"epoch":29934720,')
    with pytest.raises(ValueError, match="without an epoch"):
        retold(b'{"id":"1"}', 2)


@pytest.mark.parametrize("topic", [one for one in WITH_STATE if GOLDEN[one.name]], ids=lambda one: one.name)
def test_a_state_is_what_the_outbox_had_told_beside_its_fact(topic: object) -> None:
    for golden in GOLDEN[topic.name]:  # type: ignore[attr-defined]
        contract = topic.contract  # type: ignore[attr-defined]
        assert issubclass(contract, Fact)
        fact = contract.model_validate(golden["data"])
        publisher = Publisher(topic.publisher, URL, epoch=7)  # type: ignore[attr-defined]
        told, expected = encoded(publisher, fact), json.loads(encoded(publisher, fact.snapshot))
        again = json.loads(state_of(told, topic, URL, 7))  # type: ignore[arg-type]
        fact_id, own_id = UUID(json.loads(told)["id"]), UUID(again.pop("id"))
        # Of the same millisecond, a UUIDv7, and the same whenever it is made.
        assert own_id.int >> 80 == fact_id.int >> 80
        assert (own_id.version, own_id.variant) == (7, fact_id.variant)
        assert own_id == UUID(json.loads(state_of(told, topic, URL, 7))["id"])  # type: ignore[arg-type]
        assert own_id != UUID(json.loads(state_of(told, topic, URL, 8))["id"])  # type: ignore[arg-type]
        for differs in ("id", "time", "correlationid"):
            expected.pop(differs), again.pop(differs, None)
        assert again == expected


def test_every_state_topic_has_facts_that_carry_it() -> None:
    assert {topic.name for topic in CATALOG if topic.compacted} == {
        of.name for topic in WITH_STATE if (of := state_topic_of(topic))
    }
    assert all(topic.retention is None for topic in WITH_STATE), "a state that no fact log has could not be told again"
