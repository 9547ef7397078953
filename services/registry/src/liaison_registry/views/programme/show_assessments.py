"""Show how the commitment stands on OGP's scales: what was said when, and why; for those who assess it, the forms."""

from datetime import date

from liaison_contracts.registry import Assessment, Level, Scale
from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Programme
from liaison_registry.model.programme.assessments import LEVELS, due_on, newest_first

router = web.router(ANYBODY)


class ScaleShown(BaseModel):
    """One of OGP's scales: its levels from the worst to the best, and what was said, newest first."""

    scale: Scale
    levels: list[Level]
    said: list[Assessment]


class Assessments(BaseModel):
    """`version` is the programme's; `due_on`: when OGP expects both at the latest."""

    version: int
    ends_on: date
    due_on: date
    days_overdue: int
    scales: list[ScaleShown]


@router.get("/programme/assessments")
async def show_assessments(session: Session) -> Assessments:
    programme = await session.scalar(select(Programme))
    if programme is None:
        raise NotFound
    rows = await session.scalars(newest_first(programme))
    said = [Assessment.model_validate(one, from_attributes=True) for one in rows]
    scales = [
        ScaleShown(scale=scale, levels=list(levels), said=[one for one in said if one.scale is scale])
        for scale, levels in LEVELS.items()
    ]
    due = due_on(programme.ends_on)
    late = 0 if all(one.said for one in scales) else max(0, (clock.today() - due).days)
    about = {"version": programme.version, "ends_on": programme.ends_on, "due_on": due, "days_overdue": late}
    return Assessments(scales=scales, **about)
