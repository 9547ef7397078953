"""PostgreSQL: engine, transactions, and the base of every service's model."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import uuid_utils.compat
from sqlalchemy import DateTime, MetaData, Uuid, event, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from liaison_kit.errors import NotFound
from liaison_kit.receiving import kept
from liaison_kit.receiving.sums import Along as Along
from liaison_kit.receiving.sums import Sums as Sums
from liaison_kit.receiving.sums import table_of
from liaison_kit.receiving.upserts import records
from liaison_kit.sending.wake import Bell
from liaison_kit.traces import spans

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

TYPES: dict[Any, Any] = {
    datetime: DateTime(timezone=True),
    UUID: Uuid(),
    dict[str, Any]: JSONB(),
    list[dict[str, Any]]: JSONB(),
    list[str]: JSONB(),
}
"""What a service's own declarative Base uses as `type_annotation_map`."""

Row = TypeVar("Row", bound=DeclarativeBase)

CONNECTIONS, WRITERS = 20, 17
"""Of its connections a process lets writers have so many: they wait for each other, and no page waits with them."""
CONNECTION_SECONDS = 10
"""So long somebody waits for one."""


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): unique, and sorted by time."""
    return uuid_utils.compat.uuid7()


def metadata() -> MetaData:
    """A fresh MetaData: each service has its own, so that their tables never meet."""
    return MetaData(naming_convention=NAMING)


class Aggregate:
    """Columns of everything that has a state topic: its id, and a version that rises with each change."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)

    def changed(self) -> None:
        self.version += 1


class Database:
    """One service's database."""

    def __init__(self, url: str, info: dict[str, Any] | None = None, parameters: dict[str, str] | None = None) -> None:
        """`url` is postgresql://… with whatever psql understands (sslmode, several hosts); what it leaves out is taken
        from PGSSLMODE and the like. `info` is put on every session that may write, as it is when the session begins.

        PostgreSQL's `parameters` are set on every connection.
        """
        if not url.startswith("postgres"):
            raise ValueError("DATABASE_URL must start with postgresql://")
        self.engine: AsyncEngine = create_async_engine(
            "postgresql+asyncpg://",
            pool_size=CONNECTIONS // 2,  # so many stay
            max_overflow=CONNECTIONS - CONNECTIONS // 2,
            pool_timeout=CONNECTION_SECONDS,
            # asyncpg reads the address itself: SQLAlchemy would hand it libpq's words as arguments that it has not.
            connect_args={"dsn": url, "server_settings": parameters or {}},
            hide_parameters=True,  # an error's text goes to the log, and parameters are names and telephones
        )
        self.info = info if info is not None else {}
        event.listen(self.engine.sync_engine, "checkout", _refuse_closed)
        self._writers = asyncio.Semaphore(WRITERS)
        self.bell = Bell(self.own_connection)
        reading = self.engine.execution_options(postgresql_readonly=True)
        self._write = async_sessionmaker(
            self.engine, expire_on_commit=False, info=self.info, sync_session_class=kept.GatheringSession
        )
        self._read = async_sessionmaker(reading, expire_on_commit=False, autoflush=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """State, outbox and inbox commit together when the block ends, or not at all."""
        with spans.part("transaction", {"db.system.name": "postgresql"}) as span:
            async with self._a_writer(), self._write() as session:
                async with session.begin():
                    yield session
                    span.note("commit")
                self.bell.ring(session.info.pop("shards", ()))

    @asynccontextmanager
    async def _a_writer(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(CONNECTION_SECONDS):
                await self._writers.acquire()
        except TimeoutError as error:
            raise PoolTimeout(f"{WRITERS} transactions have been under way for {CONNECTION_SECONDS} s") from error
        try:
            yield
        finally:
            self._writers.release()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A transaction that PostgreSQL itself refuses to write in."""
        async with self._read() as session, session.begin():
            yield session

    async def at_once(self, statement: str, *values: Any) -> list[Any]:
        """The rows of one statement that is a transaction of its own: one trip to the server, and a quarter of the CPU.

        As asyncpg wants it ($1, $2), and raising what asyncpg raises; for what happens hundreds of times a second.
        """
        pooled = await self.engine.raw_connection()
        try:
            connection: Any = pooled.driver_connection
            return list(await connection.fetch(statement, *values))
        finally:
            pooled.close()

    @asynccontextmanager
    async def own_connection(self) -> AsyncIterator[Any]:
        """asyncpg's own connection, for as long as the block lasts: for LISTEN, settings, and rows by the thousand."""
        pooled = await self.engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()
        try:
            yield connection
        finally:
            try:
                await connection.close(timeout=1)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                connection.terminate()

    async def close(self) -> None:
        await self.bell.stop()
        await self.engine.dispose()


def _refuse_closed(connection: Any, _record: object, _proxy: object) -> None:
    """A server that went away has closed its connections, and asyncpg knows: a ping would cost three round trips."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


async def get(session: AsyncSession, model: type[Row], key: Any) -> Row:
    """The row with this primary key, or NotFound."""
    row = await session.get(model, key)
    if row is None:
        raise NotFound
    return row


async def get_for_update(session: AsyncSession, model: type[Row], key: Any) -> Row:
    """The same, locked until the transaction ends: what keeps an aggregate's versions in order."""
    row = await session.get(model, key, with_for_update=True)
    if row is None:
        raise NotFound
    return row


async def get_in_turn(session: AsyncSession, model: type[Row], key: UUID) -> Row:
    """The same, for a row that hundreds want at once: whoever came first is first.

    Row locks alone are not fair: each transaction leaves a new version of the row, so that those who wait for the old
    one begin to wait anew, and newcomers overtake them.
    """
    number = int.from_bytes(key.bytes[-8:], signed=True)
    await session.execute(select(func.pg_advisory_xact_lock(number)))
    return await get_for_update(session, model, key)


async def keep_latest(session: AsyncSession, model: type[DeclarativeBase], **values: Any) -> None:
    """Writes a local copy of another service's state, unless a newer version is there already.

    `values` are the model's columns, `id` and `version` among them. In an inbox batch they may be written later, but
    before the session is asked anything else (see kept.py). Epochs are not compared: after a restore to lower versions,
    `liaison restore` sets the versions of what is known too much to 0, older than any.
    """
    if not kept.of(session).gathered(model, values):
        await session.run_sync(lambda _: kept.of(session).keep(model, values))


async def copy_rows(session: AsyncSession, model: type[DeclarativeBase], rows: Sequence[dict[str, Any]]) -> None:
    """Inserts rows by COPY, in the session's transaction: several times as fast as INSERT where they are thousands.

    Each row names the same columns; what Python would fill in for the others is not filled in, the database's defaults
    are. Raises what asyncpg raises.
    """
    if not rows:
        return
    await session.flush()
    connection = await session.connection()
    # SQLAlchemy begins the transaction with its first statement; COPY goes past it, and would commit by itself.
    await connection.exec_driver_sql("select 1")
    copied = records(table_of(model), connection.dialect, rows)
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.copy_records_to_table(model.__tablename__, records=copied, columns=list(rows[0]))


def is_infrastructure(error: BaseException | None) -> bool:
    """Whether the database or the network failed, so that trying again later can help.

    SQLSTATE classes: 08 connection, 53 resources, 57 operator (shutdown), 40 serialisation and deadlock.
    """
    if isinstance(error, ValueError) and not isinstance(error, OSError):
        return False  # asyncpg's InterfaceError, too, when a value does not fit its column
    if isinstance(error, OSError | TimeoutError | PoolTimeout | asyncpg.InterfaceError | asyncpg.InternalClientError):
        return True
    if isinstance(error, DBAPIError):
        adapted = error.orig  # SQLAlchemy's own; behind it the driver's
        behind = getattr(adapted, "__cause__", None)
        return error.connection_invalidated or _passes(adapted) or is_infrastructure(behind)
    return isinstance(error, asyncpg.PostgresError) and _passes(error)


def _passes(error: BaseException | None) -> bool:
    return str(getattr(error, "sqlstate", None) or "")[:2] in {"08", "53", "57", "40"}
