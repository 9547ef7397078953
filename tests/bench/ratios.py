"""What is asked of the kit, and what was measured: figures gathered run by run, ratios within one round only."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

Figures = list[float]


@dataclass(frozen=True)
class Ratio:
    """One arm's rate over another's, and what it should be at least."""

    title: str
    over: str
    under: str
    target: float


RELAY_RATIOS = (
    Ratio("relay / raw aiokafka send()", "kit", "raw send", 1.5),
    Ratio("relay / Debezium Server, tuned and warm", "kit", "debezium", 1.5),
    Ratio("relay / faststream-outbox at its best", "kit", "faststream-outbox best", 20),
    Ratio("relay with xmin held / free", "kit, xmin held", "kit", 0.9),
)
CONSUMER_RATIOS = (
    Ratio("batch consumer with inbox / raw getmany, same SQL", "kit consumer", "raw getmany", 0.8),
    Ratio("rebuild / COPY of the same rows", "rebuild", "COPY of the same rows", 0.3),
)


@dataclass
class Book:
    """Every figure of a run, by arm, in the order of the rounds."""

    rates: dict[str, Figures] = field(default_factory=lambda: defaultdict(list))
    cpu: dict[str, list[Mapping[str, float]]] = field(default_factory=lambda: defaultdict(list))
    milliseconds: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def note(self, arm: str, rate: float, cpu: Mapping[str, float]) -> None:
        self.rates[arm].append(rate)
        self.cpu[arm].append(cpu)

    def ratios(self, wanted: tuple[Ratio, ...]) -> list[str]:
        """Markdown rows; a ratio is taken round by round, so that both arms had the same neighbours on the machine."""
        rows = []
        for ratio in wanted:
            rounds = [
                a / b for a, b in zip(self.rates.get(ratio.over, []), self.rates.get(ratio.under, []), strict=False)
            ]
            if rounds:
                verdict = "reached" if median(rounds) >= ratio.target else "MISSED"
                rows.append(f"| {ratio.title} | ≥ {ratio.target:g} | {spread(rounds, '.2f')} | {verdict} |")
        return rows

    def arms(self) -> list[str]:
        """Markdown rows of rates and CPU seconds."""
        return [
            f"| {arm} | {len(rates)} | {spread(rates, ',.0f')} | {_cpu(self.cpu[arm])} | {self._cores(arm)} |"
            for arm, rates in self.rates.items()
        ]

    def _cores(self, arm: str) -> str:
        """How many cores were busy for it while it ran: near all there are, and the machine is what limits."""
        pairs = zip(self.rates[arm], self.cpu[arm], strict=False)
        busy = [rate * sum(used.values()) / 100_000 for rate, used in pairs if used]
        return f"{median(busy):.1f}" if busy else "–"

    def latencies(self, targets: Mapping[str, tuple[float, float]]) -> list[str]:
        """Markdown rows of p50 and p99, each min / median / max over the rounds."""
        rows = []
        for arm, pairs in self.milliseconds.items():
            p50, p99 = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
            target = targets.get(arm)
            asked = f"≤ {target[0]:g} / {target[1]:g}" if target else "–"
            good = target and median(p50) <= target[0] and median(p99) <= target[1]
            verdict = "–" if not target else "reached" if good else "MISSED"
            cells = (arm, asked, spread(p50, ".1f"), spread(p99, ".1f"), verdict, _cpu(self.cpu[arm]))
            rows.append(f"| {' | '.join(cells)} |")
        return rows


def spread(figures: Figures, form: str) -> str:
    """min / **median** / max."""
    return f"{min(figures):{form}} / **{median(figures):{form}}** / {max(figures):{form}}"


def _cpu(runs: list[Mapping[str, float]]) -> str:
    """Median CPU seconds per 100,000 records of each process tree."""
    names = dict.fromkeys(name for run in runs for name in run)
    return ", ".join(f"{name} {median([run[name] for run in runs if name in run]):.2f}" for name in names)
