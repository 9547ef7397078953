"""A topic as the catalogue tells of it."""

import inspect

from liaison_contracts.catalog import Topic
from liaison_contracts.fact import FactWithState
from liaison_contracts.published import Published, Version
from liaison_contracts.publishing import PUBLIC
from liaison_kit.errors import NotFound
from pydantic import BaseModel

PUBLISHED = Published()
"""What this release was shipped with."""


class TopicLine(BaseModel):
    """One topic. `key` is where the record's key stands in the envelope; `retention_days` None is for ever."""

    name: str
    contract: str
    meaning: str
    publisher: str
    classification: str
    state: bool
    key: str
    retention_days: int | None
    type: str
    page_url: str
    schema_url: str


def line_of(topic: Topic, prefix: str) -> TopicLine:
    return TopicLine(
        name=prefix + topic.name,
        contract=topic.contract.__name__,
        meaning=meaning_of(topic),
        publisher=topic.publisher,
        classification=topic.classification.value,
        state=topic.compacted,
        key=_key(topic),
        retention_days=topic.retention.days if topic.retention else None,
        type=topic.type,
        page_url=f"/subscribe/facts/{topic.type}",
        schema_url=f"/subscribe/schemas/{topic.type}.json",
    )


def meaning_of(topic: Topic) -> str:
    """The first sentence or two of the contract's docstring, on one line."""
    return " ".join(_paragraphs(topic)[0].split())


def more_of(topic: Topic) -> list[str]:
    """The rest of the docstring, by paragraphs."""
    return [" ".join(paragraph.split()) for paragraph in _paragraphs(topic)[1:]]


def published_version(name: str) -> Version:
    """By a CloudEvents type, then the newest, or with its minor: liaison.events.EventHeld.v1.0. NotFound: neither."""
    version = PUBLISHED.version(name)
    if version is None:
        raise NotFound
    return version


def published_topic(type_: str) -> Topic:
    """By its CloudEvents type; NotFound if others cannot read it."""
    topic = next((topic for topic in PUBLIC if topic.type == type_), None)
    if topic is None:
        raise NotFound
    return topic


def _key(topic: Topic) -> str:
    if topic.compacted:
        return "data.id"
    return "data.state.id" if issubclass(topic.contract, FactWithState) else "subject"


def _paragraphs(topic: Topic) -> list[str]:
    return (inspect.getdoc(topic.contract) or "").split("\n\n")
