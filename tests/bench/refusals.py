"""How long a refusal takes where somebody has the address, and where nobody has it; what a password costs to test."""

import itertools
import time
from collections.abc import Mapping, Sequence

import httpx
import psutil
from liaison_registry.model.people.letters import RESETS_AT_ONCE
from liaison_registry.model.sign_in import passwords
from liaison_registry.model.sign_in.signing_in import FREE_TRIES

from tests.bench.cpu import Meter
from tests.bench.guesses import SIGN_IN, client_at

PAIRS_OF_ONE_SOURCE = 4
"""Below the limit of a minute, so that no answer is a refusal for another reason."""
FORGOTTEN = "/api/registry/v1/sign-in/forgotten"
WRONG = {"password": "not the password of anybody"}
_sources = (f"127.1.{number // 250}.{number % 250 + 1}" for number in itertools.count())


async def measured(port: int, known: Sequence[str], trees: Mapping[str, psutil.Process]) -> list[str]:
    """Markdown; `known` are addresses with an account, each of which is locked afterwards."""
    both, warm = _Both(port, known[2:]), _Both(port, known[:2])
    await warm.asked(SIGN_IN, WRONG, 401)  # everything has been used once
    await warm.asked(FORGOTTEN, {}, 202)
    meter = Meter(trees)
    wrong = await both.asked(SIGN_IN, WRONG, 401, FREE_TRIES)
    used = {name: seconds / 100 for name, seconds in meter.per_100k(2 * len(wrong[0])).items()}
    rows = [
        _row("wrong password", *wrong),
        _row("locked", *await both.asked(SIGN_IN, WRONG, 429, FREE_TRIES)),
        _row("a link asked for (not refused)", *await both.asked(FORGOTTEN, {}, 202, RESETS_AT_ONCE)),
    ]
    return [
        "| an answer takes, ms | of each | p50, known / unknown | p99, known / unknown | ratio of p50 |"
        " known took longer, of all pairs |",
        "|---|---|---|---|---|---|",
        *rows,
        "",
        f"A wrong password costs {used['API']:.1f} ms of CPU in the API, {used['PostgreSQL']:.1f} ms in PostgreSQL;"
        f" its test alone (argon2id) {await _cost():.1f} ms.",
    ]


class _Both:
    """Addresses that somebody has, and as many that nobody has."""

    def __init__(self, port: int, known: Sequence[str]) -> None:
        self._port, self._pairs = port, [(email, email.replace("person", "nobody")) for email in known]

    async def asked(
        self, path: str, body: dict[str, str], status: int, times: int = 1
    ) -> tuple[list[float], list[float]]:
        """Milliseconds of each answer; the two kinds take turns, and take turns in being first."""
        pairs, taken = self._pairs * times, (list[float](), list[float]())
        for first in range(0, len(pairs), PAIRS_OF_ONE_SOURCE):
            async with client_at(next(_sources), self._port) as client:
                await client.get("/health")  # the connection is there
                for number, pair in enumerate(pairs[first : first + PAIRS_OF_ONE_SOURCE], first):
                    for kind in (0, 1) if number % 2 else (1, 0):
                        taken[kind].append(await _time(client, path, body | {"email": pair[kind]}, status))
        return taken


async def _time(client: httpx.AsyncClient, path: str, body: dict[str, str], status: int) -> float:
    begin = time.perf_counter()
    answer = await client.post(path, json=body)
    took = (time.perf_counter() - begin) * 1000
    assert answer.status_code == status, answer.text
    return took


def _row(name: str, known: list[float], unknown: list[float]) -> str:
    p50, p99 = ([_quantile(times, share) for times in (known, unknown)] for share in (0.5, 0.99))
    longer = sum(one > other for one in known for other in unknown) / (len(known) * len(unknown))
    cells = (
        name,
        str(len(known)),
        f"{p50[0]:.1f} / {p50[1]:.1f}",
        f"{p99[0]:.1f} / {p99[1]:.1f}",
        f"{p50[0] / p50[1]:.3f}",
        f"{longer:.0%}",
    )
    return f"| {' | '.join(cells)} |"


def _quantile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


async def _cost(times: int = 50) -> float:
    """Milliseconds of CPU for one test of a password."""
    kept = await passwords.hashed("a password")
    begin = time.process_time()
    for _ in range(times):
        await passwords.fits("another password", kept)
    return (time.process_time() - begin) / times * 1000
