"""What a city has around Liaison, small and real: a certificate authority, mail server, SMS gateway, DNS, a site."""

import datetime
import ipaddress
import json
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import dns.message
import dns.rcode
import dns.rrset
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from liaison_kit import clock

HOST = "127.0.0.1"
SERVICES = ("registry", "events", "notifications", "reporting")
USER, PASSWORD, TOKEN = "liaison", "of-the-mail-server", "of-the-gateway"


class Authority:
    """Signs certificates, for as long and for whom it is asked."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "City")])
        ca = x509.BasicConstraints(ca=True, path_length=None)
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        made = self._begun(self._name, self._key, 100).add_extension(ca, critical=True)
        signed = made.add_extension(usage, critical=True).sign(self._key, hashes.SHA256())
        self.file = folder / "authority.pem"
        self.file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))

    def context(self, name: str = "localhost", days: int = 90) -> ssl.SSLContext:
        """For a server; `days` from now, below zero for one that has expired."""
        key, path = ec.generate_private_key(ec.SECP256R1()), self._folder / f"{name}{days}.pem"
        begun = self._begun(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), key, days)
        names: list[x509.GeneralName] = [x509.DNSName(name)]
        if name == "localhost":
            names.append(x509.IPAddress(ipaddress.ip_address(HOST)))
        signed = begun.add_extension(x509.SubjectAlternativeName(names), critical=False).sign(
            self._key, hashes.SHA256()
        )
        pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
        path.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + signed.public_bytes(pem))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _begun(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, days: int) -> x509.CertificateBuilder:
        now = clock.real_now()
        built = x509.CertificateBuilder().subject_name(subject).issuer_name(self._name).public_key(key.public_key())
        built = built.serial_number(x509.random_serial_number())
        return built.not_valid_before(now - datetime.timedelta(days=30)).not_valid_after(
            now + datetime.timedelta(days=days, hours=1)
        )


class _Mails:
    """Takes mail for everybody, or for its own domain alone."""

    def __init__(self, relays: bool) -> None:
        self._relays = relays

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it by this name
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if not self._relays:
            return "554 5.7.1 Relay access denied"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def _knows(_server: Any, _session: Session, _envelope: Envelope, _mechanism: str, given: LoginPassword) -> AuthResult:
    return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()), handled=False)


@contextmanager
def mail_server(tls: ssl.SSLContext | None, *, relays: bool = True, host: str = HOST) -> Iterator[int]:
    """Its port. With STARTTLS where there is a certificate; it knows one user."""
    told = {"authenticator": _knows, "auth_require_tls": False, "tls_context": tls}
    controller = Controller(_Mails(relays), hostname=host, port=0, **told)
    controller.port = _free_port()
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _free_port() -> int:
    with socketserver.TCPServer((HOST, 0), socketserver.BaseRequestHandler) as server:
        return int(server.server_address[1])


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body = self.server.answer(self.path, self.headers)  # type: ignore[attr-defined]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _http(answer: Any, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    with ThreadingHTTPServer(("", 0), _Answers) as server:
        server.answer = answer  # type: ignore[attr-defined]
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def sms_gateway() -> Any:
    """Knows one token, and never had a message."""
    return _http(lambda _, headers: (404 if headers["authorization"] == f"Bearer {TOKEN}" else 401, b"{}"))


def site(
    tls: ssl.SSLContext | None = None, *, ours: bool = True, metrics: bool = False, ill: str = "", thinks: float = 0
) -> Any:
    """The one origin, as far as the doctor asks it. It thinks for so many seconds before it tells what it is."""

    def answer(path: str, _: object) -> tuple[int, bytes]:
        if path == "/health":
            lines = [f"{service} {'unhealthy' if service == ill else 'ready ok'}" for service in SERVICES]
            return 503 if ill else 200, "\n".join(lines).encode()
        if path == "/metrics":
            return (200, b"liaison_http 1") if metrics else (404, b"")
        time.sleep(thinks)
        service = path.split("/")[2] if path.count("/") > 2 else ""
        told = {"info": {"title": f"Liaison {service}" if ours else "Our wiki"}}
        return (200, json.dumps(told).encode()) if service in SERVICES else (404, b"")

    return _http(answer, tls)


class _Names(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        data, socket = self.request
        question = dns.message.from_wire(data)
        name = question.question[0].name.to_text(omit_final_dot=True)
        answer = dns.message.make_response(question)
        texts = self.server.texts.get(name)  # type: ignore[attr-defined]
        if texts is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            answer.answer.append(dns.rrset.from_text_list(f"{name}.", 60, "IN", "TXT", [f'"{text}"' for text in texts]))
        socket.sendto(answer.to_wire(), self.client_address)


@contextmanager
def name_server(texts: dict[str, list[str]]) -> Iterator[int]:
    """The port of a name server that knows these names alone."""
    with socketserver.ThreadingUDPServer((HOST, 0), _Names) as server:
        server.texts = texts  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()
