"""A site that needs no database, as its visitors see it: what stands before every page and every command."""

from pathlib import Path
from typing import Any

import httpx
from fastapi import Request, Response
from fastapi.responses import JSONResponse
from liaison_kit import web
from liaison_kit.database import Database
from liaison_kit.errors import Problem
from liaison_kit.identity import ANYBODY, STAFF
from liaison_kit.rates import Kind, counted_as
from liaison_kit.running.health import Health
from liaison_kit.service import Pages, Service, build_app
from liaison_kit.settings import Settings
from liaison_kit.web import personal_link
from pydantic import BaseModel

TOKEN = "a-token-of-nobody"
OWN = "https://liaison.example"
API = "/api/registry/v1"
UPLOAD = 2 * 1024 * 1024
router, desk = web.router(ANYBODY), web.router(STAFF)
open_to_sites, acting = web.router(ANYBODY, from_anywhere=True), web.router(ANYBODY, writes=True)


class Wish(BaseModel):
    title: str


@router.post("/wishes")
async def wish(wish: Wish) -> Wish:
    return wish


@router.put("/wishes")
@router.patch("/wishes")
@router.delete("/wishes")
async def change_wish() -> str:
    return "changed"


@router.post("/upload")
async def upload(request: Request) -> int:
    return len(await request.body())


@router.post("/sign-in", dependencies=[counted_as(Kind.SIGN_IN)])
async def sign_in() -> str:
    return "welcome"


@router.get("/wishes")
async def list_wishes() -> list[str]:
    return []


@router.get("/mine/{token}", dependencies=[personal_link])
async def show_mine(token: str) -> str:
    return "yours"


@open_to_sites.post("/mine/{token}/ending", dependencies=[counted_as(Kind.ONE_CLICK)])
async def end_mine(request: Request, token: str) -> dict[str, bool]:
    return {"known": web.account_of(request) is not None}


@acting.get("/return")
async def come_back() -> str:
    return "signed in"


@desk.get("/desk")
async def show_desk() -> str:
    return "desk"


@router.get("/broken")
async def break_down() -> None:
    raise RuntimeError("a secret of the house")


async def render(request: Request, template: str, page: Any) -> Response:
    return JSONResponse({"page": template})


async def error_page(request: Request, problem: Problem) -> Response:
    return JSONResponse(problem.as_json(), problem.status)


SITE = Service(
    name="registry",
    migrations=Path(__file__).parent / "a_service",
    slices=[router, desk, open_to_sites, acting],
    uploads={"/upload": UPLOAD},
    pages=Pages(render, error_page, lambda _: None),
)


def settings(**changed: object) -> Settings:
    """A site's settings, with these of its own."""
    usual = {
        "DATABASE_URL": "postgresql://nobody@localhost/nothing",
        "KAFKA_BOOTSTRAP_SERVERS": "localhost:1",
        "url": OWN,
    }
    return Settings.model_validate(usual | changed)


def visitor(
    client: tuple[str, int] = ("192.0.2.1", 1), database: Database | None = None, **changed: object
) -> httpx.AsyncClient:
    """Somebody at this address, before the site as it is with these settings; only accounts need a database."""
    chosen = settings(**changed)
    app = build_app(SITE, chosen, database or Database(chosen.database_url), Health())
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=client)
    return httpx.AsyncClient(transport=transport, base_url=chosen.url)
