"""The one origin, as residents reach it: answered by us, encrypted for some time to come, and showing no insides."""

import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from functools import partial
from urllib.parse import SplitResult, urlsplit

import httpx
from liaison_kit import clock
from liaison_kit.checking import certificates
from liaison_kit.checking.findings import Finding, broken, not_looked_at, ok, warning
from liaison_kit.settings import LOOPBACK

from liaison_cli.doctor.places import Place
from liaison_cli.subscribers.service_rights import SERVICES

MOST_SKEW = 5.0
"""The header tells whole seconds."""
RENEW = "See Caddy's log: it renews by itself, if ports 80 and 443 lead to it: docs/runbooks/certificates.md."


def look_at_site(place: Place, seconds: float) -> list[Finding]:
    """Each answer for so many seconds: a service that has just started needs some of them to describe itself."""
    url = (place.get("LIAISON_URL") or "http://localhost:8080").rstrip("/")
    parts = urlsplit(url)
    if parts.hostname in LOOPBACK and place.get("LIAISON_HTTP_HOST") not in {"", *LOOPBACK}:
        # Of such a name nobody outside signs the certificate.
        do = f"From the machine itself: curl {'--insecure ' if parts.scheme == 'https' else ''}{url}/health"
        return [not_looked_at("site.reach", f"From here {url} is this container itself.", do)]
    try:
        believed = list(_certificate(parts, seconds))
        with httpx.Client(base_url=url, timeout=seconds, trust_env=False, verify=_trust()) as client:
            return [*believed, *_looked_at(client, parts, seconds)]
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        unbelieved = certificates.behind(error)
        if unbelieved:
            return [certificates.refused("site.certificate", str(parts.hostname), unbelieved, RENEW)]
        if isinstance(error, httpx.ReadTimeout):
            do = "Something is there: see whether the machine is overloaded or still starting, then look again."
            return [broken("site.reach", f"{url} says nothing for {seconds:g} s.", do)]
        do = "See whether Caddy runs, whether the name leads to it (DNS), and whether a firewall lets us through."
        return [broken("site.reach", f"{url} does not answer: {error}", do)]


def _trust() -> ssl.SSLContext:
    """What this machine trusts, and SSL_CERT_FILE."""
    return ssl.create_default_context()


def _certificate(parts: SplitResult, seconds: float) -> Iterator[Finding]:
    if parts.scheme == "https" and parts.hostname:
        with (
            socket.create_connection((parts.hostname, parts.port or 443), seconds) as plain,
            _trust().wrap_socket(plain, server_hostname=parts.hostname) as encrypted,
        ):
            yield certificates.of("site.certificate", parts.hostname, encrypted.getpeercert(), RENEW)


def _looked_at(client: httpx.Client, parts: SplitResult, seconds: float) -> list[Finding]:
    looks = [partial(_is_ours, client, service) for service in SERVICES]
    with ThreadPoolExecutor() as pool:
        ours = [each for each in pool.map(lambda look: look(), looks) if each]
    if len(ours) == len(SERVICES):
        do = "Let its name lead to Caddy with deploy/Caddyfile; see LIAISON_URL."
        return [broken("site.ours", f"Something else answers at {client.base_url}: {ours[0]}", do)]
    found = [broken("site.ours", each, "Pass its paths to it, as deploy/Caddyfile does; or start it.") for each in ours]
    found = found or [ok("site.ours", f"All four services answer at {client.base_url}.")]
    return [*found, _health(client), _metrics(client), *_plain(parts, seconds)]


def _is_ours(client: httpx.Client, service: str) -> str:
    """What is wrong; empty if the service answers where it should."""
    path = f"/api/{service}/v1/openapi.json"
    answer = client.get(path)
    try:
        title = answer.json()["info"]["title"]
    except (ValueError, LookupError, TypeError):
        title = f"status {answer.status_code}, {answer.headers.get('server', 'no name')}"
    return "" if title == f"Liaison {service}" else f"{path} should be answered by {service}: {title}."


def _health(client: httpx.Client) -> Finding:
    answer = client.get("/health")
    ill = [line for line in answer.text.splitlines() if "ready ok" not in line and line]
    if answer.is_success:
        return _clock(answer)
    do = "See the log of each: docker compose logs NAME, or liaison logs NAME; then docs/runbooks/process-missing.md."
    return broken("site.health", f"Not ready: {'; '.join(ill)[:300] or answer.status_code}.", do)


def _clock(answer: httpx.Response) -> Finding:
    skew = (parsedate_to_datetime(answer.headers["date"]) - clock.real_now()).total_seconds()
    if abs(skew) > MOST_SKEW:
        what = f"The site's clock is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} this machine's."
        do = "Let both follow a time server (timedatectl set-ntp true): docs/runbooks/clocks.md."
        return broken("site.clock", what, do)
    return ok("site.health", "Every process says that it is ready, and the site's clock agrees with ours.")


def _metrics(client: httpx.Client) -> Finding:
    if client.get("/metrics").is_success:
        do = "Pass /metrics to nobody outside, as deploy/Caddyfile does."
        return broken("site.metrics", "Anybody may read the metrics of the services.", do)
    return ok("site.metrics", "The metrics are for the inside alone.")


def _plain(parts: SplitResult, seconds: float) -> Iterator[Finding]:
    """Whoever types the name without https:// must be led there."""
    if parts.scheme != "https" or parts.port not in {None, 443}:
        return
    do = "Publish port 80 to Caddy as well: it leads people to https by itself."
    try:
        answer = httpx.get(f"http://{parts.hostname}/", timeout=seconds, trust_env=False)
    except httpx.HTTPError:
        what = f"http://{parts.hostname} does not answer: who types no https:// finds nothing."
        yield warning("site.plain", what, do)
        return
    if not answer.headers.get("location", "").startswith("https://"):
        what = f"http://{parts.hostname} answers without encryption, and does not lead to https."
        yield broken("site.plain", what, do)
