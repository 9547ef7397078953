"""The address where a test or a person tells the gateways what to do, and asks what has come to them."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, HTTPException
from fastapi.responses import PlainTextResponse

from liaison_local.gateways.gateway import Gateway
from liaison_local.gateways.script import Script


def application(gateways: Mapping[str, Gateway]) -> FastAPI:
    """`gateways` by the name that stands in the address."""
    app = FastAPI(title="Liaison gateways", openapi_url=None)

    def named(name: str) -> Gateway:
        if name not in gateways:
            raise HTTPException(404, f"there are {', '.join(gateways)}")
        return gateways[name]

    @app.get("/health", response_class=PlainTextResponse)
    async def health() -> str:
        return "ready"

    @app.put("/{name}/script", status_code=204)
    async def direct(name: str, script: Script) -> None:
        named(name).direct(script)

    @app.post("/{name}/down", status_code=204)
    async def down(name: str) -> None:
        await named(name).down()

    @app.post("/{name}/up", status_code=204)
    async def up(name: str) -> None:
        await named(name).up()

    @app.get("/{name}/counts")
    async def counts(name: str) -> dict[str, int]:
        gateway = named(name)
        posting = gateway.posting
        told = {"receipts": posting.posted, "receipts_refused": posting.refused, "receipts_coming": posting.under_way}
        return gateway.received.counts | told

    @app.get("/{name}/ids")
    async def ids(name: str) -> list[str]:
        return named(name).received.ids

    @app.get("/{name}/messages")
    async def messages(name: str) -> list[dict[str, Any]]:
        return named(name).received.shown()

    @app.delete("/{name}/messages", status_code=204)
    async def clear(name: str) -> None:
        named(name).clear()

    return app
