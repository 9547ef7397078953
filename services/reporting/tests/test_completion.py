"""How far a commitment is complete: what the rules propose."""

from datetime import date
from typing import Any

import pytest
from liaison_contracts.registry import Evidence
from liaison_reporting.model.figures import Figure
from liaison_reporting.model.scorecard.commitment import MilestoneLine
from liaison_reporting.model.scorecard.completion import RULES, proposed_level
from liaison_reporting.model.scorecard.results import Result
from liaison_reporting.model.scorecard.scorecard import Scorecard

LINK = [Evidence(title="Звіт", url="https://example.org/report")]


def scorecard(
    statuses: list[str | None], numbers: list[tuple[int | None, int | None]], evidence: Any = ()
) -> Scorecard:
    """With these milestones, and these results: how far, of how much."""
    none = Figure(now=0, goal=None)
    days = {"starts_on": date(2021, 10, 1), "ends_on": date(2021, 12, 31), "title": "x", "title_en": "x"}
    milestones = [
        MilestoneLine(number=number, status=status, overdue_days=0, evidence=list(evidence), **days)
        for number, status in enumerate(statuses, start=1)
    ]
    return Scorecard(
        as_of=date(2023, 12, 31),
        known=None,
        programme=None,
        programmes=[],
        ended=False,
        offices_opened=none,
        districts_covered=none,
        csos_created=none,
        csos_without_help=0,
        results=[Result(key="x", now=now, goal=goal, by=None) for now, goal in numbers],
        offices=[],
        milestones=milestones,
        query="",
        current_to=None,
    )


@pytest.mark.parametrize(
    "statuses, numbers, evidence, level",
    [
        (["not_started"] * 2, [(0, 3), (None, None)], (), "not_started"),
        (["not_started", None], [(0, 3)], LINK, "not_started"),
        (["in_progress", "not_started"], [(0, 3)], (), "no_evidence"),
        (["in_progress", "not_started"], [(0, 3)], LINK, "limited"),
        (["not_started"] * 2, [(1, 3)], (), "limited"),
        (["finished", "stuck", "stuck"], [(3, 3)], LINK, "limited"),
        (["finished", "stuck"], [(2, 3), (1, 3)], LINK, "limited"),
        (["finished", "stuck"], [(3, 3), (1, 3)], LINK, "substantial"),
        (["finished", "finished"], [(3, 3), (2, 3)], LINK, "substantial"),
        (["finished", "incomplete"], [(3, 3)], LINK, "substantial"),
        (["finished", "finished"], [(3, 3), (None, 3)], LINK, "substantial"),  # what is not known is not reached
        (["finished", "finished"], [(3, 3), (9, 3)], LINK, "complete"),
        (["finished", "finished"], [(3, 3), (0, None), (None, None)], (), "complete"),
    ],
)
def test_the_first_rule_that_holds_proposes(
    statuses: list[str | None], numbers: list[tuple[int | None, int | None]], evidence: Any, level: str
) -> None:
    assert proposed_level(scorecard(statuses, numbers, evidence)) == level


def test_each_of_ogps_levels_has_one_rule_and_its_words() -> None:
    assert sorted(rule.level for rule in RULES) == sorted(
        ["no_evidence", "not_started", "limited", "substantial", "complete"]
    )
    assert all(rule.text for rule in RULES)
