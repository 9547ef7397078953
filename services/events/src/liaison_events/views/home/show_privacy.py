"""Show what is kept about people: a resident reads what for, for how long, and how to have it deleted."""

from liaison_kit import web
from liaison_kit.identity import ANYBODY
from pydantic import BaseModel

from liaison_events.model.sign_up import KEPT

router = web.router(ANYBODY)


class Privacy(BaseModel):
    """`days`: how long after an event names and contacts are kept."""

    days: int


@router.get("/privacy")
async def show_privacy() -> Privacy:
    return Privacy(days=KEPT.days)
