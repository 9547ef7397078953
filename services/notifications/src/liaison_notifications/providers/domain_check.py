"""What DNS says of the domain that mails come from: without SPF, DKIM and DMARC large providers refuse them."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dns.asyncresolver import Resolver
from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, NoNameservers
from liaison_kit.checking.findings import Finding, broken, not_looked_at, ok, warning

STEP_SECONDS = 3.0
OPEN_TO_ALL = {"+all", "all", "?all"}
RESERVED = ("example", "example.com", "example.org", "example.net", "invalid", "localhost", "test")
"""Of RFC 2606: nobody's, so there is nothing to look up."""


@dataclass(frozen=True)
class _Told:
    """The texts of each name; None where no name server could be asked."""

    spf: list[str] | None
    dmarc: list[str] | None
    keys: dict[str, list[str] | None]


async def look_at_domain(domain: str, selectors: Sequence[str], name_server: str) -> Sequence[Finding]:
    """`selectors`: under which names the keys of DKIM stand there. `name_server`: the machine's own if empty."""
    if domain.endswith(tuple(f".{name}" for name in RESERVED)) or domain in RESERVED:
        do = "Set LIAISON_MAIL_FROM to an address of the city's own domain."
        return [warning("domain.sender", f"Mails come from {domain}, which is nobody's.", do)]
    resolver = await _resolver(name_server)
    names = [f"{selector}._domainkey.{domain}" for selector in selectors]
    spf, dmarc, *keys = await asyncio.gather(
        *(_texts(resolver, name) for name in (domain, f"_dmarc.{domain}", *names)),
    )
    told = _Told(spf, dmarc, dict(zip(names, keys, strict=True)))
    return [*_spf(domain, told), *_dkim(domain, told), *_dmarc(domain, told)]


async def _resolver(name_server: str) -> Resolver:
    resolver = Resolver(configure=not name_server)
    resolver.lifetime = STEP_SECONDS
    if name_server:
        host, _, port = name_server.partition(":")
        resolver.nameservers = [await asyncio.to_thread(socket.gethostbyname, host)]
        resolver.port = int(port or 53)
    return resolver


async def _texts(resolver: Resolver, name: str) -> list[str] | None:
    try:
        answer = await resolver.resolve(name, "TXT")
    except (NXDOMAIN, NoAnswer):
        return []
    except (NoNameservers, DNSException, OSError):
        return None
    return [b"".join(each.strings).decode(errors="replace") for each in answer]


def _unasked(check: str, name: str) -> Finding:
    do = "Let this machine ask a name server, or set LIAISON_NAME_SERVER to one; then look again."
    return not_looked_at(check, f"No name server answers for {name}.", do)


def _spf(domain: str, told: _Told) -> Iterator[Finding]:
    if told.spf is None:
        yield _unasked("domain.spf", domain)
        return
    found = [text for text in told.spf if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        do = f'Put into DNS what your mail server\'s operator names: {domain} TXT "v=spf1 include:… -all".'
        yield broken("domain.spf", f"DNS does not say who may send mail of {domain} (SPF).", do)
    elif len(found) > 1:
        do = "Leave one of them, with the mechanisms of both."
        yield broken("domain.spf", f"{domain} has {len(found)} records of SPF: receivers then believe none.", do)
    elif found[0].lower().split()[-1] in OPEN_TO_ALL:
        do = "End it with ~all, and once all your servers are named, with -all."
        yield warning("domain.spf", f"SPF of {domain} lets everybody send in its name: {found[0]}", do)
    else:
        yield ok("domain.spf", f"SPF of {domain}: {found[0]}")


def _dkim(domain: str, told: _Told) -> Iterator[Finding]:
    if not told.keys:
        do = "Set LIAISON_DKIM_SELECTORS to the selector under which your mail server signs."
        yield not_looked_at("domain.dkim", f"Under which selector mails of {domain} are signed is not known.", do)
    for name, texts in told.keys.items():
        if texts is None:
            yield _unasked("domain.dkim", name)
        elif not any(_has_key(text) for text in texts):
            do = f'Put the public key that your mail server signs with into DNS: {name} TXT "v=DKIM1; k=rsa; p=…".'
            yield broken("domain.dkim", f"There is no key at {name}: nobody can check our signatures (DKIM).", do)
        else:
            yield ok("domain.dkim", f"There is a key at {name}.")


def _has_key(text: str) -> bool:
    """A key that was withdrawn has an empty `p` (RFC 6376, 3.6.1)."""
    tags = dict(part.strip().partition("=")[::2] for part in text.split(";"))
    return bool(tags.get("p", "").strip())


def _dmarc(domain: str, told: _Told) -> Iterator[Finding]:
    if told.dmarc is None:
        yield _unasked("domain.dmarc", f"_dmarc.{domain}")
    elif not any(text.lower().startswith("v=dmarc1") for text in told.dmarc):
        do = f'Put into DNS: _dmarc.{domain} TXT "v=DMARC1; p=none; rua=mailto:you@{domain}"; later p=quarantine.'
        yield warning("domain.dmarc", f"DNS does not say what becomes of mails that only claim to be {domain}'s.", do)
    else:
        yield ok("domain.dmarc", f"DMARC of {domain} is there.")
