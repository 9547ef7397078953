"""Who took part in events and studies, as figures; of an event they count where and when it was held (`EventTally`)."""

from datetime import date
from uuid import uuid5

from liaison_contracts.events import (
    AttendanceRecorded,
    FeedbackReceived,
    HeadcountRecorded,
    SignUpCancelled,
    SignUpConfirmed,
)
from liaison_contracts.registry import NeedsStudyPublished
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.contributions import contribute

AtEvent = AttendanceRecorded | HeadcountRecorded | SignUpConfirmed | SignUpCancelled | FeedbackReceived


async def keep_attendance(session: AsyncSession, fact: AttendanceRecorded) -> None:
    """Of who had signed up, those who came; neither sex nor age is known of them."""
    figures = {"came": fact.present}
    await _at_event(session, fact, "came", day=fact.occurred_on, figures=figures)


async def keep_headcount(session: AsyncSession, fact: HeadcountRecorded) -> None:
    """People who came without a sign-up, by sex and age group."""
    figures = {f"people/{fact.sex}/{fact.age_group}": fact.people}
    await _at_event(session, fact, "people", day=fact.occurred_on, figures=figures)


async def keep_sign_up(session: AsyncSession, fact: SignUpConfirmed | SignUpCancelled) -> None:
    """The places that a sign-up holds, as last told; one that was given back holds none."""
    held = isinstance(fact, SignUpConfirmed)
    figures = {"places_kept": fact.party_size} if isinstance(fact, SignUpConfirmed) else {}
    day = fact.occurred_on if held else None
    await _at_event(session, fact, "places_kept", day=day, figures=figures)


async def keep_feedback(session: AsyncSession, fact: FeedbackReceived) -> None:
    """An answer to how an event was."""
    await _at_event(session, fact, "answers", day=fact.occurred_on, figures={"answers/event": 1})


async def _at_event(
    session: AsyncSession, fact: AtEvent, family: str, day: date | None, figures: dict[str, int]
) -> None:
    event = fact.event_id
    await contribute(session, fact, family, place=event, day=day, figures=figures, event=event)


async def keep_study(session: AsyncSession, fact: NeedsStudyPublished) -> None:
    """Answers to a study of needs, by district, on its last day: as many as its most answered question has.

    Where so few answered that the study hides it, none is known.
    """
    study = fact.state
    for district_id in study.district_ids:
        bases = [one.people or 0 for result in study.results for one in result.bases if one.district_id == district_id]
        await contribute(
            session,
            fact,
            "answers",
            place=district_id,
            day=study.closes_on,
            figures={"answers/needs": max(bases, default=0)},
            aggregate=(uuid5(study.id, str(district_id)), study.version),
        )
