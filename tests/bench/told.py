"""What reporting hears in a large town: the same mix of facts in any number, made by filling in ids and days."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from confluent_kafka import Producer
from liaison_contracts.consultations import ConsultationCorrected, ConsultationGiven, ConsultationOutcome
from liaison_contracts.events import (
    AttendanceRecorded,
    EventHeld,
    EventKind,
    EventState,
    EventStatus,
    ParticipationTool,
    SignUpConfirmed,
)
from liaison_contracts.fact import Fact
from liaison_kit import outbox
from liaison_kit.database import new_id
from liaison_kit.settings import Settings

FIRST, DAYS, OFFICES = date(2021, 10, 1), 1_800, 8
_KEY, _PLACE, _DAY = UUID(int=1 << 100), UUID(int=1 << 101), date(1999, 12, 31)
AT_ONCE = 10_000


class Told(NamedTuple):
    """A record, and the id of the fact in it."""

    topic: str
    key: str
    record: bytes
    fact_id: str


class _Form:
    """A fact whose key, place and day are filled in."""

    def __init__(self, settings: Settings, fact: Fact) -> None:
        record = outbox.encoded(outbox.Publisher("events", settings.url), fact)
        self.topic = settings.topic_prefix + type(fact).__name__
        self._record, self._id = record, json.loads(record)["id"].encode()

    def filled(self, key: str, place: str, day: date) -> Told:
        fact_id = str(new_id())
        record = self._record.replace(self._id, fact_id.encode(), 1)
        record = record.replace(str(_KEY).encode(), key.encode()).replace(str(_PLACE).encode(), place.encode())
        return Told(self.topic, key, record.replace(str(_DAY).encode(), str(day).encode()), fact_id)


def facts(settings: Settings, count: int) -> Iterator[Told]:
    """Of ten, one event, three sign-ups and two who came, three consultations, of which every third is corrected."""
    forms = [_Form(settings, fact) for fact in _patterns()]
    held, signed_up, came, given, corrected = forms
    chance = random.Random(1)
    offices = [str(new_id()) for _ in range(OFFICES)]
    events, people, consultations = [str(new_id())], [str(new_id())], [str(new_id())]
    makers: list[Callable[[date], Told]] = [
        lambda day: held.filled(_noted(events), chance.choice(offices), day),
        *[lambda day: signed_up.filled(_noted(people), chance.choice(events), day)] * 3,
        *[lambda day: came.filled(chance.choice(people), chance.choice(events), day)] * 2,
        *[lambda day: given.filled(_noted(consultations), chance.choice(offices), day)] * 3,
        lambda day: corrected.filled(chance.choice(consultations), chance.choice(offices), day),
    ]
    for number in range(count):
        yield makers[number % len(makers)](FIRST + timedelta(days=number * DAYS // count))


def producer_of(settings: Settings, linger_ms: int) -> Producer:
    """Keys go to the partitions that ours go to."""
    servers = {"bootstrap.servers": settings.kafka_bootstrap_servers, "log_level": 2}
    return Producer(servers | {"partitioner": "murmur2", "linger.ms": linger_ms})


def send(settings: Settings, told: Iterator[Told]) -> None:
    """As fast as Kafka takes them."""
    producer = producer_of(settings, linger_ms=20)
    for number, one in enumerate(told, 1):
        while True:
            try:
                producer.produce(one.topic, one.record, one.key.encode())
                break
            except BufferError:
                producer.poll(0.1)
        if number % AT_ONCE == 0:
            producer.poll(0)
    assert producer.flush(60) == 0


def _patterns() -> Iterator[Fact]:
    day = {"occurred_on": _DAY}
    yield _event_held()
    person = {"sign_up_id": _KEY, "event_id": _PLACE, **day}
    yield SignUpConfirmed(party_size=1, version=1, **person)
    yield AttendanceRecorded(present=1, version=2, **person)
    help_given = {"consultation_id": _KEY, "office_id": _PLACE, "district_id": None, **day}
    yield ConsultationGiven(
        version=1, tool=ParticipationTool.PETITION, outcome=ConsultationOutcome.EXPLAINED, **help_given
    )
    yield ConsultationCorrected(version=2, tool=None, outcome=ConsultationOutcome.SUBMITTED, **help_given)


def _noted(known: list[str]) -> str:
    """A new one, which later facts are about."""
    known.append(str(new_id()))
    if len(known) > AT_ONCE:
        del known[0 : AT_ONCE // 2]
    return known[-1]


def _event_held() -> EventHeld:
    """One of about 1,250 bytes with its envelope."""
    state = EventState(
        id=_KEY,
        version=2,
        title="Як подати петицію",
        description="Практичне заняття для мешканців громади",
        kind=EventKind.TRAINING,
        tools=[ParticipationTool.PETITION],
        status=EventStatus.HELD,
        office_id=_PLACE,
        office_name="Офіс у Вінницьких Хуторах",
        room_id=_PLACE,
        room_name="Зала",
        address="вул. Незалежності, 1",
        starts_at=datetime(2023, 6, 1, 15, tzinfo=UTC),
        ends_at=datetime(2023, 6, 1, 17, tzinfo=UTC),
        capacity=30,
        attendance=12,
    )
    return EventHeld(occurred_on=_DAY, state=state, attendance=12, tools=state.tools, outcome="Дві петиції.")
