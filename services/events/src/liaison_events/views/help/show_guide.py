"""Show one audience's guide: what they want to do, task by task."""

from typing import Literal

from liaison_kit import web
from liaison_kit.identity import ANYBODY
from pydantic import BaseModel

from liaison_events.guide import LANGUAGES, Guide, guide

router = web.router(ANYBODY)


class Shown(BaseModel):
    """The same guide by language."""

    audience: str
    texts: dict[str, Guide]


@router.get("/help/{audience}")
async def show_guide(audience: Literal["residents", "office-workers", "coordinators", "operators"]) -> Shown:
    return Shown(audience=audience, texts={code: guide(audience, code) for code in LANGUAGES})
