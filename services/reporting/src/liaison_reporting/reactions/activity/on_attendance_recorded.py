"""Count who came of those who had signed up."""

from liaison_contracts.events import AttendanceRecorded
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.participation import keep_attendance


@on(AttendanceRecorded)
async def on_attendance_recorded(session: AsyncSession, fact: AttendanceRecorded) -> None:
    await keep_attendance(session, fact)
