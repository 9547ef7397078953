"""Small numbers of people stay hidden, whatever is subtracted from what."""

import itertools
import random
from collections.abc import Mapping
from typing import Any

import pytest
from liaison_reporting.model.privacy import TOTAL, Hidden, shown

OFFICES, KINDS = ("a", "b", "c"), ("appeal", "petition", "hearing", "other")
Table = dict[tuple[str, str], int]


def table(*rows: tuple[int, ...]) -> Table:
    return {
        (office, kind): rows[i][j]
        for i, office in enumerate(OFFICES[: len(rows)])
        for j, kind in enumerate(KINDS[: len(rows[i])])
    }


def everything(cells: Table) -> Table:
    """All cells and totals."""
    rows, columns = {row for row, _ in cells}, {column for _, column in cells}
    found = dict(cells)
    found |= {(row, TOTAL): sum(number for key, number in cells.items() if key[0] == row) for row in rows}
    if len(rows) > 1:
        found |= {(TOTAL, one): sum(number for key, number in cells.items() if key[1] == one) for one in columns}
        found[TOTAL, TOTAL] = sum(cells.values())
    return found


def could_be(cells: Table, told: Mapping[object, int]) -> dict[object, set[int]]:
    """What each number could be, by trying every table that agrees with what is told: the attack, by brute force."""
    rows = sorted({row for row, _ in cells})
    columns = sorted({column for _, column in cells})
    found: dict[object, set[int]] = {}

    def rows_of(row: str) -> list[tuple[int, ...]]:
        total = told[row, TOTAL]
        choices = [[told[row, one]] if (row, one) in told else range(total + 1) for one in columns]
        return [numbers for numbers in itertools.product(*choices) if sum(numbers) == total]

    for numbers in itertools.product(*map(rows_of, rows)):
        tried = everything({(row, one): numbers[i][j] for i, row in enumerate(rows) for j, one in enumerate(columns)})
        if all(tried[key] == number for key, number in told.items()):
            for key, number in tried.items():
                found.setdefault(key, set()).add(number)
    return found


def test_what_is_large_is_shown_with_its_totals() -> None:
    cells = table((5, 6), (7, 8))
    assert shown(cells) == everything(cells)


def test_a_small_number_takes_others_with_it_that_would_tell_it() -> None:
    told = shown(table((3, 20, 30), (9, 40, 50)))
    assert {("a", "appeal")} < everything(table((3, 20, 30), (9, 40, 50))).keys() - told.keys()
    assert told["a", TOTAL] == 53
    assert told[TOTAL, TOTAL] == 152


def test_none_is_hidden_among_a_few_and_shown_where_it_can_be_computed() -> None:
    assert ("a", "appeal") not in shown(table((0, 3, 2), (9, 40, 50)))
    cells = table((0, 20, 30), (9, 40, 50))
    assert shown(cells) == everything(cells)


def test_a_single_row_tells_no_small_number_by_its_total() -> None:
    told = shown(table((3, 20, 30)))
    assert told == {("a", "hearing"): 30, ("a", TOTAL): 53}


@pytest.mark.parametrize("seed", range(60))
def test_nobody_can_compute_a_hidden_number_nor_come_close(seed: int) -> None:
    chance = random.Random(seed)
    size = chance.choice([(1, 3), (1, 4), (2, 2), (2, 3), (3, 2)])
    rows = [tuple(chance.choice([0, 0, 1, 2, 3, 4, 5, 6, 8]) for _ in range(size[1])) for _ in range(size[0])]
    rows = [row if sum(row) >= 5 else (row[0] + 5, *row[1:]) for row in rows]
    cells = table(*rows)
    told = shown(cells)
    whole = everything(cells)
    assert all(whole[key] == number for key, number in told.items())
    assert not any(0 < number < 5 for number in told.values())
    for key, possible in could_be(cells, told).items():
        if key not in told and whole[key]:
            assert max(possible) - min(possible) >= 5, (key, whole[key], possible)
        elif key not in told:
            assert len(possible) > 1, key


def test_a_large_table_is_weighed_a_few_times_a_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens the page of a large network holds up nobody else for it."""
    weighed = 0

    def counted(*args: Any) -> int:
        nonlocal weighed
        weighed += 1
        return span(*args)

    span = Hidden.span
    monkeypatch.setattr(Hidden, "span", counted)
    chance = random.Random(2)
    rows = [tuple(chance.choice([0, 0, 0, 0, 0, 0, 0, 1, 6]) for _ in range(20)) for _ in range(20)]
    cells = {(f"{i}", f"{j}"): number for i, row in enumerate(rows) for j, number in enumerate(row)}
    shown(cells)
    assert 0 < weighed <= 2 * len(cells)
