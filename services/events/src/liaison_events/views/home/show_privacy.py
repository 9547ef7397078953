"""Show what is kept about people: a resident reads what for, for how long, and how to have it deleted."""

from fastapi import Request
from liaison_kit import cookies, web
from liaison_kit.identity import ANYBODY
from pydantic import BaseModel

from liaison_events.model.sign_ups.sign_up import KEPT

router = web.router(ANYBODY)


class CookieLine(BaseModel):
    """`key` is the same everywhere; `name` as a browser shows it; without `seconds` until the browser is closed."""

    key: str
    name: str
    seconds: int | None


class Privacy(BaseModel):
    """`days`: how long after an event names and contacts are kept."""

    days: int
    cookies: list[CookieLine]


@router.get("/privacy")
async def show_privacy(request: Request) -> Privacy:
    secure = request.app.state.settings.url.startswith("https:")
    lines = [CookieLine(key=one.name, name=one.named(secure), seconds=one.seconds) for one in cookies.ALL]
    return Privacy(days=KEPT.days, cookies=lines)
