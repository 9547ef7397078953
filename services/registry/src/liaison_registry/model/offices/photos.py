"""Pictures of an office: their content lies in a table of its own, and what they show in the office's state."""

from datetime import datetime
from uuid import UUID

from liaison_contracts.registry import OfficePhoto
from liaison_kit.errors import Conflict, NotFound
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base
from liaison_registry.model.offices.office import Office

MOST_PHOTOS = 12


class EnoughPhotos(Conflict):
    """An office has {most} pictures at most: remove one first."""

    field = "file"


class Photo(Base):
    """One picture; `content` is what `pictures.picture_of` has made of the upload."""

    __tablename__ = "office_photo"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[str]
    alt_en: Mapped[str]
    added_at: Mapped[datetime]


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
