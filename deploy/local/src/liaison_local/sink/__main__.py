"""Runs the sink: `python -m liaison_local.sink --http-port … --smtp-port … --database …`."""

import asyncio
from functools import partial
from pathlib import Path

import typer
import uvicorn

from liaison_local.ports import HOST
from liaison_local.sink.http import application
from liaison_local.sink.smtp import mail_server
from liaison_local.sink.store import Store


async def serve(host: str, http_port: int, smtp_port: int, database: Path) -> None:
    store = Store(database)
    mail = await asyncio.get_running_loop().create_server(partial(mail_server, store), host, smtp_port)
    options = uvicorn.Config(
        application(store), host=host, port=http_port, log_level="warning", timeout_graceful_shutdown=3
    )
    async with mail:
        await uvicorn.Server(options).serve()
    store.close()


def main(
    http_port: int = typer.Option(),
    smtp_port: int = typer.Option(),
    database: Path = typer.Option(),
    host: str = typer.Option(HOST, help="In a container: 0.0.0.0"),
) -> None:
    asyncio.run(serve(host, http_port, smtp_port, database))


if __name__ == "__main__":
    typer.run(main)
