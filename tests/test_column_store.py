"""docs/column-store.md: its program reads our topics into a column store, and its question is answered."""

import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import duckdb
import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic
from liaison_contracts.events import EventHeld, EventReportCorrected, EventState
from liaison_kit.database import new_id
from liaison_kit.outbox import Publisher, encoded, shard_of
from liaison_kit.testing import Platform

DOCS = Path(__file__).parents[1] / "docs"
PUBLISHER = Publisher("events", "https://liaison.example")
OFFICE = UUID(int=7)


def held(day: date, people: int, *, key: UUID | None = None, version: int = 2, corrected: bool = False) -> EventHeld:
    identifier, at = key or new_id(), datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
    state = EventState.model_validate(
        {"id": identifier, "version": version, "title": "Петиції", "description": "", "kind": "training", "tools": []}
        | {"status": "held", "office_id": OFFICE, "office_name": "Хутори", "room_id": identifier, "room_name": "Зала"}
        | {"address": "вул. 1", "starts_at": at, "ends_at": at, "capacity": 20, "attendance": people}
    )
    kind = EventReportCorrected if corrected else EventHeld
    return kind(occurred_on=day, state=state, attendance=people, tools=[], outcome="")


class Town:
    """Its two topics on the broker, under a name that no other run has, and the file of its store."""

    def __init__(self, bootstrap_servers: str, folder: Path) -> None:
        self._prefix, self._servers, self.file = f"columns-{new_id()}.", bootstrap_servers, folder / "facts.duckdb"
        self._producer = Producer({"bootstrap.servers": bootstrap_servers})
        topics = [NewTopic(self._prefix + name, 4) for name in ("EventHeld", "EventReportCorrected")]
        admin = AdminClient({"bootstrap.servers": bootstrap_servers})
        for created in admin.create_topics(topics).values():
            created.result(30)
        self._topics = [topic.topic for topic in topics]

    def tell(self, *facts: EventHeld, times: int = 1) -> None:
        for fact in facts:
            topic, key, value = self._prefix + type(fact).__name__, str(fact.key), encoded(PUBLISHER, fact)
            for _ in range(times):
                self._producer.produce(topic, value, key, shard_of(key))
        assert self._producer.flush(20) == 0

    def read(self) -> None:
        program = DOCS / "consumers" / "columns" / "columns.py"
        given = os.environ | {"KAFKA": self._servers, "GROUP": self._prefix}
        subprocess.run([sys.executable, program, self.file, *self._topics], env=given, check=True, timeout=120)

    def answer(self) -> list[tuple[object, ...]]:
        """To the question on the page."""
        [question] = re.findall(
            r"^```sql\n(.*?)^```$", (DOCS / "column-store.md").read_text(), re.MULTILINE | re.DOTALL
        )
        asked = re.sub(r"'(Event\w+)'", rf"'{self._prefix}\1'", question)
        with duckdb.connect(str(self.file), read_only=True) as store:
            return store.execute(asked).fetchall()


@pytest.fixture
def town(platform: Platform, tmp_path: Path) -> Town:
    return Town(platform.kafka_bootstrap_servers, tmp_path)


def test_its_question_is_answered_from_the_topics_with_corrections(town: Town) -> None:
    wrong = held(date(2026, 5, 20), 70)
    right = held(date(2026, 5, 20), 7, key=wrong.key, version=3, corrected=True)
    town.tell(held(date(2026, 5, 3), 5), wrong, held(date(2026, 6, 1), 4), right)
    town.read()
    assert town.answer() == [("Хутори", "2026-05", 2, 12), ("Хутори", "2026-06", 1, 4)]


def test_it_goes_on_where_it_ended_and_keeps_each_fact_once(town: Town) -> None:
    town.tell(held(date(2026, 5, 20), 7), times=3)
    town.read()
    town.tell(held(date(2026, 5, 21), 3), times=2)
    town.read()
    town.read()
    assert town.answer() == [("Хутори", "2026-05", 2, 10)]
