"""How many guesses get through to the test of a password: by address, by account, and both; and who else is let in."""

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import httpx
from liaison_local.ports import HOST

SIGN_IN = "/api/registry/v1/sign-in"
PAUSE_SECONDS = 0.5
"""A guesser who was refused asks again so soon: what is refused is not counted, so this is as good as any."""
HONEST_EVERY = 30.0


@dataclass
class Guesser:
    """Asks without end, each time from the next source about the next account."""

    name: str
    sources: Iterator[str]
    emails: Iterator[str]
    taken: list[float] = field(default_factory=list)
    refused: int = 0

    async def guess(self, port: int, seconds: float) -> None:
        """`taken` is when, in seconds from the beginning, a password was tested."""
        begin = time.monotonic()
        while (now := time.monotonic() - begin) < seconds:
            body = {"email": next(self.emails), "password": "a guess"}
            async with client_at(next(self.sources), port) as client:
                answer = await client.post(SIGN_IN, json=body)
            assert answer.status_code in {401, 429}, answer.text
            if answer.status_code == 401:
                self.taken.append(now)
            else:
                self.refused += 1
                await asyncio.sleep(PAUSE_SECONDS)

    def row(self, seconds: float) -> str:
        first = sum(moment < 60 for moment in self.taken)
        later = f"{(len(self.taken) - first) / (seconds / 60 - 1):.2f}" if seconds > 60 else "–"
        return f"| {self.name} | {first} | {later} | {len(self.taken)} | {self.refused:,} |"


def client_at(source: str, port: int) -> httpx.AsyncClient:
    """Whoever uses it asks from this address."""
    transport = httpx.AsyncHTTPTransport(local_address=source)
    return httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}:{port}", timeout=20)


async def counted(port: int, emails: Sequence[str], honest: tuple[str, str], seconds: float) -> list[str]:
    """Markdown. All guess at the same time, as no limit of theirs is another's; somebody honest signs in meanwhile."""
    nobodys = [email.replace("person", "nobody") for email in emails]
    mixed = [email for pair in zip(emails[2:], nobodys, strict=False) for email in pair]
    guessers = [
        Guesser("one address, one account", itertools.repeat("127.2.0.1"), itertools.repeat(emails[0])),
        Guesser("a new address for each try, one account", _sources(), itertools.repeat(emails[1])),
        Guesser("one address, each try another account", itertools.repeat("127.2.0.2"), itertools.cycle(mixed)),
    ]
    signed_in, *_ = await asyncio.gather(
        _honest(port, *honest, seconds), *(guesser.guess(port, seconds) for guesser in guessers)
    )
    waits = [later - earlier for earlier, later in itertools.pairwise(guessers[1].taken)]
    return [
        f"| guessed for {seconds / 60:g} min: what got through | first minute | a minute after it | all | refused |",
        "|---|---|---|---|---|",
        *(guesser.row(seconds) for guesser in guessers),
        "",
        "The account that was tried from ever new addresses was locked for (seconds): "
        + ", ".join(f"{wait:,.0f}" for wait in waits if wait > 1),
        "",
        f"Meanwhile somebody else signed in from another address every {HONEST_EVERY:.0f} s: let in all"
        f" {len(signed_in)} times, the slowest after {max(signed_in):.0f} ms.",
    ]


def _sources() -> Iterator[str]:
    return (f"127.3.{number // 250 % 250}.{number % 250 + 1}" for number in itertools.count())


async def _honest(port: int, email: str, password: str, seconds: float) -> list[float]:
    """Milliseconds of each sign-in; AssertionError if one is refused."""
    times, end = [], time.monotonic() + seconds
    while True:
        async with client_at("127.4.0.1", port) as client:
            begin = time.perf_counter()
            answer = await client.post(SIGN_IN, json={"email": email, "password": password})
            times.append((time.perf_counter() - begin) * 1000)
        assert answer.status_code == 204, answer.text
        if time.monotonic() + HONEST_EVERY > end:
            return times
        await asyncio.sleep(HONEST_EVERY)
