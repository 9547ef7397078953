"""What a commitment promised on a day, and how far its milestones were by then."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from liaison_contracts.registry import Evidence, EvidenceFile, Target
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.figures import overdue_days
from liaison_reporting.model.happenings import ADOPTED, MILESTONE, TARGETS, Happening, in_their_order
from liaison_reporting.model.network import ProgrammeCopy


class MilestoneLine(BaseModel):
    """One milestone as it stood on the day; `status` and `overdue_days` are None where nobody had told by then."""

    number: int
    title: str
    title_en: str
    starts_on: date
    ends_on: date
    status: str | None
    note: str | None = None
    evidence: list[Evidence] = []
    files: list[EvidenceFile] = []
    overdue_days: int | None


@dataclass(frozen=True)
class Commitment:
    """A commitment as it stood on a day."""

    programme: ProgrammeCopy
    targets: list[Target]
    milestones: list[MilestoneLine]

    def goal(self, key: str) -> int | None:
        """What it promised under this key; None where it promised nothing."""
        target = self._target(key)
        return target.goal if target else None

    def promise(self, key: str) -> dict[str, Any]:
        """All of what it promised under this key; `by` is its last day, or else the commitment's."""
        target, ends_on = self._target(key), self.programme.ends_on
        if target is None:
            return {"goal": None, "by": ends_on}
        words = {"title": target.title, "title_en": target.title_en}
        return {"goal": target.goal, "by": target.by or ends_on} | words

    def _target(self, key: str) -> Target | None:
        return next((one for one in self.targets if one.key == key), None)


async def commitment_on(
    session: AsyncSession, programme: ProgrammeCopy, day: date, known: datetime | None, today: date
) -> Commitment:
    """By what had happened by the day and was recorded by `known`.

    Of facts about one milestone the one told last counts from its own day on, so that a late fact corrects the days
    after it and none before.
    """
    mine = (Happening.subject_id == programme.id, Happening.occurred_on <= day)
    found = await in_their_order(session, {ADOPTED, MILESTONE, TARGETS}, known, *mine)
    milestones: dict[int, dict[str, Any]] = {}
    targets: list[dict[str, Any]] | None = None
    for one in found:
        if one.type == ADOPTED:
            milestones = {}
        milestones |= {milestone["number"]: milestone for milestone in one.said.get("milestones", [])}
        targets = one.said.get("targets", targets)
    if not milestones:
        is_now = day >= today and known is None
        milestones = {one["number"]: one if is_now else _unknown(one) for one in programme.milestones}
    return Commitment(
        programme=programme,
        targets=[Target.model_validate(one) for one in (programme.targets if targets is None else targets)],
        milestones=[_line(milestones[number], day) for number in sorted(milestones)],
    )


def _unknown(milestone: dict[str, Any]) -> dict[str, Any]:
    return {name: milestone[name] for name in ("number", "title", "title_en", "starts_on", "ends_on")}


def _line(milestone: dict[str, Any], day: date) -> MilestoneLine:
    status, ends_on = milestone.get("status"), date.fromisoformat(milestone["ends_on"])
    overdue = overdue_days(status, ends_on, day) if status else None
    return MilestoneLine.model_validate(milestone | {"status": status, "overdue_days": overdue})
