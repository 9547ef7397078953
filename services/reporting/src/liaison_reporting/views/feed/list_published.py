"""List what was published: the public facts in one order, for systems that follow them without Kafka."""

from typing import Annotated, Any

from fastapi import Query, Request, Response
from liaison_kit import web
from liaison_kit.database import Database
from liaison_kit.identity import ANYBODY
from liaison_kit.rates import Kind, counted_as
from pydantic import BaseModel, Field

from liaison_reporting.model.feed.reading import Cursor, Page, read, topics_of, where
from liaison_reporting.model.feed.waiting import Horizon

BATCH = "application/cloudevents-batch+json"
AS_BATCH = {"content": {BATCH: {"schema": {"type": "array", "items": {"type": "object"}}}}}
"""The other form of the answer, for whoever accepts it."""
router = web.router(ANYBODY, from_anywhere=True)
"""Nothing is read of who asks: a public answer is the same for all, and who waits holds no connection."""


class Asked(BaseModel):
    """`types` by name (EventHeld) or as in CloudEvents, separated by commas; every fact, and no state, if left out."""

    after: str | None = Field(None, max_length=64, description="`next` of an earlier answer; or `latest`.")
    types: str | None = Field(None, max_length=4000, description="OfficeState,OfficeOpened: every fact if left out.")
    limit: int = Field(100, ge=1, le=1000, description="So many at most.")
    wait: int = Field(0, ge=0, le=30, description="So many seconds for the next one, if there is none yet.")


class Published(BaseModel):
    """CloudEvents as they are on Kafka. `next` goes into `after`; with no facts, everything has been read."""

    facts: list[dict[str, Any]]
    next: str


@router.get("/feed/facts", dependencies=[counted_as(Kind.FEED)], response_model=Published, responses={200: AS_BATCH})
async def list_published(request: Request, asked: Annotated[Asked, Query()]) -> Response:
    database: Database = request.app.state.database
    topics = topics_of(asked.types)
    async with database.reading() as session:
        begun = await where(session, asked.after)
        page = await read(session, begun.position, topics, asked.limit)
    if asked.wait and not page.records:
        await _horizon(request).wait(page.cursor.position, topics, asked.wait)
        async with database.reading() as session:
            page = await read(session, page.cursor.position, topics, asked.limit)
    return _answer(request, asked, page)


def _horizon(request: Request) -> Horizon:
    state = request.app.state
    if not hasattr(state, "horizon"):
        state.horizon = Horizon(state.database)
    horizon: Horizon = state.horizon
    return horizon


def _answer(request: Request, asked: Asked, page: Page) -> Response:
    """The bytes of the records, never read and written anew."""
    batch = b"[" + b",".join(one.value or b"" for one in page.records) + b"]"
    named = {"types": asked.types, "limit": asked.limit, "wait": asked.wait} if asked.model_fields_set else {}
    following = _address(request, page.cursor, named)
    headers = {"Link": f'<{following}>; rel="next"', "Vary": "Accept", "Cache-Control": "no-store"}
    if BATCH in request.headers.get("accept", ""):
        return Response(batch, headers=headers, media_type=f"{BATCH}; charset=UTF-8")
    body = b'{"facts":' + batch + b',"next":"' + str(page.cursor).encode() + b'"}'
    return Response(body, headers=headers, media_type="application/json")


def _address(request: Request, cursor: Cursor, named: dict[str, Any]) -> str:
    """The next question, at the one origin."""
    url = request.url.replace(scheme="", netloc="", path="/api/feed/v1/facts", query="")
    return str(url.include_query_params(after=str(cursor), **{name: value for name, value in named.items() if value}))
