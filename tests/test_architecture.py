"""docs/architecture.md says who tells whom what, and it is true."""

import importlib
from pathlib import Path

from liaison_cli.subscribers.service_rights import rights_of
from liaison_contracts.catalog import CATALOG, Classification, topic_of
from liaison_contracts.heard_by import HEARD_BY
from liaison_notifications.model.sending.delivery import WAITING, Channel, DeliveryStatus, Purpose
from liaison_reporting.model.reports.tables.words import CHANNEL_TEXTS, DELIVERY_TEXTS, PURPOSE_TEXTS

PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"
SERVICES = ["registry", "events", "notifications", "reporting"]


def readers() -> dict[str, tuple[str, ...]]:
    """Which of our services react to a topic, in the catalogue's order."""
    found: dict[str, list[str]] = {}
    for name in SERVICES:
        service = importlib.import_module(f"liaison_{name}.service").SERVICE
        for reaction in service.reactions:
            found.setdefault(topic_of(reaction.contract).name, []).append(name)
    return {topic.name: tuple(found[topic.name]) for topic in CATALOG if topic.name in found}


def edges() -> list[str]:
    """The rows of the table: one for each topic that a service of ours reacts to."""
    publishers = {topic.name: topic.publisher for topic in CATALOG}
    rows = [f"| {publishers[topic]} | `{topic}` | {', '.join(names)} |" for topic, names in readers().items()]
    return ["| told by | topic | heard by |", "|---|---|---|", *rows]


def test_the_page_lists_every_reaction() -> None:
    table = "\n".join(edges())
    assert table in PAGE.read_text(), f"docs/architecture.md should hold:\n{table}"


def test_the_catalogue_says_the_same() -> None:
    assert readers() == HEARD_BY, f"liaison_contracts/heard_by.py should hold:\n{readers()}"


def test_in_kafka_each_service_may_read_what_it_reacts_to() -> None:
    """And reporting, which keeps the feed, whatever is public."""
    public = {topic.name for topic in CATALOG if topic.classification is Classification.PUBLIC}
    for name in SERVICES:
        service = importlib.import_module(f"liaison_{name}.service").SERVICE
        heard = {topic_of(reaction.contract).name for reaction in service.listening}
        assert set(rights_of(name).reads) == heard | (public if name == "reporting" else set())


def test_every_reaction_listens_to_another_services_topic() -> None:
    """But reporting's, which keeps what it has told itself: so that `liaison replay` makes that anew, too."""
    for name in SERVICES:
        service = importlib.import_module(f"liaison_{name}.service").SERVICE
        own = [reaction for reaction in service.reactions if topic_of(reaction.contract).publisher == name]
        assert own == [] or name == "reporting"


def test_reporting_has_words_for_all_that_notifications_count() -> None:
    """They come to it as values of a fact; without words people would read the values."""
    outcomes = set(DeliveryStatus) - {*WAITING, DeliveryStatus.CLAIMED}
    for values, words in ((Purpose, PURPOSE_TEXTS), (Channel, CHANNEL_TEXTS), (outcomes, DELIVERY_TEXTS)):
        assert {one.value for one in values} <= words.keys()
