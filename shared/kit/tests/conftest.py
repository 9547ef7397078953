"""A small service to prove the machine room with: it publishes DistrictJoined and reacts to it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import Response
from liaison_contracts.registry import DistrictJoined, DistrictState
from liaison_kit import outbox, web
from liaison_kit.database import new_id
from liaison_kit.errors import Conflict, Refusal
from liaison_kit.identity import ANYBODY, STAFF
from liaison_kit.reactions import on
from liaison_kit.service import Service
from liaison_kit.web import Session
from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

router = web.router(ANYBODY)
staff_router = web.router(STAFF)


class Joining(BaseModel):
    name: str = Field(min_length=1, max_length=20)
    times: int = Field(1, ge=0)


class Unwelcome(Conflict):
    """{name} cannot join."""

    field = "name"


def district_joined(district_id: UUID | None = None, version: int = 1, name: str = "Щітки") -> DistrictJoined:
    """A fact about one district."""
    state = DistrictState(
        id=district_id or new_id(),
        version=version,
        code="UA05020030000000001",
        name=name,
        name_en=name,
        seat=name,
        seat_en=name,
        joined_on=date(2020, 11, 26),
    )
    return DistrictJoined(occurred_on=date(2020, 11, 26), state=state)


@router.post("/districts", status_code=201)
async def join_district(session: Session, joining: Joining, response: Response) -> DistrictState:
    if joining.name == "nobody":
        raise Unwelcome(name=joining.name)
    fact = district_joined(name=joining.name)
    visit = text("insert into visit values (:district, :times)")
    await session.execute(visit, {"district": fact.state.id, "times": joining.times})
    outbox.publish(session, fact)
    response.headers["Location"] = f"/districts/{fact.state.id}"
    return fact.state


@router.post("/deferred", status_code=201)
async def fail_at_commit(session: Session) -> None:
    """Breaks a constraint that PostgreSQL checks only when it commits."""
    await session.execute(text("create table parent (id int primary key)"))
    await session.execute(text("create table child (id int references parent deferrable initially deferred)"))
    await session.execute(text("insert into child values (1)"))


@router.post("/label")
async def label(session: Session, joining: Joining) -> None:
    await session.execute(text("select cast(:name as text)"), {"name": joining.name})


@router.get("/writing")
async def write_while_reading(session: Session) -> None:
    await session.execute(text("insert into visit values (gen_random_uuid(), 1)"))


@staff_router.get("/staff")
async def show_staff() -> str:
    return "welcome"


@router.get("/broken")
async def break_down() -> None:
    raise RuntimeError("a secret of the house")


@on(DistrictJoined)
async def on_district_joined(session: AsyncSession, fact: DistrictJoined) -> None:
    """Counts, so that an effect applied twice shows."""
    if fact.state.name == "poison":
        raise Refusal
    count = text("insert into visit values (:district, 1) on conflict (district) do update set times = visit.times + 1")
    await session.execute(count, {"district": fact.state.id})


SERVICE = Service(
    name="registry",
    migrations=Path(__file__).parent / "a_service",
    slices=[router, staff_router],
    owns_accounts=True,
    reactions=[on_district_joined],
)


@pytest.fixture(scope="session")
def service() -> Service:
    return SERVICE


@pytest.fixture
def joined() -> Callable[..., DistrictJoined]:
    """Makes facts about a district."""
    return district_joined
