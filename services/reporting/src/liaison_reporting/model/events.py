"""Events that took place, each with its report."""

from datetime import date
from uuid import UUID

from liaison_contracts.events import EventHeld, EventReportCorrected
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from liaison_reporting.model.contributions import contribute
from liaison_reporting.model.kept import Base, Kept, keep


class HeldEvent(Kept, Base):
    """An event that took place, with the name of its office, whose own fact may come later."""

    __tablename__ = "held_event"

    office_id: Mapped[UUID]
    office_name: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str]
    tools: Mapped[list[str]]
    held_on: Mapped[date]
    attendance: Mapped[int]


async def keep_held(session: AsyncSession, fact: EventHeld | EventReportCorrected) -> None:
    """An event as its report has it: of the first and the corrected ones the newest stays, whichever is read first."""
    await keep(
        session,
        HeldEvent,
        **fact.state.model_dump(include={"id", "version", "office_id", "office_name", "title"}),
        kind=fact.state.kind.value,
        tools=[tool.value for tool in fact.tools],
        held_on=fact.occurred_on,
        attendance=fact.attendance,
    )
    figures = {f"events/{fact.state.kind}": 1, f"visits/{fact.state.kind}": fact.attendance}
    figures |= {f"event_tools/{tool}": 1 for tool in fact.tools}
    if (event := fact.state).room_id != event.id:  # it was in a room of the office
        figures[f"room_minutes/{event.room_id}"] = int((event.ends_at - event.starts_at).total_seconds() // 60)
    day, place = fact.occurred_on, event.office_id
    await contribute(session, fact, "events", place=place, day=day, figures=figures, title=event.title, event=event.id)
