"""The report: what came of each run, in tables, and the targets beside them."""

import os
from collections.abc import Sequence

from tests.faults.messages.failover import Failover
from tests.faults.messages.killing import Result
from tests.faults.report import machine, table

CARRIED_WITHIN = 10.0
WHAT = (
    "Senders (the service's own process, role `jobs`, two at a time) are ended by `kill -9`, each at the next of these"
    " steps or at any moment, and started anew; the gateways meanwhile break off after they accepted, stay silent, lie,"
    " refuse and ask for patience. *Doubled* is what a telephone or mailbox got too often, *lost* what it never got"
    " though nothing says that it is in doubt; both are counted at the gateways, and compared with the database by id."
)
ABOUT_MAIL = (
    "SMTP knows no ids and no question: what was under way when a process died stays in doubt, and is not sent again."
    " The rate is of this run: mails that the server cut off or left unanswered, and with each death whatever its"
    " process had claimed, no more than its relays had room for."
)


def killing(results: Sequence[Result]) -> str:
    rows = [
        (
            result.channel,
            f"{result.planned:,}",
            f"{result.killed.total()}",
            f"**{result.doubled}**",
            f"**{result.lost}**",
            f"{result.strangers}",
            f"{result.statuses['unknown']} ({result.statuses['unknown'] / result.planned:.2%})",
            f"{result.doubtful_arrived}",
            f"{result.attempts:,}",
            f"{result.seconds:.0f} s",
        )
        for result in results
    ]
    columns = ("channel", "messages", "kills", "doubled", "lost", "strangers", "in doubt at the end")
    return table(rows, (*columns, "of these arrived", "attempts", "took"))


def kills(results: Sequence[Result]) -> str:
    steps = sorted({step for result in results for step in result.killed})
    rows = [(step, *(str(result.killed[step]) for result in results)) for step in steps]
    return table(rows, ("ended at", *(result.channel for result in results)))


def gateways(results: Sequence[Result]) -> str:
    shown = ("requests", "taken", "ids", "doubled", "repeated", "refused", "asked")
    rows = [
        (kind, *(f"{counts[name]:,}" for name in shown))
        for result in results
        for kind, counts in result.gateways.items()
    ]
    return table(rows, ("gateway", *shown))


def failovers(found: Sequence[Failover]) -> str:
    rows = [
        (
            one.dying,
            f"{one.messages:,}",
            f"{one.all_carried_after:.0f} s (target ≤ {CARRIED_WITHIN:.0f} s)",
            f"{one.longest:.1f} s",
            str(one.in_doubt),
            "never" if one.back_after is None else f"{one.back_after:.0f} s",
            f"**{one.doubled}**",
            f"**{one.lost}**",
        )
        for one in found
    ]
    columns = ("the first provider", "messages", "the other carries all after", "longest wait of those")
    return table(rows, (*columns, "in doubt until it came back", "its weight is back after", "doubled", "lost"))


def page(results: Sequence[Result], found: Sequence[Failover], ran: str) -> str:
    parts = ["# Messages", f"{ran}. {machine()}, load {os.getloadavg()[0]:.1f} at the end."]
    if results:
        parts += ["## Killed between every two steps", WHAT, killing(results), kills(results), gateways(results)]
        reasons = [f"- {r.channel}: {reason} {count}" for r in results for reason, count in r.reasons.most_common()]
        parts += [ABOUT_MAIL, *(["\n".join(["In doubt at the end, by reason:", "", *reasons])] if reasons else [])]
    if found:
        parts += ["## The first of two providers dies", failovers(found)]
    return "\n\n".join(parts) + "\n"
