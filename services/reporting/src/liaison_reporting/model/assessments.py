"""Where a commitment was put on OGP's scales at its end, and why."""

from datetime import date
from uuid import UUID, uuid5

from liaison_contracts.registry import Assessment, ProgrammeState
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import NETWORK, Contribution, contribute

FAMILIES = {"uk": "assessment/uk", "en": "assessment/en"}
"""The reason in each language; with both stands the level, and the day as its number."""


async def keep_assessments(session: AsyncSession, state: ProgrammeState) -> None:
    """Kept as contributions that count on no day; the newest on each scale."""
    for one in state.assessments:
        level = {f"{one.scale}/{one.level}": one.assessed_on.toordinal()}
        aggregate = (_of(state.id, one.scale), state.version)
        for lang, reason in (("uk", one.reason), ("en", one.reason_en)):
            await contribute(
                session,
                state,
                FAMILIES[lang],
                place=NETWORK,
                day=None,
                figures=level,
                title=reason,
                aggregate=aggregate,
            )


async def assessments(session: AsyncSession, programme_id: UUID, scales: list[str]) -> dict[str, Assessment]:
    """The newest by scale; a scale on which nothing was said is left out."""
    ids = {uuid5(_of(programme_id, scale), family): lang for scale in scales for lang, family in FAMILIES.items()}
    rows = await session.scalars(select(Contribution).where(Contribution.id.in_(ids)))
    found: dict[str, dict[str, object]] = {}
    for row in rows:
        [(name, ordinal)] = row.figures.items()
        scale, _, level = name.partition("/")
        reason = {"reason" if ids[row.id] == "uk" else "reason_en": row.title}
        about = {"scale": scale, "level": level, "assessed_on": date.fromordinal(ordinal)}
        found[scale] = found.get(scale, {}) | about | reason
    return {scale: Assessment.model_validate(one) for scale, one in found.items()}


def _of(programme_id: UUID, scale: str) -> UUID:
    return uuid5(programme_id, scale)
