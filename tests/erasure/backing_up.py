"""Backups as the city makes them: PostgreSQL's own pg_dump of every database, put back by pg_restore."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg
from liaison_local.postgres import binary

from tests.erasure.house import House, opened_part


async def back_up(house: House, folder: Path) -> dict[str, Path]:
    """A dump of each database, by the name of its service."""
    files = {part.service.name: folder / f"{part.service.name}.dump" for part in house.parts}
    await asyncio.gather(
        *(
            _run("pg_dump", part.settings.database_url, "--format=custom", f"--file={files[part.service.name]}")
            for part in house.parts
        )
    )
    return files


@asynccontextmanager
async def restored(house: House, admin_url: str, backups: Mapping[str, Path]) -> AsyncIterator[House]:
    """The same house on what these backups hold, and else on what it has; the files beside are those of today."""
    async with AsyncExitStack() as stack:
        parts = []
        for part in house.parts:
            if part.service.name not in backups:
                parts.append(part)
                continue
            server, _, name = part.settings.database_url.rpartition("/")
            url = f"{server}/{name}_restored"
            await stack.enter_async_context(_empty(admin_url, f"{name}_restored"))
            backup = str(backups[part.service.name])
            await _run("pg_restore", url, "--exit-on-error", "--no-owner", f"--dbname={name}_restored", backup)
            settings = part.settings.model_copy(update={"database_url": url})
            parts.append(await opened_part(part.service, settings, stack))
        yield House(*parts, gateway=house.gateway, mailbox=house.mailbox)


@asynccontextmanager
async def _empty(admin_url: str, name: str) -> AsyncIterator[None]:
    """A database of this name, until the block ends."""
    connection = await asyncpg.connect(admin_url)
    try:
        await connection.execute(f'create database "{name}" template template0')
        try:
            yield
        finally:
            await connection.execute(f'drop database if exists "{name}" with (force)')
    finally:
        await connection.close()


async def _run(program: str, url: str, *arguments: str) -> None:
    """One of PostgreSQL's programs; the password isn't on its command line, which every account can read."""
    at = urlsplit(url)
    known = {"PGHOST": at.hostname, "PGPORT": at.port, "PGUSER": at.username, "PGPASSWORD": unquote(at.password or "")}
    environment = {name: str(value) for name, value in known.items() if value} | {"PGDATABASE": at.path[1:]}
    process = await asyncio.create_subprocess_exec(
        binary(program), *arguments, env=os.environ | environment, stderr=asyncio.subprocess.PIPE
    )
    _, complaint = await process.communicate()
    assert process.returncode == 0, complaint.decode()
