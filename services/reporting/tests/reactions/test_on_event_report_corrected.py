"""A corrected report changes the figures, whichever fact is read first."""

from datetime import date
from itertools import permutations

from liaison_contracts.events import EventReportCorrected
from liaison_kit.database import new_id
from liaison_reporting.model.events import HeldEvent
from liaison_reporting.reactions.on_event_held import on_event_held
from liaison_reporting.reactions.on_event_report_corrected import on_event_report_corrected
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession


async def test_the_last_correction_counts_in_every_order(session: AsyncSession, facts) -> None:
    held = facts.event_held(new_id(), on=date(2023, 6, 1), attendance=12)

    def corrected(version: int, attendance: int) -> EventReportCorrected:
        state = held.state.model_copy(update={"version": version, "attendance": attendance})
        return EventReportCorrected(**held.model_dump() | {"state": state, "attendance": attendance})

    told = [
        lambda: on_event_held(session, held),
        lambda: on_event_report_corrected(session, corrected(3, 20)),
        lambda: on_event_report_corrected(session, corrected(4, 14)),
    ]
    for order in permutations(told):
        await session.execute(delete(HeldEvent))
        for tell in order:
            await tell()
        kept = (await session.scalars(select(HeldEvent))).one()
        await session.refresh(kept)
        assert (kept.id, kept.version, kept.attendance, kept.held_on) == (held.state.id, 4, 14, date(2023, 6, 1))
