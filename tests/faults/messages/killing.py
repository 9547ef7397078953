"""Senders are killed between every two steps, gateways break off after they accepted; what telephones got is counted.

SMS go to two gateways at once: a generic one that takes whatever comes, so that a repeat is a message too many, and is
asked by our id; and one of TurboSMS's shape that carries a sequence_id out once. A mail server promises nothing.
"""

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from liaison_kit.database import Database
from liaison_local.gateways.script import Does, Rule, Script
from liaison_notifications.model import Delivery
from sqlalchemy import func, select

from tests.faults.messages.ground import Gateways, database, gateways, plan_messages
from tests.faults.messages.senders import Senders

LEASE_SECONDS, SHORT_LEASE_SECONDS = 6, 3
SILENT_SECONDS = 20
"""Longer than one sending takes, and than a lease lasts."""
SHORTEST_WORK, LONGEST_WORK = 0.3, 2.5

BAD_GATEWAY = [
    Rule(does=Does.ACCEPT_AND_WAIT, share=0.002, seconds=SILENT_SECONDS),
    Rule(does=Does.ACCEPT_AND_CUT, share=0.005),
    Rule(does=Does.ACCEPT_AND_SAY, share=0.002),
    Rule(does=Does.CUT, share=0.002),
    Rule(does=Does.REFUSE, share=0.002),
    Rule(does=Does.THROTTLE, share=0.0003, seconds=1),
]
A_LITTLE_BAD = [
    Rule(does=Does.ACCEPT_AND_CUT, times=5),
    Rule(does=Does.ACCEPT_AND_WAIT, times=1, seconds=SILENT_SECONDS),
]
"""For a short run: what is refused again and again would be most of what it takes."""
BAD_MAIL_SERVER = [
    Rule(does=Does.ACCEPT_AND_CUT, share=0.003),
    Rule(does=Does.ACCEPT_AND_WAIT, share=0.0005, seconds=SILENT_SECONDS),
    Rule(does=Does.CUT, share=0.003),
    Rule(does=Does.REFUSE, share=0.002, code=451),
    Rule(does=Does.THROTTLE, share=0.002),
]


@dataclass
class Result:
    """What came of a run; `lost` neither arrived nor are in doubt."""

    channel: str
    planned: int
    seconds: float = 0.0
    doubled: int = 0
    lost: int = 0
    strangers: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    doubtful_arrived: int = 0
    killed: Counter[str] = field(default_factory=Counter)
    not_reached: int = 0
    attempts: int = 0
    gateways: dict[str, dict[str, int]] = field(default_factory=dict)


async def killed(
    admin_dsn: str, folder: Path, channel: str, number: int, kills: int, *, at_once: int = 2, seed: int = 1, short: bool
) -> Result:
    """`short`: each is killed as soon as it reaches its step for the first time."""
    kinds = ("generic", "turbosms") if channel == "sms" else ("smtp",)
    rules = A_LITTLE_BAD if short else BAD_GATEWAY if channel == "sms" else BAD_MAIL_SERVER
    folder = folder / channel
    folder.mkdir()
    name = f"killed_{channel}_{time.time_ns() % 10**9}"
    async with gateways(folder, *kinds, name=f"gateways-{channel}") as told:
        for kind in kinds:
            await told.direct(kind, Script(rules=rules, seed=seed))
        urls = " ".join(told.url(kind) for kind in kinds)
        options: dict[str, Any] = {"sms_providers": urls if channel == "sms" else "http://:t@127.0.0.1:1/none"}
        options |= {"smtp_relays": urls} if channel == "email" else {}
        async with database(admin_dsn, name, folder, claim_lease_seconds=LEASE_SECONDS, **options) as (
            opened,
            settings,
        ):
            await plan_messages(opened, channel, number)
            senders = Senders(settings, folder, at_once, kills, seed)
            begin = time.monotonic()

            async def settled() -> bool:
                return not await _open(opened, channel)

            await senders.run(settled, SHORTEST_WORK, 0 if short else LONGEST_WORK)
            result = Result(channel, number, time.monotonic() - begin, killed=senders.killed)
            result.not_reached = senders.not_reached
            await _count(result, opened, told, kinds)
    return result


async def _open(opened: Database, channel: str) -> int:
    """How many are still to be settled; a mail in doubt stays so."""
    final = ["accepted", "failed"] + (["unknown"] if channel == "email" else [])
    async with opened.reading() as session:
        return await session.scalar(select(func.count()).where(Delivery.status.not_in(final))) or 0


async def _count(result: Result, opened: Database, told: Gateways, kinds: tuple[str, ...]) -> None:
    arrived: Counter[str] = Counter()
    for kind in kinds:
        result.gateways[kind] = await told.ask(kind, "counts")
        result.doubled += result.gateways[kind]["doubled"]
        arrived.update(await told.ask(kind, "ids"))
    result.doubled += sum(count - 1 for count in arrived.values())  # the same one, by both
    ids = {one.strip("<>").partition("@")[0] for one in arrived}
    async with opened.reading() as session:
        rows = (await session.execute(select(Delivery.id, Delivery.status, Delivery.reason, Delivery.attempt))).all()
    planned = {str(row.id) for row in rows}
    doubtful = {str(row.id) for row in rows if row.status == "unknown"}
    result.statuses.update(row.status for row in rows)
    result.reasons.update(row.reason for row in rows if row.status == "unknown")
    result.attempts = sum(row.attempt for row in rows)
    result.lost = len(planned - ids - doubtful)
    result.strangers = len(ids - planned)
    result.doubtful_arrived = len(ids & doubtful)
