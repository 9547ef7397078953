"""Records told again from a fact log, under the epoch that a restore has begun: decision 31."""

import hashlib
import re
from uuid import UUID

from liaison_contracts.catalog import CATALOG, Topic, topic_of
from liaison_contracts.envelope import Envelope
from liaison_contracts.fact import Fact, State

from liaison_kit.outbox import deprecation

TOPICS = {topic.name: topic for topic in CATALOG}
_EPOCH = re.compile(rb'"epoch":\d+')
_UUID7, _VARIANT = 0x7 << 76, 0x2 << 62
_RANDOM_A, _RANDOM_B = ((1 << 12) - 1) << 64, (1 << 62) - 1


def retold(payload: bytes, epoch: int) -> bytes:
    """The same record, byte for byte, but for its epoch: who has dealt with its `id` has nothing to do again.

    What stands before the epoch in an envelope holds no quote of its own, so the first match is the envelope's.
    """
    told, found = _EPOCH.subn(b'"epoch":%d' % epoch, payload, count=1)
    if not found:
        raise ValueError("a record without an epoch")
    return told


def state_topic_of(topic: Topic) -> Topic | None:
    """Where the state goes that each fact of this topic carries."""
    field = topic.contract.model_fields.get("state") if issubclass(topic.contract, Fact) else None
    kind = field.annotation if field else None
    return topic_of(kind) if isinstance(kind, type) and issubclass(kind, State) else None


def state_of(payload: bytes, topic: Topic, url: str, epoch: int) -> bytes:
    """The record of the state topic that went with this fact: told at the same time, under an id of its own.

    The same each time that it is made for the same epoch, so that a restore can be run again.
    """
    envelope = Envelope.model_validate_json(payload)
    contract = topic.contract
    assert issubclass(contract, Fact)
    state = contract.model_validate(envelope.data).snapshot
    assert state is not None
    of = topic_of(type(state))
    changed = {
        "id": _id_beside(envelope.id, of.name, epoch),
        "type": of.type,
        "dataschema": envelope.dataschema.replace(topic.type, of.type),
        "sequence": f"{state.sequence:020d}",
        "epoch": epoch,
        "dataclassification": of.classification.value,
        "data": state.model_dump(mode="json"),
        **dict.fromkeys(("deprecated", "deprecationfrom", "deprecationsunset", "deprecationmigration")),
        **deprecation(of, url),
    }
    return envelope.model_copy(update=changed).model_dump_json(exclude_none=True).encode()


def _id_beside(fact_id: UUID, topic: str, epoch: int) -> UUID:
    """A UUIDv7 of the same millisecond, as projections read from it when something was recorded."""
    random = int.from_bytes(hashlib.sha256(f"{fact_id}/{topic}/{epoch}".encode()).digest()[:16])
    moment = (fact_id.int >> 80) << 80
    return UUID(int=moment | _UUID7 | (random & _RANDOM_A) | _VARIANT | (random & _RANDOM_B))
