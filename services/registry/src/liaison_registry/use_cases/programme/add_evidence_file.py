"""Add a file as evidence of a milestone: everybody can see the document itself, not only a link to it."""

import asyncio
from typing import Annotated

from fastapi import Query, Request, Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import MilestoneChanged, ProgrammeState
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_registry.model import OneLine
from liaison_registry.model.programme.evidence import (
    ENDINGS,
    EvidenceFile,
    evidence_file_of,
    free_place,
    take_over_files,
)
from liaison_registry.model.programme.programme import programme_for_update

router = web.router(for_the_network(Role.COORDINATOR))

BODY = {
    "requestBody": {"required": True, "content": {kind.value: {"schema": {"type": "string"}} for kind in ENDINGS}},
}
Title = Annotated[OneLine, Query(min_length=1, max_length=200, description="What the file is.")]


@router.post("/programme/milestones/{number}/evidence", status_code=201, openapi_extra=BODY)
async def add_evidence_file(
    session: Session, number: int, title: Title, title_en: Title, request: Request, response: Response
) -> ProgrammeState:
    # Before the programme is locked, and beside the event loop: it takes a processor for as long as a second.
    file = await asyncio.to_thread(evidence_file_of, await request.body())
    programme = await programme_for_update(session)
    place = await free_place(session, programme, number)
    about = {"programme_id": programme.id, "milestone": number, "place": place, "title": title, "title_en": title_en}
    session.add(EvidenceFile(id=new_id(), **about, **file._asdict(), added_at=clock.now()))
    await take_over_files(session, programme, number)
    status = programme.milestone(number)["status"]
    changed = MilestoneChanged(occurred_on=clock.today(), state=programme.state(), number=number, status=status)
    outbox.publish(session, changed)
    response.headers["Location"] = f"/programme/milestones/{number}/evidence"
    return programme.state()
