"""How one asks a process whether it is ready: each probe returns None, or what is wrong in a few words."""

import http.client
import json
import socket
import ssl
import struct
from collections.abc import Callable

from liaison_local.ports import HOST

Probe = Callable[[], str | None]
SECONDS = 2.0
METADATA_REQUEST, METADATA_VERSION = 3, 4
VERSIONS_REQUEST = 18


def listens(port: int) -> str | None:
    try:
        socket.create_connection((HOST, port), SECONDS).close()
    except OSError as error:
        return _reason(error)
    return None


def answers_health(port: int) -> str | None:
    """GET /health must answer 200; otherwise the first line of the answer is what is wrong."""
    connection = http.client.HTTPConnection(HOST, port, timeout=SECONDS)
    try:
        connection.request("GET", "/health")
        response = connection.getresponse()
        body = response.read(10_000).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        return _reason(error)
    finally:
        connection.close()
    return None if response.status == 200 else f"answered {response.status}: {_one_line(body)}"


def has_broker(port: int) -> str | None:
    """Asks Kafka for its metadata: only a broker that takes requests names itself in the answer."""
    name = b"liaison-probe"
    header = struct.pack(">hhih", METADATA_REQUEST, METADATA_VERSION, 1, len(name)) + name
    no_topics_and_create_none = struct.pack(">ib", 0, 0)
    request = header + no_topics_and_create_none
    try:
        with socket.create_connection((HOST, port), SECONDS) as connection:
            connection.settimeout(SECONDS)
            connection.sendall(struct.pack(">i", len(request)) + request)
            answer = connection.recv(16, socket.MSG_WAITALL)
    except OSError as error:
        return _reason(error)
    if len(answer) < 16:
        return "closed the connection"
    _length, _correlation, _throttle, brokers = struct.unpack(">iiii", answer)
    return None if brokers > 0 else "no broker is registered yet"


def takes_tls(port: int) -> str | None:
    """Asks a Kafka with users which requests it knows: the one question that it answers before it knows who asks."""
    name = b"liaison-probe"
    request = struct.pack(">hhih", VERSIONS_REQUEST, 0, 1, len(name)) + name
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE  # nothing is told to it
    try:
        with (
            socket.create_connection((HOST, port), SECONDS) as plain,
            trust.wrap_socket(plain) as connection,
        ):
            connection.sendall(struct.pack(">i", len(request)) + request)
            answer = connection.recv(10)
    except OSError as error:
        return _reason(error)
    return None if len(answer) == 10 and answer[8:] == b"\0\0" else "answers something else"


def _reason(error: Exception) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "does not listen yet"
    if isinstance(error, TimeoutError):
        return "does not answer"
    return f"{type(error).__name__} {error}".strip()


def _one_line(body: str) -> str:
    try:
        body = json.dumps(json.loads(body), ensure_ascii=False)
    except ValueError:
        body = " ".join(body.split())
    return body[:300]
