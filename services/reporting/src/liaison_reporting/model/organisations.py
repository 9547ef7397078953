"""Organisations that were registered."""

from datetime import date
from typing import Any
from uuid import UUID

from liaison_contracts.fact import Fact
from liaison_contracts.registry import CSOState
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_reporting.model.contributions import NETWORK, contribute
from liaison_reporting.model.kept import Base, Kept, keep
from liaison_reporting.model.network import belonged_to

NO_DAY = date.max
"""Of an entry that turned out to be another's double: it counts on no day, even if its registration is heard later."""


class OrganisationCreated(Kept, Base):
    """A CSO that became a registered organisation."""

    __tablename__ = "organisation_created"

    name: Mapped[str]
    edrpou: Mapped[str]
    registered_on: Mapped[date]
    created_with_help: Mapped[bool]
    district_id: Mapped[UUID | None]
    former_districts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)

    @property
    def first_district(self) -> UUID | None:
        """The district it belonged to on the day of its registration."""
        return belonged_to(self.former_districts, self.registered_on) or self.district_id


async def keep_registered(
    session: AsyncSession, fact: Fact, state: CSOState, *, created_with_help: bool, registered_on: date
) -> None:
    """An organisation that was registered; `registered_on` stands in where its state names no day."""
    day = state.registered_on or registered_on
    row = await _keep(session, state, state.id, state.version, created_with_help, day)
    figures = {"organisations/with_help" if created_with_help else "organisations/without_help": 1}
    place = row.first_district or NETWORK
    await contribute(
        session,
        fact,
        "organisations",
        place=place,
        day=day,
        figures=figures,
        title=state.name,
        aggregate=(state.id, state.version),
    )


async def keep_gone(session: AsyncSession, fact: Fact, kept: CSOState, gone: tuple[UUID, int]) -> None:
    """An entry that turned out to be `kept`'s double: its id and its version from then on."""
    await _keep(session, kept, *gone, created_with_help=False, day=NO_DAY)
    await contribute(
        session, fact, "organisations", place=NETWORK, day=None, figures={}, title=kept.name, aggregate=gone
    )


async def _keep(
    session: AsyncSession, state: CSOState, row_id: UUID, version: int, created_with_help: bool, day: date
) -> OrganisationCreated:
    columns = {"id": row_id, "version": version, "created_with_help": created_with_help, "registered_on": day}
    columns |= {"name": state.name, "edrpou": state.edrpou, "district_id": state.district_id}
    columns |= state.model_dump(mode="json", include={"former_districts"})
    await keep(session, OrganisationCreated, **columns)
    return OrganisationCreated(**columns)
