"""The sink's page and interface, and the SMS gateway the notifications service talks to."""

from typing import Annotated, Any

from fastapi import FastAPI, Header, HTTPException
from fastapi.responses import HTMLResponse, PlainTextResponse
from jinja2 import Environment, PackageLoader
from pydantic import BaseModel, Field

from liaison_local.sink.letter import letter
from liaison_local.sink.store import Row, Store


class Sms(BaseModel):
    """What a sender hands over; `id` is the sender's own, with which it may ask later."""

    id: str = Field(min_length=1, max_length=100)
    to: str = Field(pattern=r"^\+[0-9]{8,15}$")
    text: str = Field(min_length=1, max_length=2000)
    sender: str = Field(default="", max_length=20)


def application(store: Store) -> FastAPI:
    app = FastAPI(title="Liaison sink", openapi_url=None)
    page = Environment(loader=PackageLoader("liaison_local.sink", "."), autoescape=True).get_template("page.html")

    @app.get("/health", response_class=PlainTextResponse)
    async def health() -> str:
        return "ready"

    @app.get("/", response_class=HTMLResponse)
    async def show() -> str:
        return page.render(
            mails=[letter(row) for row in store.mails()], messages=[_message(row) for row in store.sms()]
        )

    @app.get("/api/mails")
    async def list_mails() -> list[dict[str, Any]]:
        return [letter(row) for row in store.mails()]

    @app.get("/api/sms")
    async def list_sms() -> list[dict[str, Any]]:
        return [_message(row) for row in store.sms()]

    @app.delete("/api/messages", status_code=204)
    async def clear() -> None:
        store.clear()

    _add_gateway(app, store)
    return app


def _add_gateway(app: FastAPI, store: Store) -> None:
    @app.post("/sms/messages", status_code=202)
    async def accept(sms: Sms, authorization: Annotated[str, Header()] = "") -> dict[str, str]:
        _must_have_token(authorization)
        store.add_sms(sms.id, sms.to, sms.text, sms.sender)
        return {"id": sms.id, "status": "accepted"}

    @app.get("/sms/messages/{message_id}")
    async def tell(message_id: str, authorization: Annotated[str, Header()] = "") -> dict[str, str]:
        _must_have_token(authorization)
        if not store.has_sms(message_id):
            raise HTTPException(404, "never received")
        return {"id": message_id, "status": "delivered"}


def _must_have_token(authorization: str) -> None:
    if not authorization.startswith("Bearer "):
        raise HTTPException(401, "a bearer token is missing")


def _message(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("number", "received_at", "id", "text", "sender")} | {"to": row["recipient"]}
