"""What an office tells residents for hours or days: one notice at a time, which nobody sees after its time.

No fact tells of it: no fact could tell of its end, and a state topic would go on saying what is no longer so.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Self
from uuid import UUID

from liaison_contracts.registry import OfficeStatus
from liaison_kit import clock
from liaison_kit.database import Aggregate, new_id
from liaison_kit.errors import Conflict, Refusal
from liaison_kit.formats.written import LeftEmpty, Moment
from pydantic import BaseModel, Field
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base
from liaison_registry.model.offices.office import Office
from liaison_registry.model.text import OneLine

LONGEST = timedelta(days=14)


class WrongEndOfNotice(Refusal):
    """A notice must end in the future, and within 14 days."""

    field = "until"


class NoNoticeUp(Conflict):
    """No notice is up at this office: there is none to take down."""


class WrittenNotice(BaseModel):
    """What residents read, and until when. A time without an offset is Kyiv's."""

    text: OneLine = Field(min_length=1, max_length=200)
    text_en: Annotated[OneLine | None, LeftEmpty] = Field(None, max_length=200)
    until: Moment = Field(description="In the future, on the fourteenth day from today at the latest.")


class ShownNotice(BaseModel):
    """A notice that is up; `version` rises with each that is put up or taken down."""

    version: int
    text: str
    text_en: str | None
    until: datetime


class Notice(Aggregate, Base):
    """An office's last notice. It is up until its time; taken down, its time has come."""

    __tablename__ = "office_notice"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), unique=True)
    text: Mapped[str]
    text_en: Mapped[str | None]
    until: Mapped[datetime]

    @classmethod
    def first(cls, office_id: UUID, written: WrittenNotice, now: datetime) -> Self:
        """The first that an office puts up; WrongEndOfNotice."""
        notice = cls(id=new_id(), version=0, office_id=office_id)
        notice.replace(written, now)
        return notice

    def replace(self, written: WrittenNotice, now: datetime) -> None:
        """Says this instead, whether or not what it said is still up; WrongEndOfNotice."""
        if written.until <= now or _day(written.until) > _day(now) + LONGEST:
            raise WrongEndOfNotice
        self.text, self.text_en, self.until = written.text, written.text_en, written.until
        self.changed()

    def take_down(self, now: datetime) -> None:
        """Nobody sees it any more; NoNoticeUp if its time has come already."""
        if not self.is_up(now):
            raise NoNoticeUp
        self.until = now
        self.changed()

    def is_up(self, now: datetime) -> bool:
        return now < self.until

    def shown(self) -> ShownNotice:
        return ShownNotice.model_validate(self, from_attributes=True)


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.KYIV).date()


async def last_notice_of(session: AsyncSession, office_id: UUID) -> Notice | None:
    """What the office put up last, up or not; lock the office before it is changed."""
    return await session.scalar(select(Notice).where(Notice.office_id == office_id))


async def notices_up(session: AsyncSession, offices: Iterable[Office], now: datetime) -> dict[UUID, ShownNotice]:
    """Those that residents see now, by office; one that is closed for good has nothing more to say."""
    at_work = [office.id for office in offices if office.status != OfficeStatus.CLOSED]
    found = await session.scalars(select(Notice).where(Notice.office_id.in_(at_work), Notice.until > now))
    return {one.office_id: one.shown() for one in found}
