"""List the guides: whoever asks for help finds the one that is theirs."""

from liaison_kit import web
from liaison_kit.identity import ANYBODY
from pydantic import BaseModel

from liaison_events.guide import AUDIENCES, LANGUAGES, Guide, guide

router = web.router(ANYBODY)


class Guides(BaseModel):
    """By audience, then by language."""

    guides: dict[str, dict[str, Guide]]


@router.get("/help")
async def list_guides() -> Guides:
    return Guides(guides={audience: {code: guide(audience, code) for code in LANGUAGES} for audience in AUDIENCES})
