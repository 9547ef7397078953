"""CPU seconds of process trees, as the kernel counted them."""

import resource
import time
from collections.abc import Mapping, Sequence

import psutil


def seconds(tree: psutil.Process) -> float:
    """User and system time of the process, its living children and those it has waited for."""
    total = 0.0
    for process in (tree, *tree.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
        if process == tree:
            total += times.children_user + times.children_system
    return total


def named(trees: Sequence[psutil.Process]) -> dict[str, psutil.Process]:
    """An arm's own processes by name: `arm`, or `arm 1`, `arm 2` where there are several."""
    if len(trees) == 1:
        return {"arm": trees[0]}
    return {f"arm {number}": tree for number, tree in enumerate(trees, 1)}


def own(cpu: Mapping[str, float]) -> float:
    """What the arm itself used, without the servers."""
    return sum(used for name, used in cpu.items() if name.startswith("arm"))


class Meter:
    """CPU time of named process trees since it was made."""

    def __init__(self, trees: Mapping[str, psutil.Process]) -> None:
        self._trees = dict(trees)
        self._before = {name: seconds(tree) for name, tree in self._trees.items()}

    def per_100k(self, records: int) -> dict[str, float]:
        """Seconds per 100,000 records, by name; to be read before any of them is stopped."""
        return {
            name: (seconds(tree) - self._before[name]) / records * 100_000
            for name, tree in self._trees.items()
            if tree.is_running()
        }


class Neighbours:
    """What other programs took of this machine meanwhile: figures of a run with busy neighbours mean little."""

    def __init__(self, servers: Mapping[str, psutil.Process]) -> None:
        self._servers = servers
        self._before = (time.monotonic(), self._all(), self._ours())

    def cores(self) -> float:
        """How many cores they kept busy on average."""
        then, everything, ours = self._before
        return max(0.0, (self._all() - everything) - (self._ours() - ours)) / (time.monotonic() - then)

    def _all(self) -> float:
        times = psutil.cpu_times()
        return float(times.user + times.nice + times.system + times.irq + times.softirq)

    def _ours(self) -> float:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in used) + sum(seconds(tree) for tree in self._servers.values())
