"""Rate limits: how often one address may ask for what costs or leaks, and what it is told beyond that.

GCRA, the "virtual scheduling" of ITU-T I.371: for each address one number, the time at which all it has asked for so
far would be paid off at its rate. A minute's worth may come at once; after that, as much as the rate pays off.
Each answer of the API says how much is left (draft-ietf-httpapi-ratelimit-headers).
"""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fastapi import Depends, Request, params

from liaison_kit.errors import Refusal
from liaison_kit.settings import Settings

MOST_ADDRESSES = 100_000
DEMO_FACTOR = 50
"""A year is played within a minute, by one address."""
MINUTE = 60.0


class Kind(StrEnum):
    """What is counted apart from the rest."""

    READ = "read"
    WRITE = "write"
    SIGN_IN = "sign_in"
    PERSONAL = "personal"
    EXPORT = "export"
    FEED = "feed"
    RECEIPTS = "receipts"
    ONE_CLICK = "one_click"  # of one link, whoever asks: providers post for thousands of people from a few addresses
    STAFF = "staff"


class TooManyRequests(Refusal):
    """Too many requests came from your address. Wait {seconds} s and try again."""

    status = 429


@dataclass(frozen=True)
class _Mark:
    kind: Kind
    where: str | None

    def __call__(self) -> None:
        """Does nothing: it is there to be found among a route's dependencies."""


def counted_as(kind: Kind, where: str | None = None) -> Any:
    """Goes into a route's `dependencies`, where it is neither an ordinary read nor an ordinary write.

    `where`: a field of the query; only what is asked with it is counted so.
    """
    return Depends(_Mark(kind, where))


def kind_of(methods: set[str], dependencies: Sequence[params.Depends], query: Mapping[str, str]) -> Kind:
    """What a request for a route counts as."""
    marks = (one.dependency for one in dependencies if isinstance(one.dependency, _Mark))
    kinds = (one.kind for one in marks if one.where is None or query.get(one.where))
    return next(kinds, Kind.READ if methods <= {"GET", "HEAD"} else Kind.WRITE)


class Meter:
    """Counts for one process, in bounded memory: beyond it, who has been quiet for longest is forgotten."""

    def __init__(self, most: int = MOST_ADDRESSES) -> None:
        self._paid_off: OrderedDict[tuple[Kind, str], float] = OrderedDict()
        self._most = most

    def __len__(self) -> int:
        return len(self._paid_off)

    def owed(self, kind: Kind, address: str, now: float) -> float:
        """Seconds until all that was asked for so far is paid off."""
        return max(self._paid_off.get((kind, address), now) - now, 0.0)

    def wait(self, kind: Kind, address: str, per_minute: float, now: float) -> float:
        """Counts one request and returns 0, or returns the seconds until one would be taken and counts nothing."""
        paid_off = max(self._paid_off.get((kind, address), now), now) + MINUTE / per_minute
        early = paid_off - MINUTE - now
        # A float's last digit must not refuse what is just right.
        if early > 1e-6:
            return early
        self._paid_off[kind, address] = paid_off
        self._paid_off.move_to_end((kind, address))
        if len(self._paid_off) > self._most:
            self._paid_off.popitem(last=False)
        return 0.0


class Limits:
    """The limits of one process of a service, as its settings have them."""

    def __init__(self, settings: Settings) -> None:
        factor = DEMO_FACTOR if settings.demo else 1
        self._per_minute = {kind: getattr(settings.rates, kind) * factor for kind in Kind}
        self._meter = Meter()

    def admit(self, request: Request, kind: Kind, is_staff: bool) -> None:
        """TooManyRequests where the client's address has had its share; staff have one of their own, a large one."""
        counted = Kind.STAFF if is_staff else kind
        address = block_of(request.client.host if request.client else "")
        if counted is Kind.ONE_CLICK:
            # What opens nothing may be tried often; guessing 128 bits is none the easier for it.
            self._admit(request, Kind.ONE_CLICK, request.path_params["token"])
            counted = Kind.RECEIPTS
        self._admit(request, counted, address)

    def _admit(self, request: Request, kind: Kind, whose: str) -> None:
        most, now = self._per_minute[kind], time.monotonic()
        seconds = self._meter.wait(kind, whose, most, now)
        request.state.rate = _told(kind, most, self._meter.owed(kind, whose, now))
        if seconds:
            raise TooManyRequests(seconds=math.ceil(seconds))


def headers(request: Request) -> Mapping[str, str]:
    """What an answer of the API says of the limit that its request counted for; nothing of what was not counted."""
    if not request.url.path.startswith("/api/"):
        return {}
    told: Mapping[str, str] = getattr(request.state, "rate", {})
    return told


def _told(kind: Kind, per_minute: float, owed: float) -> Mapping[str, str]:
    # A float's last digit must not take one away.
    left = max(0, math.floor((MINUTE - owed) * per_minute / MINUTE + 1e-6))
    return {
        "RateLimit-Policy": f'"{kind}";q={math.floor(per_minute)};w={MINUTE:.0f}',
        "RateLimit": f'"{kind}";r={left};t={math.ceil(owed)}',
    }


def block_of(host: str) -> str:
    """What one subscriber has: an IPv4 address, or an IPv6 network of 64 bits (RFC 6177); else the text itself."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((int(address), 64), strict=False).network_address)
    return str(address)
