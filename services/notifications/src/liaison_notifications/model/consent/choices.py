"""What news somebody wants: of which districts and about which kinds of events."""

from collections.abc import Sequence
from uuid import UUID

from liaison_contracts.events import EventKind
from liaison_contracts.registry import OfficeStatus
from liaison_kit.database import Aggregate
from liaison_kit.errors import Refusal
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from liaison_notifications.model.tables import Base


class DistrictUnknown(Refusal):
    """There is no office in this district. Choose from the list."""

    field = "districts"


class Choices(BaseModel):
    """Empty is everything: the whole community, every kind of event."""

    districts: list[UUID] = Field([], max_length=200)
    kinds: list[EventKind] = Field([], max_length=len(EventKind))

    def columns(self) -> dict[str, list[str]]:
        """As they are kept: in an order of their own, each once."""
        return {"districts": sorted({str(one) for one in self.districts}), "kinds": sorted(set(self.kinds))}


class Wishes(Choices):
    """The same, and in what way: news `weekly` instead of each at once, and `bulletins` beside them.

    What a program that does not know of these leaves out stays as it is.
    """

    weekly: bool | None = Field(None, description="News once a week in one message, instead of each at once.")
    bulletins: bool | None = Field(None, description="Also what the offices write to all who follow these.")


class ShownDistrict(BaseModel):
    """A district with an office: that is where events are."""

    id: UUID
    name: str
    name_en: str


class OfficeCopy(Aggregate, Base):
    """Which district an office is of, as the registry told it last."""

    __tablename__ = "office_copy"

    district_id: Mapped[UUID]
    district_name: Mapped[str]
    district_name_en: Mapped[str]
    status: Mapped[str]


async def districts(session: AsyncSession) -> list[ShownDistrict]:
    """All that can be followed, by their names."""
    columns = (OfficeCopy.district_id, OfficeCopy.district_name, OfficeCopy.district_name_en)
    newest_last = select(*columns).where(OfficeCopy.status != OfficeStatus.CLOSED).order_by(OfficeCopy.version)
    found = {
        row[0]: ShownDistrict(id=row[0], name=row[1], name_en=row[2]) for row in await session.execute(newest_last)
    }
    return sorted(found.values(), key=lambda one: (one.name, one.id))


async def must_be_known(session: AsyncSession, wanted: Sequence[UUID]) -> None:
    """DistrictUnknown for one without an office; an office that was closed since still counts."""
    known = set(await session.scalars(select(OfficeCopy.district_id).where(OfficeCopy.district_id.in_(wanted))))
    if set(wanted) - known:
        raise DistrictUnknown
