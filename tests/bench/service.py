"""A small service: one command, one projection; run as the product's are: `python -m tests.bench.service ROLE`."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from liaison_contracts.registry import DistrictJoined, DistrictState
from liaison_kit import migrations, outbox, web
from liaison_kit.database import Database, new_id
from liaison_kit.identity import ANYBODY
from liaison_kit.process import main
from liaison_kit.reactions import on_batch
from liaison_kit.service import Service
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.bench.platform import Platform

MIGRATIONS = Path(__file__).parent / "migrations"
UPSERT = """
    insert into joined_district (id, version, name)
    select * from unnest(cast(:ids as uuid[]), cast(:versions as bigint[]), cast(:names as text[]))
    on conflict (id) do update set version = excluded.version, name = excluded.name
    where excluded.version > joined_district.version
"""
router = web.router(ANYBODY)


class Joining(BaseModel):
    name: str


def district_joined(district: UUID | None = None, version: int = 1, name: str = "Щітки") -> DistrictJoined:
    """A fact about one district; with its envelope about 900 bytes."""
    state = DistrictState(
        id=district or new_id(),
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
async def join_district(session: Session, joining: Joining) -> DistrictState:
    fact = district_joined(name=joining.name)
    outbox.publish(session, fact)
    return fact.state


@on_batch(DistrictJoined)
async def on_districts_joined(session: AsyncSession, facts: Sequence[DistrictJoined]) -> None:
    """One statement for all; the last fact of a district wins, as PostgreSQL updates a row only once a statement."""
    latest = {fact.state.id: fact.state for fact in facts}
    columns = {
        "ids": list(latest),
        "versions": [state.version for state in latest.values()],
        "names": [state.name for state in latest.values()],
    }
    await session.execute(text(UPSERT), columns)


SERVICE = Service(
    name="registry", migrations=MIGRATIONS, slices=[router], reactions=[on_districts_joined], owns_accounts=True
)


def environment(platform: Platform, dsn: str, prefix: str, port: int) -> dict[str, str]:
    """What a process of this service is told."""
    return os.environ | {
        "DATABASE_URL": dsn,
        "KAFKA_BOOTSTRAP_SERVERS": platform.kafka,
        "LIAISON_TOPIC_PREFIX": prefix,
        "LIAISON_HTTP_PORT": str(port),
        "LIAISON_RATES": '{"write": 10000000}',
    }


async def migrate(dsn: str) -> None:
    """Brings a fresh database to the service's schema."""
    database = Database(dsn)
    await migrations.migrate(database, MIGRATIONS)
    await database.close()


if __name__ == "__main__":
    main(SERVICE)
