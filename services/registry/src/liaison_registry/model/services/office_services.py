"""What an office offers of the catalogue, on its own terms, and since when nobody has looked (HSDS 3.0,
`service_at_location` and `assured_date`)."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from liaison_contracts.registry import OfferedService, ServiceHours
from liaison_kit.database import Aggregate, get_for_update
from liaison_kit.errors import Conflict, NotFound, Refusal
from liaison_kit.formats.written import LeftEmpty
from pydantic import Field
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base
from liaison_registry.model.offices.office import Office
from liaison_registry.model.offices.opening_hours import Hours, spans_of
from liaison_registry.model.offices.written import PublicPhone
from liaison_registry.model.services.catalogue import CatalogueService, Terms, WrittenTerms

MONTHS_FRESH = 6
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class OfferedAlready(Conflict):
    """This office offers this service already."""

    field = "service_id"


class OfferedMeanwhile(Conflict):
    """An office has begun to offer this service just now. Send it again."""


class UnknownService(Refusal):
    """There is no such service in the catalogue."""

    field = "service_id"


class WrittenOffer(WrittenTerms):
    """A service at an office, as its worker describes it: what is left empty is as the catalogue, or the office, says.

    The hours of each weekday are written “09:00–13:00, 14:00–18:00”.
    """

    monday: Hours = ""
    tuesday: Hours = ""
    wednesday: Hours = ""
    thursday: Hours = ""
    friday: Hours = ""
    saturday: Hours = ""
    sunday: Hours = ""
    phone: Annotated[PublicPhone | None, LeftEmpty] = Field(None, description="Where to ask about it.")

    def hours(self) -> list[dict[str, Any]]:
        """As they are kept: {weekday, opens, closes} for each interval."""
        return [
            {"weekday": number, "opens": f"{span.opens:%H:%M}", "closes": f"{span.closes:%H:%M}"}
            for number, name in enumerate(WEEKDAYS, start=1)
            for span in spans_of(getattr(self, name))
        ]


class OfficeService(Terms, Aggregate, Base):
    """A service of the catalogue, offered at an office; the row goes when it is withdrawn."""

    __tablename__ = "office_service"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    hours: Mapped[list[dict[str, Any]]]
    phone: Mapped[str | None]
    assured_on: Mapped[date]
    assured_by: Mapped[UUID]

    def describe(self, written: WrittenOffer, today: date, worker_id: UUID) -> None:
        """Says all of it anew; whoever wrote it has vouched for it."""
        self.keep_terms(written)
        self.hours, self.phone = written.hours(), written.phone
        self.assured_on, self.assured_by = today, worker_id

    def assure(self, today: date, worker_id: UUID) -> None:
        """The office has looked, and it is still true."""
        self.assured_on, self.assured_by = today, worker_id
        self.changed()

    def week(self) -> dict[str, str]:
        """Its hours as a person writes them, by weekday; empty where there are none."""
        return {
            name: ", ".join(f"{one['opens']}–{one['closes']}" for one in self.hours if one["weekday"] == number)
            for number, name in enumerate(WEEKDAYS, start=1)
        }

    def seen(self, service: CatalogueService) -> OfferedService:
        """As the world knows it: who vouched for it stays here."""
        return OfferedService(
            id=self.id,
            service_id=service.id,
            name=service.name,
            name_en=service.name_en,
            area=service.area,
            hours=[ServiceHours.model_validate(one) for one in self.hours],
            phone=self.phone,
            assured_on=self.assured_on,
        )


def is_stale(assured_on: date, today: date) -> bool:
    """Whether nobody has said for half a year that it is still true."""
    return months_between(assured_on, today) >= MONTHS_FRESH


def months_between(earlier: date, later: date) -> int:
    """Whole months, as a person counts them: from the 31st to the 30th is none."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month - (later.day < earlier.day)


async def offers_of(session: AsyncSession, office_id: UUID) -> list[tuple[OfficeService, CatalogueService]]:
    """What an office offers, in the order of the names."""
    found = select(OfficeService, CatalogueService).join(
        CatalogueService, CatalogueService.id == OfficeService.service_id
    )
    rows = await session.execute(found.where(OfficeService.office_id == office_id).order_by(CatalogueService.name))
    return [(offer, service) for offer, service in rows]


async def offer_of(session: AsyncSession, office_id: UUID, service_id: UUID) -> OfficeService:
    """The one offer, locked, with its office locked before; NotFound if the office does not offer it."""
    found = select(OfficeService).where(OfficeService.office_id == office_id, OfficeService.service_id == service_id)
    offer: OfficeService | None = await session.scalar(found.with_for_update())
    if offer is None:
        raise NotFound
    return offer


async def with_its_offices(session: AsyncSession, service_id: UUID) -> tuple[CatalogueService, list[Office]]:
    """A service and the offices that offer it, all locked: offices first and in one order, as whoever offers it does.

    OfferedMeanwhile in the rare case that one more office began to offer it while we waited.
    """
    offering = select(OfficeService.office_id).where(OfficeService.service_id == service_id)
    locked = select(Office).where(Office.id.in_(offering)).order_by(Office.id).with_for_update()
    offices = list(await session.scalars(locked))
    service = await get_for_update(session, CatalogueService, service_id)
    if set(await session.scalars(offering)) - {office.id for office in offices}:
        raise OfferedMeanwhile
    return service, offices


async def take_over_services(session: AsyncSession, office: Office) -> None:
    """Brings into the office's state what its rows say; call it after they were changed, with the office locked."""
    await session.flush()
    offered = [offer.seen(service) for offer, service in await offers_of(session, office.id)]
    office.services = [one.model_dump(mode="json") for one in offered]
    office.changed()
