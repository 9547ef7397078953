"""Publish open data: a coordinator does not want to wait for the night."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from sqlalchemy import update

from liaison_reporting.model.open_data.editions import PublishedFile

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/data/publication", status_code=202)
async def publish_open_data(session: Session, response: Response) -> None:
    """The job compares every file with the facts within half a minute; what has changed gets a new edition.

    No fact: the new editions are told, and where nothing has changed there is nothing to tell.
    """
    await session.execute(update(PublishedFile).values(checked_on=None))
    response.headers["Location"] = "/data?done=asked"
