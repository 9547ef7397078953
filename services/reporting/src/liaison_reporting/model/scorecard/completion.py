"""How far a commitment is complete on OGP's scale: proposed by rules from the scorecard, confirmed by a person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from liaison_contracts.registry import Level, MilestoneStatus
from liaison_kit.errors import Refusal
from pydantic import BaseModel
from sqlalchemy import Select, select

from liaison_reporting.model.scorecard.records import Completion
from liaison_reporting.model.scorecard.scorecard import Scorecard

LEVELS = tuple(Level)[:5]
"""From the worst to the best."""
UNTOUCHED = {None, MilestoneStatus.NOT_STARTED.value}
RULE_TEXTS = {
    "not_started": "No milestone has begun, and every expected result is zero or not known.",
    "no_evidence": "No milestone shows evidence, and every expected result is zero or not known.",
    "complete": "Every milestone is finished, and every number that was promised is reached.",
    "substantial": "At least half of the milestones are finished, and half of the promised numbers are reached.",
    "limited": "Something was done, but less than that.",
}


class NotALevelOfCompletion(Refusal):
    """Choose one of OGP's five levels of completion."""

    field = "level"


class CompletionNotDue(Refusal):
    """This commitment has not begun yet: there is nothing to confirm."""

    status = 409


class Confirmed(BaseModel):
    """One confirmation, as it is shown."""

    level: str
    proposed: str
    reason: str
    reason_en: str
    confirmed_on: date


@dataclass(frozen=True)
class Rule:
    """The level that is proposed where this holds, and none of the rules before it."""

    level: Level
    holds: Callable[[Scorecard], bool]

    @property
    def text(self) -> str:
        return RULE_TEXTS[self.level.value]


def _nothing_came(scorecard: Scorecard) -> bool:
    return not any(one.now for one in scorecard.results)


def _not_begun(scorecard: Scorecard) -> bool:
    return all(one.status in UNTOUCHED for one in scorecard.milestones)


def _no_evidence(scorecard: Scorecard) -> bool:
    return not any(one.evidence or one.files for one in scorecard.milestones)


def _finished(scorecard: Scorecard) -> tuple[int, int]:
    """Milestones that are finished, of how many; without any milestone none is missing."""
    finished = sum(one.status == MilestoneStatus.FINISHED for one in scorecard.milestones)
    return finished, len(scorecard.milestones)


def _reached(scorecard: Scorecard) -> tuple[int, int]:
    """Promised numbers that are reached, of how many."""
    promised = [one for one in scorecard.results if one.goal is not None]
    return sum(bool(one.reached) for one in promised), len(promised)


def _all(scorecard: Scorecard) -> bool:
    return all(part == whole for part, whole in (_finished(scorecard), _reached(scorecard)))


def _half(scorecard: Scorecard) -> bool:
    return all(2 * part >= whole for part, whole in (_finished(scorecard), _reached(scorecard)))


RULES = (
    Rule(Level.NOT_STARTED, lambda found: _not_begun(found) and _nothing_came(found)),
    Rule(Level.NO_EVIDENCE, lambda found: _no_evidence(found) and _nothing_came(found)),
    Rule(Level.COMPLETE, _all),
    Rule(Level.SUBSTANTIAL, _half),
    Rule(Level.LIMITED, lambda _: True),
)
"""The first one that holds proposes; they are shown in this order."""


def proposed_level(scorecard: Scorecard) -> Level:
    return next(rule.level for rule in RULES if rule.holds(scorecard))


def must_be_a_level(level: Level) -> None:
    """NotALevelOfCompletion for one of OGP's other scale."""
    if level not in LEVELS:
        raise NotALevelOfCompletion


def confirmations(programme_id: UUID, until: date, known: datetime | None = None) -> Select[Completion]:
    """All that was confirmed by that day, of what had been recorded by `known`; the newest first."""
    mine = select(Completion).where(Completion.programme_id == programme_id, Completion.confirmed_on <= until)
    if known is not None:
        mine = mine.where(Completion.recorded_at <= known)
    return mine.order_by(Completion.confirmed_on.desc(), Completion.recorded_at.desc(), Completion.id.desc())
