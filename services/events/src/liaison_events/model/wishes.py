"""What people wish of what is kept about them, noted so that it outlives the database; the rows it is about."""

import asyncio
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from liaison_kit.beside import wishes
from sqlalchemy import ColumnElement, or_

from liaison_events.model.consultations.appointment import Appointment
from liaison_events.model.sign_ups.sign_up import SignUp
from liaison_events.model.space.space_request import SpaceRequest


class Wish(StrEnum):
    """All that can be wished here."""

    ERASED = "erased"


async def note_erased(file: Path, whose: UUID, now: datetime) -> None:
    """Whoever had this sign-up, appointment or consultation wants to be known no more; before the database has it."""
    await asyncio.to_thread(wishes.note, file, whose, Wish.ERASED, now)


async def erased(file: Path) -> dict[UUID, datetime]:
    """Of all who ever wanted that, when they said so first."""
    noted = await asyncio.to_thread(wishes.noted, file, Wish)
    return {whose: said[0].at for whose, said in noted.items()}


def is_known(table: type[SignUp | Appointment | SpaceRequest]) -> ColumnElement[bool]:
    """Rows in which something of a person is still kept."""
    return or_(table.name.is_not(None), table.phone.is_not(None), table.email.is_not(None))
