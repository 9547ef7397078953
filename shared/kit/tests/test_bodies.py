"""Nothing is read beyond its limit."""

from collections.abc import AsyncIterator

import pytest
from liaison_kit.http.bodies import FORM_AROUND_FILE, USUAL, Bodies, TooLarge
from starlette.types import Message, Receive, Scope, Send

from shared.kit.tests.site import API, TOKEN, UPLOAD, visitor

PIECE = 64 * 1024
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize("path", [f"{API}/wishes", "/wishes"])
async def test_a_large_body_is_refused_before_it_is_read(path: str) -> None:
    read = False

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        read = True
        yield b"x"

    async with visitor() as client:
        answer = await client.post(path, content=body(), headers=JSON | {"content-length": str(USUAL + 1)})
    assert not read
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:liaison:problem:too-large")
    assert "1024 KB" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "content_type", "limit"),
    [
        (f"{API}/wishes", "application/json", USUAL),
        ("/wishes", "application/x-www-form-urlencoded", USUAL),
        ("/wishes", "multipart/form-data; boundary=b", USUAL),
        (f"{API}/upload", "text/csv", UPLOAD + FORM_AROUND_FILE),
        ("/upload", "multipart/form-data; boundary=b", UPLOAD + FORM_AROUND_FILE),
    ],
)
async def test_a_body_that_does_not_say_how_long_it_is_is_read_up_to_the_limit(
    path: str, content_type: str, limit: int
) -> None:
    given = 0
    start = b'--b\r\nContent-Disposition: form-data; name="file"; filename="f.csv"\r\n\r\n'

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        if "multipart" in content_type:
            yield start
        while given < 2 * limit:
            given += PIECE
            yield b"x" * PIECE

    async with visitor() as client:
        answer = await client.post(path, content=endless(), headers={"content-type": content_type})
    assert answer.status_code == 413, answer.text
    assert limit <= given <= limit + 2 * PIECE


async def test_an_upload_names_its_field_and_its_own_limit() -> None:
    async with visitor() as client:
        answer = await client.post(f"{API}/upload", content=b"x" * (UPLOAD + FORM_AROUND_FILE + 1))
        assert answer.json()["errors"] == [
            {"field": "file", "message": "What was sent is larger than 2048 KB. Nothing was changed."}
        ]
        assert (await client.post(f"{API}/upload", content=b"x" * UPLOAD)).json() == UPLOAD


async def test_a_form_with_very_many_fields_is_refused() -> None:
    async with visitor() as client:
        for body in (b"&".join(b"f%d=1" % number for number in range(201)), b"a=1&" * 250_000):
            headers = {"content-type": "application/x-www-form-urlencoded"}
            answer = await client.post("/wishes", content=body, headers=headers)
            assert (answer.status_code, answer.json()["type"]) == (400, "urn:liaison:problem:broken-form")


async def test_a_form_takes_one_file() -> None:
    files = [("file", (f"{number}.csv", b"x")) for number in range(2)]
    async with visitor() as client:
        answer = await client.post("/upload", files=files, headers={"authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:liaison:problem:broken-form")


async def test_json_that_is_nested_without_end_is_bad_input() -> None:
    async with visitor() as client:
        answer = await client.post(f"{API}/wishes", content=b"[" * 200_000, headers=JSON)
    assert 400 <= answer.status_code < 500


async def test_an_address_with_places_has_its_limit_whatever_stands_in_them() -> None:
    async def app(_: Scope, receive: Receive, __: Send) -> None:
        await receive()

    async def receive() -> Message:
        return {"type": "http.request", "body": b"x" * (USUAL + 1)}

    async def ignore(_: Message) -> None:
        pass

    bodies = Bodies(app, API, {"/offices/{office_id}/photos": 2 * USUAL})
    for path in ("/offices/1/photos", f"{API}/offices/2/photos"):
        await bodies({"type": "http", "path": path, "headers": []}, receive, ignore)
    for path in ("/offices/1/2/photos", "/offices/1/photos/3"):
        with pytest.raises(TooLarge):
            await bodies({"type": "http", "path": path, "headers": []}, receive, ignore)
