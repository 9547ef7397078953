"""Show a fact of the catalogue: all that somebody has to know to build on it."""

import json
from datetime import date, datetime

from liaison_contracts.catalog import Topic
from liaison_contracts.fields import fields_of
from liaison_contracts.heard_by import HEARD_BY
from liaison_contracts.history import since
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_reporting.model.catalogue.changes import VersionLine, versions_of
from liaison_reporting.model.catalogue.pulse import last_told, told_in_a_week
from liaison_reporting.model.catalogue.topics import (
    PUBLISHED,
    TopicLine,
    line_of,
    more_of,
    published_topic,
    published_version,
)
from liaison_reporting.settings import CurrentSettings

router = web.router(ANYBODY)


class FieldLine(BaseModel):
    """A field of `data`. `since`: the version that brought it; `values`: those known of a list that may grow."""

    path: str
    type: str
    required: bool
    meaning: str
    values: list[str]
    since: str


class DeprecationLine(BaseModel):
    """Of a major that has a successor: it is told until `sunset` at least."""

    since: date
    sunset: date
    successor: str


class FactPage(BaseModel):
    """`told_in_a_week`: how many records of the past seven days there are, 10000 at most."""

    topic: TopicLine
    more: list[str]
    deprecated: DeprecationLine | None
    heard_by: list[str]
    last_told: datetime | None
    told_in_a_week: int
    fields: list[FieldLine]
    example: str
    versions: list[VersionLine]


@router.get("/subscribe/facts/{contract}")
async def show_fact(session: Session, settings: CurrentSettings, contract: str) -> FactPage:
    """`contract` is a CloudEvents type: liaison.events.EventHeld.v1."""
    topic, version = published_topic(contract), published_version(contract)
    told = await last_told(session, [topic.name])
    return FactPage(
        topic=line_of(topic, settings.topic_prefix),
        more=more_of(topic),
        deprecated=_deprecation(topic),
        heard_by=list(HEARD_BY.get(topic.name, ())),
        last_told=told.get(topic.name),
        told_in_a_week=await told_in_a_week(session, topic.name),
        fields=_fields(contract),
        example=json.dumps(PUBLISHED.facts(version)[0], ensure_ascii=False, indent=2),
        versions=list(versions_of(contract)),
    )


def _deprecation(topic: Topic) -> DeprecationLine | None:
    gone = topic.deprecated
    if gone is None:
        return None
    successor = f"liaison.{topic.publisher}.{gone.successor.__name__}.v{gone.successor.major}"
    return DeprecationLine(since=gone.since, sunset=gone.sunset, successor=successor)


def _fields(contract: str) -> list[FieldLine]:
    first, newest = PUBLISHED.versions(contract)[0], published_version(contract)
    came = since(PUBLISHED, contract)
    return [
        FieldLine(
            path=field.path,
            type=field.type,
            required=field.required,
            meaning=field.meaning,
            values=list(field.values),
            since=came.get(field.path, first).number,
        )
        for field in fields_of(PUBLISHED.whole(newest))
    ]
