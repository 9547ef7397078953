"""Offices and rooms that a worker chooses from in a form."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from liaison_contracts.registry import OfficeStatus
from liaison_kit.identity import Account
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.office import OfficeCopy


class OfficeChoice(BaseModel):
    """An office that the worker may run."""

    id: UUID
    name: str
    name_en: str


class RoomChoice(BaseModel):
    """A room of an open office."""

    room_id: UUID
    name: str
    name_en: str
    capacity: int
    office_name: str
    office_name_en: str


def office_choices(offices: Iterable[OfficeCopy]) -> list[OfficeChoice]:
    return [OfficeChoice.model_validate(office, from_attributes=True) for office in offices]


async def open_offices(session: AsyncSession, worker: Account) -> list[OfficeCopy]:
    """Those that receive people and that the worker may run, by name."""
    opened = select(OfficeCopy).where(OfficeCopy.status == OfficeStatus.OPEN).order_by(OfficeCopy.name)
    return [office for office in await session.scalars(opened) if worker.may_run(office.id)]


def room_choices(offices: Sequence[OfficeCopy], but: UUID | None = None) -> list[RoomChoice]:
    """Their rooms that are in use; `but`: the room that something is in already."""
    return [
        RoomChoice(
            room_id=room.id,
            name=room.name,
            name_en=room.name_en,
            capacity=room.capacity,
            office_name=office.name,
            office_name_en=office.name_en,
        )
        for office in offices
        for room in office.bookable_rooms()
        if room.id != but
    ]
