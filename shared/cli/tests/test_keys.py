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
SIGNING_KEYS = {
    "version": 2,
    "keys": [
        {"kid": "younger", "announced_at": "2026-11-23T10:00:00Z", "use": "waits"},
        {"kid": "older", "announced_at": "2026-11-01T10:00:00Z", "use": "signs"},
    ],
}
NEW_SIGNING = {"version": 3, "kid": "youngest", "signs_from": "2026-11-23T10:02:00Z"}
ONLY_SIGNING = {"version": 4, "kid": "only", "revoked": ["younger", "older"]}
REFUSALS = {
    "Bearer wrong": (401, {"title": "Not signed in", "detail": "This page is for staff: sign in first."}),
    "Bearer early": (503, {"title": "Unavailable", "detail": "A part of the system is restarting."}),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kept = {"/api/notifications/v1/sealing-keys": KEYS, "/api/registry/v1/signing-keys": SIGNING_KEYS}
        self.answer(200, kept.get(self.path, {}))

    def do_POST(self) -> None:
        made = {
            "/api/notifications/v1/sealing-key/rotations": NEW,
            "/api/registry/v1/signing-keys/rotations": NEW_SIGNING,
            "/api/registry/v1/signing-keys/revocations": ONLY_SIGNING,
        }
        self.answer(201, made.get(self.path, {}))

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
    told = os.environ | {"LIAISON_URL": url, "LIAISON_TOKEN": token, "COLUMNS": "200"}
    return subprocess.run(command, env=told, capture_output=True, text=True, timeout=60, check=False)


def test_the_list_says_what_each_key_is_for(url: str) -> None:
    done = liaison("keys", "list", "sealing", url=url)
    assert done.returncode == 0, done.stderr
    for said in ("bmV3", "2026-11-23", "contacts are sealed for it", "b2xk", "unknown", "Version 2; 7 contacts"):
        assert said in done.stdout


def test_a_rotation_says_what_to_do_next(url: str) -> None:
    done = liaison("keys", "rotate", "sealing", url=f"{url}/")
    assert done.returncode == 0, done.stderr
    assert "Version 3 is in use: bmV3ZXI=, made on 2026-11-24." in done.stdout
    assert "Back up the key file" in done.stdout


def test_signing_keys_are_listed_and_rotated_likewise(url: str) -> None:
    listed = liaison("keys", "list", "signing", url=url)
    for said in ("younger", "signs once every service has heard of it", "older", "sign-ins are signed with it"):
        assert said in listed.stdout
    assert "Version 3 is announced: youngest signs from" in liaison("keys", "rotate", "signing", url=url).stdout


def test_a_revocation_is_asked_about_and_says_what_is_void(url: str) -> None:
    asked = liaison("keys", "revoke", "signing", url=url)
    assert (asked.returncode, asked.stdout.strip()) == (1, "")
    assert "Everybody will have to sign in again." in asked.stderr
    done = liaison("keys", "revoke", "signing", "--yes", url=url)
    assert "only alone signs.\nVoid: younger, older." in done.stdout
    assert liaison("keys", "revoke", "sealing", "--yes", url=url).returncode == 2


@pytest.mark.parametrize(
    "token, said",
    [("wrong", "does not know this token"), ("early", "A part of the system is restarting.")],
)
def test_a_refusal_is_a_sentence(url: str, token: str, said: str) -> None:
    done = liaison("keys", "rotate", "sealing", url=url, token=token)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr


@pytest.mark.parametrize(
    "url, token, said",
    [
        ("http://127.0.0.1:1", "right", "http://127.0.0.1:1 does not answer"),
        ("", "right", "set LIAISON_URL"),
        ("http://127.0.0.1:1", "", "set LIAISON_TOKEN"),
        ("not an address", "right", "not an address does not answer"),
    ],
)
def test_an_origin_that_cannot_be_asked_is_named(url: str, token: str, said: str) -> None:
    done = liaison("keys", "list", "sealing", url=url, token=token)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
