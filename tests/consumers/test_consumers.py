"""From nothing to the first fact, and what may happen to a subscriber afterwards, as docs/subscribe.md has it.

The tests of one language are one story, told in their order.
"""

import json
import shutil
import time
from collections.abc import Iterator
from typing import Any

import pytest
from liaison_contracts.catalog import PARTITIONS
from liaison_contracts.events import EventHeld
from liaison_contracts.published import Published
from liaison_contracts.registry import OfficeState
from liaison_kit.database import new_id

from tests.consumers.facts import held, office, registered
from tests.consumers.network import TOPICS, Network, add_subscriber, city, sandbox, schemas, written
from tests.consumers.subscriber import LONG, Subscriber
from tests.npm import BESIDE_PYTHON

TOOLS = {"Python": "python3", "Java": "mvn", "TypeScript": "node", "Go": "go"}
OFFICE = office(version=2)
GONE = office(version=1, address="вул. Давня, 1")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with schemas() as found:
        yield found


@pytest.fixture(scope="module")
def administrator() -> Iterator[dict[str, str]]:
    with city() as variables:
        yield variables


@pytest.fixture(scope="module")
def try_out() -> Iterator[Network]:
    """A sandbox where one event was held."""
    with sandbox() as variables:
        found = Network(variables)
        found.tell(OFFICE, held(OFFICE, "Для проби"))
        yield found


@pytest.fixture(scope="module", params=sorted(TOOLS))
def language(request: pytest.FixtureRequest) -> str:
    if shutil.which(TOOLS[request.param], path=BESIDE_PYTHON) is None:
        pytest.skip(f"{TOOLS[request.param]} is not on this machine: a developer in {request.param} has it")
    return str(request.param)


@pytest.fixture(scope="module")
def network(language: str, administrator: dict[str, str]) -> Network:
    """What was there before the subscriber came: an office as it is, then as it was (told twice); one that is gone."""
    found = Network(administrator)
    found.tell(OFFICE, OFFICE.model_copy(update={"version": 1, "address": "вул. Стара, 1"}), GONE)
    found.write("OfficeState", str(GONE.id), None)
    found.tell(held(OFFICE, "Перша зустріч", people=12))
    return found


@pytest.fixture(scope="module")
def subscriber(
    language: str, network: Network, url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Subscriber]:
    folder = tmp_path_factory.mktemp(language.lower())
    add_subscriber(f"drill-{language.lower()}", network.variables, folder / "liaison.env")
    found = Subscriber(language, folder, url)
    yield found
    found.stop()
    for left in folder.parent.glob(f"{folder.name}*"):  # downloads of half a gigabyte
        shutil.rmtree(left)


def test_from_nothing_to_the_first_fact(subscriber: Subscriber, capsys: pytest.CaptureFixture[str]) -> None:
    begun = time.monotonic()
    subscriber.prepare()
    subscriber.start()
    line = subscriber.says("EventHeld", within=LONG)
    with capsys.disabled():
        print(
            f"\n{subscriber.language}: first EventHeld after {(time.monotonic() - begun) / 60:.1f} minutes from nothing"
        )
    subscriber.hand_over("EventHeld")
    # The address is not in the fact: the state was read before.
    assert line == f"EventHeld: Перша зустріч, 12 people, {OFFICE.address}"


def test_its_copy_has_the_newest_state_of_what_is_still_there(subscriber: Subscriber) -> None:
    offices = subscriber.copy()["OfficeState"]
    assert {key: record["data"]["version"] for key, record in offices.items()} == {str(OFFICE.id): 2}


def test_what_comes_twice_is_done_once(subscriber: Subscriber, network: Network) -> None:
    fact = held(OFFICE, "Двічі")
    network.write("EventHeld", str(fact.key), value := written(fact))
    network.write("EventHeld", str(fact.key), value)
    assert events_done(subscriber, network) == [line_of(fact)]


def test_fields_and_values_that_came_later_are_no_trouble(subscriber: Subscriber, network: Network) -> None:
    fact = held(OFFICE, "З новим полем")
    record = json.loads(written(fact))
    record["newextension"] = record["data"]["new_field"] = record["data"]["state"]["new_field"] = {"a": [1, None]}
    record["data"]["state"]["kind"] = record["data"]["tools"][0] = "a_kind_that_came_later"
    network.write("EventHeld", str(fact.key), json.dumps(record).encode())
    assert events_done(subscriber, network) == [line_of(fact)]


def test_types_that_it_does_not_know_are_ignored(subscriber: Subscriber, network: Network) -> None:
    for topic, about in (("EventHeld", held(OFFICE, "Невідомий")), ("OfficeState", OFFICE)):
        record = json.loads(written(about)) | {"type": "liaison.events.EventPraised.v1", "data": {"praise": 5}}
        network.write(topic, str(about.key), json.dumps(record | {"sequence": f"{99:020d}"}).encode())
    assert events_done(subscriber, network) == []
    assert subscriber.copy()["OfficeState"][str(OFFICE.id)]["data"]["version"] == 2


def test_facts_of_another_topic_are_done_too(subscriber: Subscriber, network: Network) -> None:
    network.tell(registered("Сусіди"))
    assert subscriber.says("CSORegistered") == "CSORegistered: Сусіди"


def test_golden_facts_of_every_version_are_taken(subscriber: Subscriber, network: Network) -> None:
    published = Published()
    golden = {
        name: [fact for version in published.versions(topic.type) for fact in published.facts(version)]
        for name, topic in TOPICS.items()
    }
    assert all(golden.values())
    for name, facts in golden.items():
        for fact in facts:
            network.write(name, fact["subject"], json.dumps(fact).encode())
    done = events_done(subscriber, network)
    assert [line.partition(",")[0] for line in done] == [
        f"EventHeld: {fact['data']['state']['title']}" for fact in golden["EventHeld"]
    ]
    subscriber.says(golden["CSORegistered"][-1]["data"]["state"]["name"])
    for name in ("OfficeState", "EventState"):
        subscriber.keeps(lambda copy, name=name: {fact["subject"] for fact in golden[name]} <= set(copy[name]))


def test_states_that_change_or_end_are_followed(subscriber: Subscriber, network: Network) -> None:
    closing = office(address="вул. Тимчасова, 2")
    network.tell(closing, closing.model_copy(update={"version": 2, "address": "вул. Нова, 3"}))
    subscriber.keeps(lambda copy: address(copy, closing) == "вул. Нова, 3")
    network.write("OfficeState", str(closing.id), None)
    subscriber.keeps(lambda copy: address(copy, closing) is None)


def test_stopped_and_started_again_it_goes_on_where_it_was(subscriber: Subscriber, network: Network) -> None:
    subscriber.stop()
    assert network.unread_by(f"drill-{subscriber.language.lower()}.main") == 0
    network.tell(fact := held(OFFICE, "Поки спав"))
    subscriber.start()
    assert events_done(subscriber, network) == [line_of(fact)]
    assert subscriber.hand_over("Started from state") == []


def test_when_its_position_is_deleted_it_starts_from_state(subscriber: Subscriber, network: Network) -> None:
    subscriber.stop()
    subscriber.remembers("OfficeState", "an office whose tombstone has been compacted away")
    missed, ended = held(OFFICE, "Пропущена", people=31), office(address="вул. Зникла, 4")
    network.tell(missed.state, ended)
    network.write("EventHeld", str(missed.key), written(missed), partition=0)
    network.forget("EventHeld", partition=0)
    network.write("OfficeState", str(ended.id), None)
    moved = OFFICE.model_copy(update={"version": 3, "address": "вул. Соборна, 5"})
    network.tell(moved)
    # On the partition where a fact is missing. Facts on others may be done before that is noticed.
    following = held(OFFICE, "Після перерви")
    network.write("EventHeld", str(following.key), written(following), partition=0)
    subscriber.start()
    subscriber.says("Started from state")
    assert events_done(subscriber, network) == [f"EventHeld: Після перерви, 7 people, {moved.address}"]
    copy = subscriber.copy()
    assert copy["EventState"][str(missed.key)]["data"]["attendance"] == 31, "what was missed is in the state"
    assert address(copy, ended) is None
    assert address(copy, GONE) is None
    assert "an office whose tombstone has been compacted away" not in copy["OfficeState"]


def test_the_sandbox_asks_for_no_account(subscriber: Subscriber, try_out: Network) -> None:
    subscriber.stop()
    for kept in ("liaison.env", "copy.json"):
        (subscriber.folder / kept).unlink()
    subscriber.start(try_out.variables | {"KAFKA_GROUP_PREFIX": f"{subscriber.language.lower()}."})
    assert subscriber.says("EventHeld") == f"EventHeld: Для проби, 7 people, {OFFICE.address}"


def address(copy: dict[str, Any], of: OfficeState) -> str | None:
    kept = copy["OfficeState"].get(str(of.id))
    return kept and str(kept["data"]["address"])


def line_of(fact: EventHeld) -> str:
    return f"EventHeld: {fact.state.title}, {fact.attendance} people, {fact.state.address}"


def events_done(subscriber: Subscriber, network: Network) -> list[str]:
    """Its lines about events, once it has read all that was told of them: a mark on each partition comes after that."""
    marks = [held(OFFICE, f"Позначка {new_id()}") for _ in range(PARTITIONS)]
    for partition, mark in enumerate(marks):
        network.write("EventHeld", str(mark.key), written(mark), partition)
    for mark in marks:
        subscriber.says(mark.state.title)
    return [line for line in subscriber.hand_over("EventHeld") if "Позначка" not in line]
