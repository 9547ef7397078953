"""A browser's form reaches the same function as the API."""

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request
from liaison_kit.errors import Refusal
from liaison_kit.forms import Forms, submission
from pydantic import BaseModel


class Wish(BaseModel):
    title: str
    tools: list[str] = []


@pytest.fixture
def browser() -> httpx.AsyncClient:
    router = APIRouter()

    @router.post("/wishes")
    async def wish(wish: Wish) -> Wish:
        if wish.title == "refuse":
            raise Refusal
        return wish

    @router.get("/echo")
    async def echo(request: Request) -> str:
        return submission(request).page

    app = FastAPI()
    app.include_router(router)
    app.add_middleware(Forms)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://liaison.test")


async def test_success_leads_back_to_the_page_of_the_form(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/wishes", data={"title": "a lamp", "tools[]": ["x", "y"], "_page": "/wishes?mine=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/wishes?mine=1")


@pytest.mark.parametrize("page", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x"])
async def test_a_form_cannot_send_people_elsewhere(browser: httpx.AsyncClient, page: str) -> None:
    answer = await browser.post("/wishes", data={"title": "a lamp", "_page": page})
    assert answer.headers["location"] == "/"


async def test_json_to_a_page_is_left_alone(browser: httpx.AsyncClient) -> None:
    assert (await browser.post("/wishes", json={"title": "a lamp"})).json() == {"title": "a lamp", "tools": []}


async def test_an_empty_field_counts_as_missing(browser: httpx.AsyncClient) -> None:
    assert (await browser.post("/wishes", data={"title": "", "_page": "/"})).status_code == 422
