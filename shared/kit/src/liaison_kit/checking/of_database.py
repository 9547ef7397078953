"""The service's database: whether it is reached, the right one, kept safely, and nobody else's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

import asyncpg

from liaison_kit import clock
from liaison_kit.checking.findings import Finding, broken, ok, warning
from liaison_kit.database import Database
from liaison_kit.settings import LOOPBACK, Settings

OLDEST = 18
"""Sums are kept by `returning old.…, new.…`, which older ones do not know."""
MOST_SKEW = 2.0
SHARE_OF_CONNECTIONS = 0.9
SERVICES = {"registry", "events", "notifications", "reporting"}

FACTS = """
    select current_setting('server_version_num')::int / 10000 as major, current_setting('server_version') as version,
        current_setting('server_encoding') as encoding, current_setting('max_connections')::int as most,
        (select sum(numbackends)::int from pg_stat_database) as used,
        array(select name from (values ('fsync'), ('full_page_writes'), ('synchronous_commit')) as kept (name)
            where current_setting(name) = 'off') as unsafe,
        (select rolsuper from pg_roles where rolname = current_user) as superuser, current_user::text as role,
        current_database()::text as name, pg_is_in_recovery() as standby, clock_timestamp() as now,
        has_schema_privilege('public', 'create') as may_create,
        coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as encrypted,
        array(select extname::text from pg_extension) as installed,
        array(select name::text from pg_available_extensions) as available,
        array(select datname::text from pg_database where datallowconn and not datistemplate
            and datname not in (current_database(), 'postgres') and pg_get_userbyid(datdba) <> current_user
            and has_database_privilege(datname, 'connect') order by 1) as others
"""
KYIV = "select extract(epoch from now() at time zone 'Europe/Kyiv' - now() at time zone 'UTC')::int"


@dataclass(frozen=True)
class Seen:
    """What the server says of itself, and what this program knows beside it."""

    facts: Any
    kyiv: int | None
    """Seconds by which the server holds Kyiv to be ahead of UTC; None where it does not know the place."""
    host: str
    extensions: tuple[str, ...]
    now: datetime
    """By this machine's clock, at the same moment as `facts.now`."""


async def look(database: Database, settings: Settings, extensions: tuple[str, ...]) -> list[Finding]:
    """One finding where it is not reached: there is nothing else to be seen then."""
    url = urlsplit(settings.database_url)
    host = _where(url).partition(",")[0].rpartition(":")[0] or _where(url)
    try:
        async with database.own_connection() as connection:
            before = clock.real_now()
            facts = await connection.fetchrow(FACTS)
            after = clock.real_now()
            kyiv = await _kyiv(connection)
    except Exception as error:
        said = _said_by_the_driver(error)
        if said is None:
            raise
        return [_not_reached(said, url)]
    seen = Seen(facts, kyiv, host, extensions, before + (after - before) / 2)
    reached = ok("database.reach", f"{facts['name']} at {host} lets {facts['role']} in.")
    return [reached, *(finding for find in FINDERS for finding in find(seen))]


async def _kyiv(connection: Any) -> int | None:
    try:
        return int(await connection.fetchval(KYIV))
    except asyncpg.InvalidParameterValueError:
        return None


def _said_by_the_driver(error: BaseException | None) -> Exception | None:
    """SQLAlchemy wraps what is said while connecting: its own class tells no reason from another."""
    while error is not None and not isinstance(error, OSError | TimeoutError | asyncpg.PostgresError):
        error = error.__cause__
    return error


def _where(url: SplitResult) -> str:
    """There may be several, with commas between them: what urlsplit calls the host is then none."""
    return url.netloc.rpartition("@")[2]


def _not_reached(error: Exception, url: SplitResult) -> Finding:
    """What the server, or the way to it, says: each reason has another remedy."""
    where, name, role = _where(url), url.path.strip("/"), url.username
    match error:
        case asyncpg.InvalidPasswordError():
            what = f"PostgreSQL at {where} does not take the password of {role}."
            do = f"Put its password into DATABASE_URL, or set it anew: alter role {role} password '…'."
        case asyncpg.InvalidAuthorizationSpecificationError():
            what = f"PostgreSQL at {where} does not let {role} in: there is no such role, or pg_hba.conf forbids it."
            do = f"As its administrator: create role {role} login password '…'; or let {role} in, in pg_hba.conf."
        case asyncpg.InvalidCatalogNameError():
            what = f"PostgreSQL at {where} has no database {name}."
            do = f"As its administrator: create database {name} owner {role}, as deploy/postgres/10-databases.sh does."
        case asyncpg.InsufficientPrivilegeError():
            what = f"{role} may not connect to the database {name} at {where}."
            do = f"As its administrator: grant connect on database {name} to {role}."
        case asyncpg.TooManyConnectionsError():
            what = f"PostgreSQL at {where} has no connection left."
            do = "Raise max_connections: 20 for each process of Liaison at most; or end what else is connected."
        case asyncpg.CannotConnectNowError():
            what = f"PostgreSQL at {where} is starting or stopping."
            do = "Wait until it has started; see its log if it does not."
        case _:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            what = f"PostgreSQL at {where} does not answer: {reason}"
            do = "See whether it runs (docs/runbooks/database-down.md), and host and port in DATABASE_URL."
    return broken("database.reach", what, do)


def _version(seen: Seen) -> Iterator[Finding]:
    version = f"PostgreSQL {seen.facts['version']}"
    if seen.facts["major"] < OLDEST:
        yield broken("database.version", f"It is {version}.", f"Liaison needs {OLDEST} or newer: pg_upgrade it.")
    else:
        yield ok("database.version", f"It is {version}.")
    if seen.facts["encoding"] != "UTF8":
        do = f"Make it anew: create database {seen.facts['name']} encoding 'UTF8' template template0."
        yield broken("database.encoding", f"Its encoding is {seen.facts['encoding']}.", do)
    if seen.facts["standby"]:
        do = "Let DATABASE_URL name the server that takes writes."
        yield broken("database.standby", "It is a standby: nothing can be written.", do)


def _durability(seen: Seen) -> Iterator[Finding]:
    """What residents are told is kept must be on the disk."""
    unsafe = seen.facts["unsafe"]
    if unsafe:
        do = "; ".join(f"alter system set {name} = 'on'" for name in unsafe) + "; select pg_reload_conf()."
        yield broken("database.durability", f"Off: {', '.join(unsafe)}. A loss of power loses what was kept.", do)
    else:
        yield ok("database.durability", "What is committed is on the disk.")


def _clock(seen: Seen) -> Iterator[Finding]:
    skew = (seen.facts["now"] - seen.now).total_seconds()
    told = f"Its clock is {abs(skew):.1f} s {'ahead of' if skew > 0 else 'behind'} this machine's."
    if abs(skew) > MOST_SKEW:
        do = "Let both machines follow a time server (timedatectl set-ntp true): docs/runbooks/clocks.md."
        yield broken("database.clock", told, do)
    else:
        yield ok("database.clock", told)
    here = seen.now.astimezone(clock.KYIV).utcoffset()
    if here is None or seen.kyiv != here.total_seconds():
        do = "Update tzdata on both machines, then start PostgreSQL and Liaison anew."
        yield broken("database.timezone", "Its clock of Europe/Kyiv is another than this machine's, or missing.", do)


def _extensions(seen: Seen) -> Iterator[Finding]:
    missing = [name for name in seen.extensions if name not in seen.facts["installed"]]
    nowhere = [name for name in missing if name not in seen.facts["available"]]
    if nowhere:
        do = "Install PostgreSQL's contrib package on its machine (postgresql-contrib), then run the role migrate."
        yield broken("database.extensions", f"The server has no {', '.join(nowhere)}.", do)
    elif missing:
        do = f"As its administrator, in {seen.facts['name']}: " + "; ".join(
            f"create extension {name}" for name in missing
        )
        yield broken("database.extensions", f"Missing: {', '.join(missing)}.", f"{do}.")
    elif seen.extensions:
        yield ok("database.extensions", f"There: {', '.join(seen.extensions)}.")


def _rights(seen: Seen) -> Iterator[Finding]:
    """A service that is broken into must not lead to what the others keep."""
    role, name, others = seen.facts["role"], seen.facts["name"], seen.facts["others"]
    ours = [other for other in others if other in SERVICES]
    if seen.facts["superuser"]:
        do = f"Give the service a role of its own, that owns {name} and nothing else: deploy/postgres/10-databases.sh."
        yield broken("database.rights", f"{role} is a superuser: it may read every service's database.", do)
    elif ours:
        do = "; ".join(f"revoke connect on database {other} from public, {role}" for other in ours)
        yield broken("database.rights", f"{role} may connect to {', '.join(ours)}, too.", f"As administrator: {do}.")
    elif others:
        do = "; ".join(f"revoke connect on database {other} from public" for other in others[:3])
        yield warning("database.rights", f"{role} may connect to {', '.join(others)}.", f"As administrator: {do}.")
    elif not seen.facts["may_create"]:
        do = f"As administrator, in {name}: grant create on schema public to {role}."
        yield broken("database.rights", f"{role} may make no tables in {name}: no upgrade could.", do)
    else:
        yield ok("database.rights", f"{role} reaches {name} alone.")


def _connections(seen: Seen) -> Iterator[Finding]:
    used, most = seen.facts["used"], seen.facts["most"]
    told = f"{used} of {most} connections are in use."
    if used > most * SHARE_OF_CONNECTIONS:
        do = "Raise max_connections (20 for each process of Liaison), or put fewer processes to work."
        yield warning("database.connections", told, do)
    else:
        yield ok("database.connections", told)


def _encryption(seen: Seen) -> Iterator[Finding]:
    """Within one machine or one network of containers nobody listens."""
    if seen.facts["encrypted"]:
        yield ok("database.encryption", "The way to it is encrypted.")
    elif seen.host not in LOOPBACK and "." in seen.host:
        do = "Turn on ssl in postgresql.conf, and add ?sslmode=verify-full to DATABASE_URL."
        yield warning("database.encryption", f"The way to {seen.host} is not encrypted.", do)


FINDERS: tuple[Callable[[Seen], Iterator[Finding]], ...] = (
    _version,
    _durability,
    _clock,
    _extensions,
    _rights,
    _connections,
    _encryption,
)
