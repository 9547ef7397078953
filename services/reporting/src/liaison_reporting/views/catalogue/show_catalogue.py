"""Show the catalogue of facts: what other municipal systems can subscribe to, and how."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Query, Request
from liaison_contracts.catalog import Classification
from liaison_contracts.publishing import PUBLIC
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from liaison_pages.language import Language, of_request
from pydantic import BaseModel, Field

from liaison_reporting.model.catalogue.pulse import last_told
from liaison_reporting.model.catalogue.topics import TopicLine, line_of
from liaison_reporting.settings import CurrentSettings

router = web.router(ANYBODY)


class Asked(BaseModel):
    """Which topics; all of them if nothing is asked for."""

    q: str = Field("", max_length=100, description="A part of the name or of the meaning, in the page's language.")
    publisher: Literal["", "registry", "events", "notifications", "reporting"] = ""
    kind: Literal["", "fact", "state"] = ""


class TopicRow(TopicLine):
    """With when it was last told; null: not yet."""

    last_told: datetime | None


class Catalogue(BaseModel):
    """The public topics in the catalogue's order, as far as they were asked for."""

    bootstrap_servers: str
    asked: Asked
    topics: list[TopicRow]


@router.get("/subscribe")
async def show_catalogue(
    session: Session, request: Request, settings: CurrentSettings, asked: Annotated[Asked, Query()]
) -> Catalogue:
    public = [topic for topic in PUBLIC if topic.classification == Classification.PUBLIC]
    told = await last_told(session, [topic.name for topic in public])
    language = Language(of_request(request))
    rows = [
        TopicRow(**line_of(topic, settings.topic_prefix).model_dump(), last_told=told.get(topic.name))
        for topic in public
    ]
    return Catalogue(
        bootstrap_servers=settings.servers_for_subscribers,
        asked=asked,
        topics=[row for row in rows if _wanted(row, asked, language)],
    )


def _wanted(row: TopicRow, asked: Asked, language: Language) -> bool:
    if asked.publisher and row.publisher != asked.publisher:
        return False
    if asked.kind and row.state != (asked.kind == "state"):
        return False
    return asked.q.strip().casefold() in f"{row.name} {row.type} {language.text(row.meaning)}".casefold()
