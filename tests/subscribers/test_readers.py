"""Who still reads the old major version, while the new one is told beside it."""

from collections.abc import Callable, Sequence
from contextlib import closing

import pytest
from confluent_kafka import Producer
from liaison_cli.subscribers import topics as catalogue
from liaison_cli.subscribers.settings import AccessSettings
from liaison_contracts.catalog import Topic, topic_of
from liaison_contracts.events import EventHeld

from tests.subscribers.conftest import Card, Liaison, read_card
from tests.subscribers.outsider import config, next_of, reader

OLD, NEW = "EventHeld", "EventHeld.v2"


class EventHeldAgain(EventHeld):
    """The next major version of it, for these tests alone."""

    major = 2


EventHeldAgain.__name__ = "EventHeld"


@pytest.fixture(autouse=True)
def _two_majors(monkeypatch: pytest.MonkeyPatch, topics: Callable[..., None]) -> None:
    new = Topic(EventHeldAgain, "events", topic_of(EventHeld).classification)
    assert new.name == NEW
    monkeypatch.setitem(catalogue.BY_NAME, NEW, new)
    monkeypatch.setattr(catalogue, "PUBLIC", [*catalogue.PUBLIC, NEW])
    topics(OLD, NEW)


def table(printed: str) -> set[tuple[str, ...]]:
    rows = (line.strip("│ ").split("│") for line in printed.splitlines() if line.startswith("│"))
    return {tuple(cell.strip() for cell in row) for row in rows}


def read(card: Card, names: Sequence[str], prefix: str, *, committed: int) -> None:
    with closing(reader(config(card), f"{card['KAFKA_GROUP_PREFIX']}main")) as consumer:
        consumer.subscribe([prefix + name for name in names])
        for _ in range(committed):
            next_of(consumer)
            consumer.commit(asynchronous=False)


def test_who_has_moved_to_the_new_major_and_who_has_not(
    liaison: Liaison, settings: AccessSettings, broker: dict[str, str], prefix: str
) -> None:
    producer = Producer(config(broker | {"KAFKA_SASL_MECHANISM": "SCRAM-SHA-512", "KAFKA_CA": settings.kafka_ca}))
    for name in (OLD, NEW):
        for number in range(3):
            producer.produce(prefix + name, str(number).encode(), partition=0)
    producer.flush(60)
    cards = {
        name: read_card(liaison("add", name, "--topics", given))
        for name, given in {"stays": OLD, "moves": f"{OLD},{NEW}", "silent": OLD, "moved": NEW}.items()
    }
    read(cards["stays"], [OLD], prefix, committed=1)
    read(cards["moves"], [OLD, NEW], prefix, committed=6)
    read(cards["moved"], [NEW], prefix, committed=2)
    said = liaison("readers", "--topics", OLD)
    assert table(said) == {
        (OLD, "moves", f"{prefix}moves.main", "0", "no"),
        (OLD, "stays", f"{prefix}stays.main", "2", "no"),
    }
    assert "silent may read EventHeld, and has committed nothing" in said
    assert "moved may" not in said
    assert table(liaison("readers", "--topics", NEW)) == {
        (NEW, "moves", f"{prefix}moves.main", "0", "no"),
        (NEW, "moved", f"{prefix}moved.main", "1", "no"),
    }
    # Once nobody may read the old one, its list is empty: groups that are gone are gone from it, too.
    with closing(reader(config(cards["moved"]), f"{prefix}moved.main")) as consumer:
        consumer.subscribe([prefix + NEW])
        next_of(consumer)
        assert (NEW, "moved", f"{prefix}moved.main", "1", "yes") in table(liaison("readers"))
