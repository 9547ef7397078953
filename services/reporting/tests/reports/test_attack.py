"""A stranger who takes every report and every file there is computes no number that is hidden."""

import random
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from liaison_kit.database import Database

from services.reporting.tests.reports.conftest import Tables
from services.reporting.tests.town import Town, hear

TOOLS = ("budget_of_public_initiatives", "appeal", "petition", None)
OUTCOMES = ("explained", "drafted", "submitted")
SLUGS = ("khutory", "second", "third")
YEARS = (2023, 2024)
PRIME = 2_147_483_647
Truth = dict[tuple[str, date, str], int]
"""How many were helped at an office in a month, by tool and outcome: what is to be found out."""


def is_shown(cell: Any) -> bool:
    return isinstance(cell, int)


class Attack:
    """What a stranger knows: numbers, each the sum of some of the truth. A hidden sum that follows is found out."""

    def __init__(self, truth: Truth) -> None:
        self.truth, self.names = truth, {name: place for place, name in enumerate(sorted(truth))}
        self.known: dict[int, dict[int, int]] = {}

    def _row(self, parts: set[tuple[str, date, str]]) -> dict[int, int]:
        return {self.names[part]: 1 for part in parts}

    def _reduced(self, row: dict[int, int]) -> dict[int, int]:
        """What is left of a sum after everything that is known is taken off; nothing: it follows from it."""
        left = dict(row)
        while left:
            pivot = min((place for place in left if place in self.known), default=None)
            if pivot is None:
                break
            times = left[pivot]
            for place, number in self.known[pivot].items():
                left[place] = (left.get(place, 0) - times * number) % PRIME
                if not left[place]:
                    del left[place]
        return left

    def learns(self, parts: set[tuple[str, date, str]], number: int) -> None:
        assert sum(self.truth[part] for part in parts) == number
        left = self._reduced(self._row(parts))
        if left:
            pivot = min(left)
            inverse = pow(left[pivot], -1, PRIME)
            new = {place: value * inverse % PRIME for place, value in left.items()}
            for known in self.known.values():
                if times := known.get(pivot):
                    for place, value in new.items():
                        known[place] = (known.get(place, 0) - times * value) % PRIME
                        if not known[place]:
                            del known[place]
            self.known[pivot] = new

    def finds(self, parts: set[tuple[str, date, str]]) -> bool:
        return not self._reduced(self._row(parts))


def a_truth(seed: int) -> Truth:
    chance = random.Random(seed)
    truth = {}
    for slug in SLUGS:
        busy = chance.choice([0.05, 0.3, 1])
        for year in YEARS:
            for month in range(1, 13):
                for tool in TOOLS:
                    for outcome in OUTCOMES:
                        number = chance.choice([0, 1, 2, 4]) if chance.random() < busy * 0.4 else 0
                        truth[slug, date(year, month, 1), f"{tool or 'other'}/{outcome}"] = number
    return truth


async def told(database: Database, town: Town, truth: Truth, seed: int) -> None:
    offices = dict(zip(SLUGS, (town.office, town.second, town.third), strict=True))
    given = [
        one
        for (slug, month, kind), number in truth.items()
        for one in town.helped(
            offices[slug],
            month + timedelta(days=9),
            number,
            None if kind.startswith("other") else kind.partition("/")[0],
            kind.partition("/")[2],
        )
    ]
    await hear(database, [*town.places, *given], seed)


def cells(table: dict[str, Any]) -> dict[str, Any]:
    """Of a report's consultations: each cell by tool and outcome, and the total."""
    words = {"Budget of public initiatives": TOOLS[0], "Appeal": "appeal", "Petition": "petition"}
    found = {}
    for row in table["rows"]:
        tool = words.get(row["tool"]["text"], "other" if row["tool"]["text"] == "Something else" else None)
        if tool:
            found |= {f"{tool}/{outcome}": row[outcome] for outcome in OUTCOMES}
    return found | {"total": table["total"]["consultations"] if table["rows"] else {"hidden": True}}


def by_month(table: dict[str, Any]) -> dict[date, Any]:
    return {date.fromisoformat(row["month"]): row["consultations"] for row in table["rows"]}


@pytest.mark.parametrize("seed", range(4))
async def test_no_hidden_number_follows_from_all_reports_together(
    database: Database, town: Town, tables: Tables, seed: int
) -> None:
    truth = a_truth(seed)
    await told(database, town, truth, seed)
    attack = Attack(truth)
    hidden: list[set[tuple[str, date, str]]] = []

    def note(cell: Any, parts: set[tuple[str, date, str]]) -> None:
        if is_shown(cell):
            attack.learns(parts, cell)
        elif sum(truth[part] for part in parts):
            hidden.append(parts)

    for year in YEARS:
        of_year = {part for part in truth if part[1].year == year}
        large = {slug for slug in SLUGS if sum(truth[part] for part in of_year if part[0] == slug) >= 5}
        for slugs, asked in [*(({slug}, {"office": slug}) for slug in SLUGS), (large, {})]:
            report = await tables("activity", year=year, **asked)
            there = {part for part in of_year if part[0] in slugs}
            for kind, cell in cells(report["consultations"]).items():
                note(cell, {part for part in there if kind in ("total", part[2])})
            for month, cell in by_month(report["months"]).items():
                note(cell, {part for part in there if part[1] == month})
            for row in (await tables("activity", year=year))["offices"]["rows"]:
                slug = row["office"]["link"].rpartition("/")[2]
                note(row["consultations"], {part for part in of_year if part[0] == slug})
    assert hidden
    assert [parts for parts in hidden if attack.finds(parts)] == []


@pytest.mark.parametrize("seed", range(2))
async def test_what_is_larger_tells_no_more_than_what_it_is_made_of(
    database: Database, town: Town, tables: Tables, client: httpx.AsyncClient, seed: int
) -> None:
    """A district, all years, and the office's own page: sums of numbers that are shown, and no others."""
    await told(database, town, a_truth(seed), seed)
    by_office = {(slug, year): await tables("activity", office=slug, year=year) for slug in SLUGS for year in YEARS}

    def added(found: list[Any]) -> Any:
        shown = [one for one in found if is_shown(one)]
        return sum(shown) if shown else {"hidden": True}

    kinds = {key: cells(report["consultations"]) for key, report in by_office.items()}
    district = cells((await tables("activity", district=town.district.code))["consultations"])
    for kind, cell in district.items():
        parts = [kinds[slug, year].get(kind) for slug in SLUGS[:2] for year in YEARS]
        assert cell == added(parts), kind
    for slug in SLUGS:
        whole = cells((await tables("activity", office=slug))["consultations"])
        assert whole == {kind: added([kinds[slug, year].get(kind) for year in YEARS]) for kind in whole}
        page = (await client.get(f"/api/reporting/v1/results/offices/{slug}")).json()["consultations"]
        assert page == (whole["total"] if is_shown(whole["total"]) else None)
    lines = (await tables("districts"))["districts"]["rows"]
    assert {"consultations": district["total"]}.items() <= lines[1].items()
    years = (await tables("district", district=town.district.code))["years"]["rows"]
    months = by_month((await tables("activity", district=town.district.code))["months"])
    for row in years[:2]:
        of_year = [cell for month, cell in months.items() if str(month.year) == row["year"]]
        assert row["consultations"] == added(of_year)


@pytest.mark.parametrize("seed", range(2))
async def test_no_two_days_can_be_subtracted(database: Database, town: Town, tables: Tables, seed: int) -> None:
    await told(database, town, a_truth(seed), seed)
    whole = {year: await tables("activity", year=year) for year in YEARS}
    months = by_month(whole[2023]["months"]) | by_month(whole[2024]["months"])
    chance = random.Random(seed)
    for _ in range(3):
        day = date(2023, 1, 1) + timedelta(days=chance.randrange(730))
        for asked in ({"as_of": day}, {"last": day}, {"first": day}, {"known": day}, {"as_of": day, "year": day.year}):
            report = await tables("activity", **asked)
            for month, cell in by_month(report["months"]).items():
                assert cell in (months.get(month, {"hidden": True}), {"hidden": True}), (asked, month)
            found = cells(report["consultations"])
            of_years = [cells(whole[year]["consultations"]) for year in YEARS]
            one_or_both = [*of_years, cells((await tables("activity"))["consultations"])]
            assert found == {"total": {"hidden": True}} or found in one_or_both, asked


def test_the_attack_finds_what_can_be_found() -> None:
    """Without rules a total and all but one of its parts would tell the last one."""
    month = date(2023, 1, 1)
    truth: Truth = {("a", month, "x"): 9, ("a", month, "y"): 2, ("b", month, "y"): 7}
    attack = Attack(truth)
    attack.learns(set(truth), 18)
    attack.learns({("a", month, "x")}, 9)
    assert not attack.finds({("a", month, "y")})
    attack.learns({("b", month, "y")}, 7)
    assert attack.finds({("a", month, "y")})
