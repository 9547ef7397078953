"""Where a webhook may go: an address that somebody typed must not lead to what only the inside can reach.

A name is looked up once for each attempt, and the connection goes to what was found and judged, so that a name that
means something else a moment later (DNS rebinding) does not help.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
"""What a gateway turns into the IPv4 address in its last 32 bits."""
NEVER = (ipaddress.ip_network("192.0.0.0/24"), ipaddress.ip_network("fec0::/10"))
"""Reserved and site-local; Python of some versions takes them for global."""
OF_CLOUDS = (ipaddress.ip_address("168.63.129.16"),)
"""Public by its number, and answered by the machine's own host: Azure's. The others' metadata are link-local."""


class Forbidden(Exception):
    """An address that no webhook may go to; its text is one of a few words, never the address."""


class NotFound(Exception):
    """The name leads nowhere."""


@dataclass(frozen=True)
class Rules:
    """`networks`: within the city, where webhooks may go all the same, also without TLS."""

    networks: Sequence[Network] = ()

    def judge(self, address: Address, secure: bool) -> None:
        """Forbidden if nothing of ours may connect there."""
        if any(_plain(address) in one for one in self.networks if one.version == _plain(address).version):
            return
        if not secure:
            raise Forbidden("not https")
        for meant in _meant(address):
            never = meant in OF_CLOUDS or any(meant in one for one in NEVER if one.version == meant.version)
            if never or not meant.is_global or meant.is_multicast or meant.is_reserved:
                raise Forbidden("not public")


def _plain(address: Address) -> Address:
    """An IPv4 address may be written as an IPv6 one (::ffff:10.0.0.1), and is the same place."""
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def _meant(address: Address) -> list[Address]:
    """The address, and whatever other one a gateway on the way would make of it."""
    plain = _plain(address)
    if isinstance(plain, IPv4Address):
        return [plain]
    meant: list[Address] = [plain]
    if plain.sixtofour:
        meant.append(plain.sixtofour)
    if plain.teredo:
        meant.extend(plain.teredo)
    if any(plain in network for network in NAT64) or int(plain) >> 32 == 0:
        meant.append(IPv4Address(int(plain) & 0xFFFFFFFF))
    return meant


async def judged(host: str, port: int, secure: bool, rules: Rules, resolve: Resolve) -> str:
    """The address to connect to. Forbidden if any that the name has is: who chooses among them is not known."""
    found = [ipaddress.ip_address(one.partition("%")[0]) for one in await resolve(host, port)]
    if not found:
        raise NotFound
    for address in found:
        rules.judge(address, secure)
    return str(_plain(found[0]))


async def looked_up(host: str, port: int) -> Sequence[str]:
    """By the machine's own resolver, which also reads 127.1, 0x7f000001 and 2130706433 as what they are."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFound from error
    return [str(address[0]) for *_, address in found]
