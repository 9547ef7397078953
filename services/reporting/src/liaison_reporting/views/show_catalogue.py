"""Show the catalogue of facts: what other municipal systems can subscribe to, and how."""

import inspect

from liaison_contracts.catalog import CATALOG, Classification, Topic
from liaison_contracts.fact import FactWithState
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from pydantic import BaseModel

from liaison_reporting.settings import CurrentSettings

router = web.router(ANYBODY)


class TopicLine(BaseModel):
    """One public topic. `key` is where the record's key stands in the envelope; `retention_days` None is for ever."""

    name: str
    contract: str
    meaning: str
    publisher: str
    classification: str
    state: bool
    key: str
    retention_days: int | None
    type: str
    schema_url: str


class Catalogue(BaseModel):
    """The public topics in the catalogue's order."""

    bootstrap_servers: str
    topics: list[TopicLine]


@router.get("/subscribe")
async def show_catalogue(settings: CurrentSettings) -> Catalogue:
    public = [topic for topic in CATALOG if topic.classification == Classification.PUBLIC]
    return Catalogue(
        bootstrap_servers=settings.servers_for_subscribers,
        topics=[_line(topic, settings.topic_prefix) for topic in public],
    )


def _line(topic: Topic, prefix: str) -> TopicLine:
    return TopicLine(
        name=prefix + topic.name,
        contract=topic.contract.__name__,
        meaning=_meaning(topic),
        publisher=topic.publisher,
        classification=topic.classification.value,
        state=topic.compacted,
        key=_key(topic),
        retention_days=topic.retention.days if topic.retention else None,
        type=topic.type,
        schema_url=f"/subscribe/schemas/{topic.type}.json",
    )


def _key(topic: Topic) -> str:
    if topic.compacted:
        return "data.id"
    return "data.state.id" if issubclass(topic.contract, FactWithState) else "subject"


def _meaning(topic: Topic) -> str:
    """The first sentence or two of the contract's docstring, on one line."""
    return " ".join((inspect.getdoc(topic.contract) or "").partition("\n\n")[0].split())
