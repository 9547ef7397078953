"""A service's checkup: what its settings, database and own parts look like from where it runs, with what it knows.

Nothing is changed by it. The brokers, the site and the machine are looked at by `liaison doctor`.
"""

from collections.abc import Sequence
from importlib.metadata import version

from liaison_contracts.catalog import CATALOG
from pydantic import BaseModel, Field
from sqlalchemy import text

from liaison_kit.checking import findings, of_database, of_messages, of_schema, of_settings, of_topics
from liaison_kit.checking.findings import Finding, Look, State, broken, look_at, not_looked_at
from liaison_kit.database import Database, is_infrastructure
from liaison_kit.service import Check, Service
from liaison_kit.settings import Settings

_EPOCH = text("select max(epoch) from epoch")
_HEARD = text("select topic, max(epoch) from heard group by topic")
_KEYS = text("select key ->> 'kid' as kid from signing_key_copy, jsonb_array_elements(keys) as key order by 1")


class Checkup(BaseModel):
    """What a service found, and what `liaison doctor` compares with the other services' checkups."""

    service: str
    release: str = Field(default_factory=lambda: version("liaison-kit"))
    seen: dict[str, str] = {}
    findings: list[Finding]


def refused(service: str, complaints: Sequence[str]) -> Checkup:
    """Of a service whose settings are so wrong that nothing else can be looked at."""
    do = "Set it, as docs/settings.md says, and start the service anew."
    return Checkup(service=service, findings=[broken("settings.values", f"{each}.", do) for each in complaints])


async def examine(
    service: Service, settings: Settings, database: Database, seconds: float = findings.LOOK_SECONDS
) -> Checkup:
    """All at the same time, within so many seconds."""
    seen = {
        "url": settings.url.rstrip("/"),
        "topic_prefix": settings.topic_prefix,
        "kafka": settings.kafka_bootstrap_servers,
    }

    async def look_at_settings() -> list[Finding]:
        return of_settings.look(settings)

    async def look_at_database() -> list[Finding]:
        found = await of_database.look(database, settings, service.extensions)
        if findings.is_broken(found[:1]):
            return found
        schema = await of_schema.look(service, database)
        found.append(schema)
        if schema.state != State.BROKEN:
            seen.update(await _seen(database, settings))
            found += await of_messages.look(database)
        return found

    async def look_at_topics() -> list[Finding]:
        return await of_topics.look(of_topics.of_service(service), settings)

    looks: dict[str, Look] = {
        "settings.values": look_at_settings,
        "database.reach": look_at_database,
        "kafka.topics": look_at_topics,
    }
    looks |= {f"{service.name}.{check.__name__}": _own(check, database, settings) for check in service.checks}
    return Checkup(service=service.name, findings=await look_at(looks, seconds), seen=seen)


def _own(check: Check, database: Database, settings: Settings) -> Look:
    async def look() -> Sequence[Finding]:
        try:
            return await check(database, settings)
        except Exception as error:
            if not is_infrastructure(error):
                raise
            what = f"{check.__name__.replace('_', ' ')}: the database is not reached."
            return [not_looked_at(f"service.{check.__name__}", what, "Mend the database first.")]

    return look


async def _seen(database: Database, settings: Settings) -> dict[str, str]:
    publishers = {settings.topic_prefix + topic.name: topic.publisher for topic in CATALOG}
    heard: dict[str, int] = {}
    async with database.reading() as session:
        epoch = int(await session.scalar(_EPOCH) or 1)
        for topic, highest in await session.execute(_HEARD):
            publisher = publishers.get(topic, "others")
            heard[publisher] = max(heard.get(publisher, 0), highest)
        keys = (await session.scalars(_KEYS)).all()
    told = {f"epoch heard of {publisher}": str(highest) for publisher, highest in heard.items()}
    return {"epoch": str(epoch), "signing keys": " ".join(keys), **told}
