"""A fresh database for each test, copied from one that was migrated once; while a test runs, the next one's is made.

Making one takes as long as a quick test: beside it, on another core, it costs nothing.
"""

import asyncio
import itertools
import os
import secrets
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from liaison_kit.service import Service

EXTENSIONS = ("btree_gist", "pg_trgm")
THIS_RUN = secrets.token_hex(4)
"""Not the process's number, which comes again: on a server that many runs share, an older one's would be found."""
_numbers = itertools.count(1)


class FreshDatabases:
    """Databases on one server, made and dropped by a thread of its own, one after the other."""

    def __init__(self, admin_url: str, migrate: Callable[[str, Service], Awaitable[None]]) -> None:
        """`migrate` is given the address of an empty database and brings it to the service's newest schema."""
        self._admin_url, self._migrate = admin_url, migrate
        self._server = admin_url.rpartition("/")[0]
        # As it is now: a test may set another while the thread works.
        self._ssl = None if "sslmode=" in admin_url else os.environ.get("PGSSLMODE", "prefer")
        self._thread = ThreadPoolExecutor(1, "databases")
        self._templates: dict[str, Future[None]] = {}
        self._next: dict[str, Future[str]] = {}

    @asynccontextmanager
    async def of(self, service: Service) -> AsyncIterator[str]:
        """The address of a database that nobody has written to; it is dropped after the block."""
        # Not by the name alone: a test's own small service can bear a real one's name, to publish its facts.
        template = f"template_{zlib.crc32(bytes(service.migrations)):x}_{THIS_RUN}"
        if template not in self._templates:
            self._templates[template] = self._do(self._make_template(template, service))
            self._next[template] = self._do(self._copy(template, service.name))
        await asyncio.wrap_future(self._templates[template])
        # The one after it is asked for first: should one not come to be, it is missed by one test alone.
        waited_for, self._next[template] = self._next[template], self._do(self._copy(template, service.name))
        name = await asyncio.wrap_future(waited_for)
        try:
            yield f"{self._server}/{name}"
        finally:
            self._do(self._drop(name))

    def close(self) -> None:
        """Drops what is left over."""
        made = [future.result() for future in self._next.values() if not future.exception()]
        for name in [*made, *self._templates]:
            self._do(self._drop(name))
        self._thread.shutdown()

    def _do(self, work: Coroutine[Any, Any, Any]) -> "Future[Any]":
        return self._thread.submit(asyncio.run, work)

    async def _make_template(self, name: str, service: Service) -> None:
        await self._say(f'create database "{name}"')
        url = f"{self._server}/{name}"
        for extension in EXTENSIONS:
            await self._say(f"create extension if not exists {extension}", url)
        await self._migrate(url, service)

    async def _copy(self, template: str, service: str) -> str:
        name = f"test_{service}_{THIS_RUN}_{next(_numbers)}"
        await self._say(f'create database "{name}" template "{template}" strategy file_copy')
        return name

    async def _drop(self, name: str) -> None:
        await self._say(f'drop database if exists "{name}" with (force)')

    async def _say(self, statement: str, url: str | None = None) -> None:
        connection = await asyncpg.connect(url or self._admin_url, ssl=self._ssl)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
