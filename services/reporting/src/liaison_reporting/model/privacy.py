"""Numbers of people that are too small to show, and the further ones that would tell them.

The rules:

- Fewer than five are hidden. None is hidden among them, so that nobody can tell which of the hidden ones are none; it
  is shown where anybody could compute it, and where there is none in the whole column: it tells of nobody.
- In a table with totals further cells are hidden, until each hidden number could as well be another one as far as
  anybody can compute from all that is shown: at least five lie between the least and the most that it could be. The
  check is exact: a table with totals is a network in which numbers flow, and what a hidden cell could be is what can
  flow around through other hidden cells.
- One cut is the finest: an office's year, by kinds or by months. Whatever is larger (all years, a district) adds up
  what that shows, and is hidden itself if nothing of it is shown. An office's year with fewer than five is in no sum.
- None of this follows a day (`as_of`, `first`, `last`, `known`): two days could be subtracted. Only whole years.
  So it is told in no fact and no nightly file while the year is running: those stay, each with its day.

What it does not hide: who loads the running year every day can see how it grows, as anybody can who stands at the door.
"""

from collections import deque
from collections.abc import Collection, Hashable, Mapping
from functools import lru_cache
from heapq import heapify, heappop, heappush
from typing import TypeVar

from liaison_reporting.model.figures import SMALL

Key = tuple[Hashable, Hashable]
Arcs = dict[Key, tuple[Hashable, Hashable, int]]
Ways = dict[Hashable, list[tuple[Hashable, Key, int]]]
"""From a node: where to, through which cell, and whether along it or against it."""
TOTAL = "total"
"""As a row: the totals of the columns; as a column: those of the rows."""
Line = TypeVar("Line", bound=Hashable)
Head = TypeVar("Head", bound=Hashable)
Numbers = Mapping[tuple[Line, Head], int]


def shown(table: Numbers[Line, Head]) -> dict[Key, int]:
    """What may be shown of a full table of people, zeros filled in: cells and totals, whatever is hidden left out.

    The totals of its rows are known to everybody; so no row may come to fewer than five.
    """
    return dict(_shown(tuple(sorted(table.items(), key=str))))


@lru_cache(maxsize=256)
def _shown(cells: tuple[tuple[Key, int], ...]) -> tuple[tuple[Key, int], ...]:
    used = {key[1] for key, number in cells if number}
    unused = {key: number for key, number in cells if key[1] not in used}
    if len({key[0] for key, _ in cells}) > 1:
        unused |= {(TOTAL, column): 0 for _, column in unused}
    # Whoever guesses that a tool is used nowhere guesses right: nothing may hide behind it.
    arcs = _network({key: number for key, number in cells if key[1] in used})
    told = {key for key in arcs if key[1] == TOTAL}
    hidden = Hidden(arcs, {key for key, (_, _, number) in arcs.items() if number < SMALL} - told)
    _protect(arcs, hidden, told)
    # That it is none anybody can compute, so it may be said.
    may_be_said = {key for key, (*_, number) in arcs.items() if key not in hidden or not (number or hidden.span(key))}
    return (*unused.items(), *((key, number) for key, (*_, number) in arcs.items() if key in may_be_said))


def _network(cells: Mapping[Key, int]) -> Arcs:
    """Rows and columns are its nodes. A cell flows from its row to its column, and a total back."""
    rows, columns = {row for row, _ in cells}, {column for _, column in cells}
    single = len(rows) == 1  # the totals of its columns are its cells
    arcs: Arcs = {}
    for (row, column), number in cells.items():
        arcs[row, column] = (("row", row), ("column", TOTAL if single else column), number)
    for row in rows:
        sum_of_row = sum(number for key, number in cells.items() if key[0] == row)
        arcs[row, TOTAL] = (("column", TOTAL), ("row", row), sum_of_row)
    if not single:
        for column in columns:
            sum_of_column = sum(number for key, number in cells.items() if key[1] == column)
            arcs[TOTAL, column] = (("column", column), ("row", TOTAL), sum_of_column)
        arcs[TOTAL, TOTAL] = (("row", TOTAL), ("column", TOTAL), sum(cells.values()))
    return arcs


class Hidden:
    """The hidden cells, and the ways that they leave open in the network."""

    def __init__(self, arcs: Arcs, keys: Collection[Key]) -> None:
        self._arcs = arcs
        self._numbers: dict[Key, int] = {}
        self._ways: Ways = {}
        for key in keys:
            self.add(key)

    def __contains__(self, key: Key) -> bool:
        return key in self._numbers

    def add(self, key: Key) -> None:
        begins, ends, self._numbers[key] = self._arcs[key]
        self._ways.setdefault(begins, []).append((ends, key, 1))
        self._ways.setdefault(ends, []).append((begins, key, -1))

    def span(self, key: Key) -> int:
        """How far apart the least and the most are that its number could be; no further than five either way."""
        source, target, number = self._arcs[key]
        more = self._flow(key, target, source, SMALL)
        return more if more >= SMALL else more + self._flow(key, source, target, min(number, SMALL))

    def _flow(self, without: Key, source: Hashable, target: Hashable, most: int) -> int:
        """How much can flow through the others, at most `most`: each may grow for ever and shrink to none."""
        left = {key: number for key, number in self._numbers.items() if key != without}
        flown = 0
        while flown < most:
            path = _path(self._ways, left, source, target)
            if path is None:
                break
            amount = min([most - flown, *(left[key] for key, sign in path if sign < 0)])
            for key, sign in path:
                left[key] += sign * amount
            flown += amount
        return flown


def _path(
    ways: Ways,
    left: Mapping[Key, int],
    source: Hashable,
    target: Hashable,
) -> list[tuple[Key, int]] | None:
    came: dict[Hashable, tuple[Hashable, Key, int]] = {}
    queue, seen = deque([source]), {source}
    while queue and target not in seen:
        node = queue.popleft()
        for there, key, sign in ways.get(node, ()):
            if there not in seen and key in left and (sign > 0 or left[key] > 0):
                seen.add(there)
                came[there] = (node, key, sign)
                queue.append(there)
    if target not in seen:
        return None
    path, node = [], target
    while node != source:
        node, key, sign = came[node]
        path.append((key, sign))
    return path


def _protect(arcs: Arcs, hidden: Hidden, told: Collection[Key]) -> None:
    """Hides further cells, the smallest first, until no hidden number of people can be computed, or closely.

    Behind more hidden cells a number lies no less hidden: one that is safe stays so, and is not weighed again.
    """
    unsafe = [(number, str(key), key) for key, (*_, number) in arcs.items() if number and key in hidden]
    heapify(unsafe)
    while unsafe:
        key = unsafe[0][2]
        if hidden.span(key) >= SMALL:
            heappop(unsafe)
            continue
        others = [
            (number, str(other), other)
            for other, (*_, number) in arcs.items()
            if other not in hidden and other not in told
        ]
        more = [one for one in others if one[2][0] == key[0] or one[2][1] == key[1]] or others
        if not more:
            break  # What is left is told by totals that are known anyway.
        smallest = min(more)
        hidden.add(smallest[2])
        if smallest[0]:
            heappush(unsafe, smallest)
