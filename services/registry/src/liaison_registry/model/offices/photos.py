"""Pictures of an office: their content lies in a table of its own, and what they show in the office's state."""

from datetime import datetime
from uuid import UUID

from liaison_contracts.registry import OfficePhoto
from liaison_kit.errors import Conflict, NotFound, Refusal
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base
from liaison_registry.model.offices.office import Office

MOST_PHOTOS = 12


class EnoughPhotos(Conflict):
    """An office has {most} pictures at most: remove one first."""

    field = "file"


class NoSuchRoom(Refusal):
    """This office has no such room: choose one of the list."""

    field = "room_id"


class Photo(Base):
    """One picture, of the office or of a room in it; `content` is what `picture_of` has made of the upload."""

    __tablename__ = "office_photo"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    room_id: Mapped[UUID | None]
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[str]
    alt_en: Mapped[str]
    added_at: Mapped[datetime]


def check_room(office: Office, room_id: UUID | None) -> None:
    """NoSuchRoom where the office has none of this id that is in use."""
    if room_id is not None and not any(one["id"] == str(room_id) and not one.get("retired") for one in office.rooms):
        raise NoSuchRoom


async def photo_of(session: AsyncSession, office_id: UUID, photo_id: UUID) -> Photo:
    """The picture, NotFound if it is not this office's."""
    photo = await session.get(Photo, photo_id)
    if photo is None or photo.office_id != office_id:
        raise NotFound
    return photo


async def take_over_photos(session: AsyncSession, office: Office) -> None:
    """Brings into the office's state what its rows say; call it after they were changed, with the office locked."""
    await session.flush()
    rows = await session.scalars(select(Photo).where(Photo.office_id == office.id).order_by(Photo.added_at, Photo.id))
    shown = [OfficePhoto.model_validate(one, from_attributes=True) for one in rows]
    office.photos = [one.model_dump(mode="json") for one in shown]
    office.changed()
