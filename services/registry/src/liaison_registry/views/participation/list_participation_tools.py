"""List the participation tools: what a resident can do about a local matter, step by step, and who helps."""

from liaison_kit import web
from liaison_kit.identity import ANYBODY
from pydantic import BaseModel

from liaison_registry.model.services.participation_tools import GUIDES, Guide

router = web.router(ANYBODY)


class ParticipationTools(BaseModel):
    """From the quickest to the one that takes longest."""

    tools: list[Guide]


@router.get("/take-part")
async def list_participation_tools() -> ParticipationTools:
    return ParticipationTools(tools=list(GUIDES))
