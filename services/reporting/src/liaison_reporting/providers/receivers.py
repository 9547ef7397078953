"""Receivers of webhooks: one signed request, and what became of it. Nothing of an answer is read but its status.

Neither redirects nor proxies nor cookies; no connection is kept, for two names may share an address, and TLS has shown
one of them.
"""

import asyncio
import ssl
import time
from collections.abc import Mapping

import httpx
import structlog

from liaison_reporting.model.webhooks.outcome import Outcome, Result
from liaison_reporting.providers.addresses import Forbidden, NotFound, Resolve, Rules, judged, looked_up

log = structlog.get_logger()

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 15.0
"""From the lookup of the name to the status line and its headers, however slowly they drip."""
LONGEST_WAIT = 3600


class Receivers:
    """Sends, for one process."""

    def __init__(self, rules: Rules, resolve: Resolve = looked_up, trust: ssl.SSLContext | None = None) -> None:
        self._rules, self._resolve = rules, resolve
        self._transport = httpx.AsyncHTTPTransport(
            verify=trust or httpx.create_ssl_context(trust_env=False),
            trust_env=False,
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Result:
        """Whatever the receiver does, it is a result."""
        started = time.monotonic()
        outcome, status, again_in = Outcome.UNREACHABLE, None, None
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                response = await self._transport.handle_async_request(await self._request(url, body, headers))
                status, again_in = response.status_code, _seconds(response.headers.get("retry-after", ""))
                outcome = _outcome(status)
                await response.aclose()
        except Forbidden:
            outcome = Outcome.FORBIDDEN
        except (TimeoutError, httpx.TimeoutException):
            outcome = Outcome.TIMED_OUT if status is None else outcome
        except (NotFound, httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
            outcome = Outcome.UNREACHABLE if status is None else outcome
        return Result(outcome, status, round((time.monotonic() - started) * 1000), again_in)

    async def close(self) -> None:
        await self._transport.aclose()

    async def _request(self, url: str, body: bytes, headers: Mapping[str, str]) -> httpx.Request:
        wanted = httpx.URL(url)
        secure = wanted.scheme == "https"
        host = wanted.raw_host.decode()
        port = wanted.port or (443 if secure else 80)
        address = await judged(host, port, secure, self._rules, self._resolve)
        waits = {"connect": CONNECT_SECONDS, "read": WHOLE_SECONDS, "write": WHOLE_SECONDS, "pool": CONNECT_SECONDS}
        return httpx.Request(
            "POST",
            wanted.copy_with(host=address, fragment=None),
            headers={"Host": wanted.netloc.decode(), "User-Agent": "Liaison-Webhooks/1", **headers},
            content=body,
            extensions={"sni_hostname": host.strip("[]"), "timeout": waits},
        )


def _outcome(status: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome.DELIVERED
    return Outcome.GONE if status == 410 else Outcome.REFUSED


def _seconds(written: str) -> int | None:
    """`Retry-After` in seconds, an hour at most; the other form, a date, is not read."""
    return min(int(written), LONGEST_WAIT) if written.isascii() and written.isdigit() and len(written) < 10 else None
