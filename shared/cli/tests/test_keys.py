"""`liaison keys`, and what the command says of an origin that refuses or is away."""

import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

KEYS = {
    "version": 2,
    "contacts_to_reseal": 7,
    "keys": [
        {"public_key": "bmV3", "made_on": "2026-11-23", "use": "seals"},
        {"public_key": "b2xk", "made_on": None, "use": "opens"},
    ],
}
NEW = {"version": 3, "public_key": "bmV3ZXI=", "made_on": "2026-11-24"}
REFUSALS = {
    "Bearer wrong": (401, {"title": "Not signed in", "detail": "This page is for staff: sign in first."}),
    "Bearer early": (503, {"title": "Unavailable", "detail": "A part of the system is restarting."}),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.answer(200, KEYS if self.path == "/api/notifications/v1/sealing-keys" else {})

    def do_POST(self) -> None:
        self.answer(201, NEW if self.path == "/api/notifications/v1/sealing-key/rotations" else {})

    def answer(self, status: int, content: dict) -> None:
        status, content = REFUSALS.get(self.headers["Authorization"], (status, content))
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.shutdown()
        thread.join()


def liaison(*arguments: str, url: str = "", token: str = "right") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "liaison_cli", *arguments]
    told = os.environ | {"LIAISON_URL": url, "LIAISON_STAFF_TOKEN": token, "COLUMNS": "200"}
    return subprocess.run(command, env=told, capture_output=True, text=True, timeout=60, check=False)


def test_the_list_says_what_each_key_is_for(url: str) -> None:
    done = liaison("keys", "list", url=url)
    assert done.returncode == 0, done.stderr
    for said in ("bmV3", "2026-11-23", "contacts are sealed for it", "b2xk", "unknown", "Version 2; 7 contacts"):
        assert said in done.stdout


def test_a_rotation_says_what_to_do_next(url: str) -> None:
    done = liaison("keys", "rotate", url=f"{url}/")
    assert done.returncode == 0, done.stderr
    assert "Version 3 is in use: bmV3ZXI=, made on 2026-11-24." in done.stdout
    assert "Back up the key file" in done.stdout


@pytest.mark.parametrize(
    "token, said",
    [("wrong", "does not know this staff token"), ("early", "A part of the system is restarting.")],
)
def test_a_refusal_is_a_sentence(url: str, token: str, said: str) -> None:
    done = liaison("keys", "rotate", url=url, token=token)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr


@pytest.mark.parametrize(
    "url, token, said",
    [
        ("http://127.0.0.1:1", "right", "http://127.0.0.1:1 does not answer"),
        ("", "right", "set LIAISON_URL"),
        ("http://127.0.0.1:1", "", "set LIAISON_STAFF_TOKEN"),
        ("not an address", "right", "not an address does not answer"),
    ],
)
def test_an_origin_that_cannot_be_asked_is_named(url: str, token: str, said: str) -> None:
    done = liaison("keys", "list", url=url, token=token)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
