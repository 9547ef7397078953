"""Where webhooks never go, however the way there is written; and where they go, they go to what was judged."""

import ipaddress
import socket
import ssl
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from liaison_kit import clock
from liaison_reporting.model.webhooks.outcome import Outcome
from liaison_reporting.providers import addresses
from liaison_reporting.providers.addresses import Forbidden, Rules, judged, looked_up
from liaison_reporting.providers.receivers import Receivers

from services.reporting.tests.webhooks.receiver import Receiver, receiving, status

INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.0.1",
    "169.254.169.254",
    "168.63.129.16",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:7f00:1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "2001:0:7f00:1::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
OUTSIDE = ["8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"]


def always(*found: str) -> addresses.Resolve:
    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return found

    return resolve


@pytest.mark.parametrize("address", INSIDE)
async def test_what_is_not_public_is_refused(address: str) -> None:
    with pytest.raises(Forbidden):
        await judged("hook.example", 443, True, Rules(), always(address))


@pytest.mark.parametrize("address", OUTSIDE)
async def test_what_is_public_is_connected_to_by_what_was_judged(address: str) -> None:
    found = await judged("hook.example", 443, True, Rules(), always(address))
    assert found == address.removeprefix("::ffff:")


async def test_one_address_of_a_name_that_is_inside_is_enough_to_refuse_it() -> None:
    with pytest.raises(Forbidden):
        await judged("hook.example", 443, True, Rules(), always("93.184.216.34", "10.0.0.1"))


async def test_without_tls_only_the_networks_that_are_given_are_gone_to() -> None:
    rules = Rules([ipaddress.ip_network("10.20.0.0/16")])
    for address in ("10.20.3.4", "::ffff:10.20.3.4"):
        assert await judged("hook.city", 80, False, rules, always(address)) == "10.20.3.4"
    for address in ("93.184.216.34", "10.21.0.1", "127.0.0.1"):
        with pytest.raises(Forbidden):
            await judged("hook.city", 80, False, rules, always(address))
    with pytest.raises(Forbidden):
        await judged("hook.city", 443, True, rules, always("10.21.0.1"))


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "127.0.0.1", "::1"])
async def test_the_other_ways_to_write_this_machine_are_understood(host: str) -> None:
    """By the resolver itself, as whatever it would have connected to is what is judged."""
    with pytest.raises((Forbidden, addresses.NotFound)):
        await judged(host, 443, True, Rules(), looked_up)


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://[::1]/", "https://[::ffff:7f00:1]/", "http://8.8.8.8/"])
async def test_an_attempt_there_is_an_outcome_and_nothing_is_sent(url: str) -> None:
    receivers = Receivers(Rules())
    result = await receivers.send(url, b"{}", {})
    assert (result.outcome, result.status) == (Outcome.FORBIDDEN, None)
    await receivers.close()


async def test_a_name_that_means_something_else_a_moment_later_does_not_help() -> None:
    """DNS rebinding: judged is the first answer, and the connection goes there, whatever the name means by then."""
    asked: list[str] = []
    allowed = Rules([ipaddress.ip_network("127.0.0.1/32")])

    async def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    async with receiving() as receiver:
        receivers = Receivers(allowed, rebinding)
        url = f"http://hook.city.example:{receiver.port}/a"
        assert (await receivers.send(url, b"{}", {})).outcome is Outcome.DELIVERED
        assert asked == ["hook.city.example"]
        [request] = receiver.requests
        assert request.headers["host"] == f"hook.city.example:{receiver.port}"
        assert (await receivers.send(url, b"{}", {})).outcome is Outcome.FORBIDDEN
        assert len(receiver.requests) == 1
        await receivers.close()


async def test_a_redirect_is_not_followed_and_no_cookie_is_kept() -> None:
    async with receiving() as inside:
        there = status(302, f"Location: http://127.0.0.1:{inside.port}/metadata", "Set-Cookie: a=b")
        async with receiving(Receiver(lambda _: there)) as receiver:
            receivers = Receivers(Rules([ipaddress.ip_network("127.0.0.1/32")]))
            for _ in range(2):
                result = await receivers.send(receiver.url, b"{}", {})
                assert (result.outcome, result.status) == (Outcome.REFUSED, 302)
            await receivers.close()
            assert "cookie" not in receiver.requests[1].headers
        assert inside.requests == []


async def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiving() as proxy, receiving() as receiver:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        receivers = Receivers(Rules([ipaddress.ip_network("127.0.0.1/32")]))
        assert (await receivers.send(receiver.url, b"{}", {})).outcome is Outcome.DELIVERED
        await receivers.close()
        assert (len(proxy.requests), len(receiver.requests)) == (0, 1)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n" + b"x" * (32 * 1024 * 1024), Outcome.DELIVERED),
        (b"HTTP/1.1 500 No\r\nContent-Length: 104857600\r\n\r\n" + b"x" * (32 * 1024 * 1024), Outcome.REFUSED),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * (16 * 1024 * 1024) + b"\r\n\r\n", Outcome.UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", Outcome.DELIVERED),
        (b"not http at all\r\n\r\n", Outcome.UNREACHABLE),
        (b"HTTP/1.1 99999 X\r\n\r\n", Outcome.UNREACHABLE),
        (b"", Outcome.UNREACHABLE),
        (b"\x16\x03\x01\x00\x02\x02\x28", Outcome.UNREACHABLE),
    ],
    ids=["huge", "huge-500", "huge-headers", "false-gzip", "no-http", "no-status", "nothing", "tls"],
)
async def test_of_an_answer_nothing_but_the_status_is_read(answer: bytes, outcome: Outcome) -> None:
    async with receiving(Receiver(lambda _: answer)) as receiver:
        receivers = Receivers(Rules([ipaddress.ip_network("127.0.0.1/32")]))
        assert (await receivers.send(receiver.url, b"{}", {})).outcome is outcome
        await receivers.close()
        assert receiver.written < 16 * 1024 * 1024


async def test_nobody_there_and_a_name_that_leads_nowhere_are_outcomes_too() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        receivers = Receivers(Rules([ipaddress.ip_network("127.0.0.1/32")]))
        assert (await receivers.send(f"http://127.0.0.1:{port}/", b"{}", {})).outcome is Outcome.UNREACHABLE
        assert (await receivers.send("https://no-such-host.invalid/", b"{}", {})).outcome is Outcome.UNREACHABLE
        await receivers.close()


async def test_over_tls_the_certificate_must_be_of_the_name_whatever_the_address(
    tmp_path: Path,
) -> None:
    mine, trust = certificate("hook.city.example", tmp_path)
    rules = Rules([ipaddress.ip_network("127.0.0.1/32")])
    async with receiving(tls=mine) as receiver:
        trusting, strict = Receivers(rules, always("127.0.0.1"), trust), Receivers(rules, always("127.0.0.1"))
        url = f"https://hook.city.example:{receiver.port}/"
        assert (await trusting.send(url, b"{}", {})).outcome is Outcome.DELIVERED
        assert (await trusting.send(url.replace("hook", "other"), b"{}", {})).outcome is Outcome.UNREACHABLE
        assert (await strict.send(url, b"{}", {})).outcome is Outcome.UNREACHABLE
        for one in (trusting, strict):
            await one.close()
    assert len(receiver.requests) == 1


def certificate(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate of its own making, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begins = clock.real_now() - timedelta(days=1)
    made = x509.CertificateBuilder(who, who, key.public_key(), 1, begins, begins + timedelta(days=2))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    written = made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "pem").write_bytes(private + written)
    mine = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    mine.load_cert_chain(folder / "pem")
    return mine, ssl.create_default_context(cadata=written.decode())
