"""A HEAD to any page of any service says what a GET says, without a body; it makes nobody do anything."""

import httpx
from fastapi import FastAPI

from tests.attacks.test_audience import IN_PATHS
from tests.audiences import routes


async def test_every_page_answers_a_head_as_it_answers_a_get(app: FastAPI, staff: httpx.AsyncClient) -> None:
    wrong, asked = [], 0
    for route in routes(app):
        if route.method != "GET" or route.slice.writes:
            continue
        path = route.path.format(**IN_PATHS)
        shown, told = await staff.get(path), await staff.head(path)
        asked += 1
        if (told.status_code, told.content) != (shown.status_code, b""):
            wrong.append(f"{path}: GET {shown.status_code}, HEAD {told.status_code}")
    assert wrong == []
    assert asked
