"""Providers as settings name them: each an address with what is to be known of it behind the question mark."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

SECRET = re.compile(r"[\w-]+", re.ASCII)
SMS_SCHEMES = ("http", "https", "turbosms", "turbosms+http", "smpp", "smpps")
MAIL_SCHEMES = ("smtp", "smtps")
OPTIONS = ("name", "weight", "rate", "connections", "sender", "receipts", "poll")
SHORTEST_SECRET = 22
"""Of base64url: 128 bits."""
MOST_CONNECTIONS = 500
LONGEST_NAME = 60
CONNECTIONS = {"smtp": 10, "smtps": 10}


@dataclass(frozen=True)
class Address:
    """One provider; `url` without the options. `rate` in parts a second, 0 without a limit."""

    scheme: str
    url: str
    name: str
    weight: float
    rate: float
    connections: int
    sender: str
    receipts: str = ""
    """The secret in the address that its receipts are posted to; empty: none are taken."""
    poll: float = 0
    """Seconds after which it is asked what became of a message; 0: never."""

    @property
    def token(self) -> str:
        """What stands before the @, after a colon or without one."""
        parts = urlsplit(self.url)
        return unquote(parts.password or parts.username or "")

    @property
    def http(self) -> str:
        """The address to send requests to, without the token."""
        parts = urlsplit(self.url)
        scheme = {"turbosms": "https", "turbosms+http": "http"}.get(self.scheme, self.scheme)
        return f"{scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"


def addresses(texts: list[str], schemes: tuple[str, ...], sender: str = "") -> list[Address]:
    """ValueError, with the number of what is wrong and never with its text: it has a password in it."""
    found = []
    for number, text in enumerate(texts, 1):
        try:
            found.append(_address(text, schemes, sender))
        except ValueError as error:
            raise ValueError(f"address {number}: {error}") from None
    names = [address.name for address in found]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"{sorted(twice)[0]} is there twice: give each a ?name= of its own")
    return found


def _address(text: str, schemes: tuple[str, ...], sender: str) -> Address:
    parts = urlsplit(text)
    if parts.scheme not in schemes:
        raise ValueError(f"it must begin with {', '.join(f'{scheme}://' for scheme in schemes)}")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("its port must be a number up to 65535") from None
    if not host:
        raise ValueError("it names no host")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(set(options) - set(OPTIONS))
    if unknown:
        raise ValueError(f"?{unknown[0]}= is not known; there are {', '.join(OPTIONS)}")
    name = options.get("name") or (f"{host}:{port}" if port else host)
    if len(name) > LONGEST_NAME:
        raise ValueError(f"its name has more than {LONGEST_NAME} characters")
    sender = options.get("sender", sender)
    if parts.scheme not in MAIL_SCHEMES and not 1 <= len(sender) <= 11 and not sender.removeprefix("+").isdecimal():
        raise ValueError("?sender= must have 1 to 11 characters, or be a number")
    return Address(
        scheme=parts.scheme,
        url=parts._replace(query="", fragment="").geturl(),
        name=name,
        weight=_number(options, "weight", 1, above=0, most=1000),
        rate=_number(options, "rate", 0, above=-1, most=100_000),
        connections=int(
            _number(options, "connections", CONNECTIONS.get(parts.scheme, 32), above=2, most=MOST_CONNECTIONS)
        ),
        sender=sender,
        receipts=_secret(options.get("receipts", "")),
        poll=_number(options, "poll", 0, above=-1, most=86_400),
    )


def _secret(text: str) -> str:
    if text and not (len(text) >= SHORTEST_SECRET and SECRET.fullmatch(text)):
        raise ValueError(f"?receipts= must have at least {SHORTEST_SECRET} letters, digits, - and _")
    return text


def _number(options: dict[str, str], name: str, default: float, above: float, most: float) -> float:
    try:
        value = float(options.get(name, default))
    except ValueError:
        value = above
    if not above < value <= most:
        raise ValueError(f"?{name}= must be a number above {above:g}, and {most:g} at most")
    return value
