"""The writing service under test: each command changes one district and says so.

It bears the registry's name, because only the registry may publish facts about districts.
"""

import os
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from liaison_contracts.registry import CSORegistered, CSOState, CSOStatus, DistrictJoined, DistrictState
from liaison_kit import outbox, web
from liaison_kit.database import TYPES, Aggregate, get, get_for_update, metadata
from liaison_kit.identity import ANYBODY
from liaison_kit.service import Service
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped

router = web.router(ANYBODY)
JOINED_ON = date(2020, 11, 26)
TELLS_REPORTING = "LIAISON_FAULTS_TELLS_REPORTING"
"""Set: each command tells something that reporting counts, too."""


class Base(DeclarativeBase):
    """This service's tables."""

    metadata = metadata()
    type_annotation_map = TYPES


class District(Aggregate, Base):
    """One aggregate; its version counts the commands that it took."""

    __tablename__ = "district"

    name: Mapped[str]

    def state(self) -> DistrictState:
        return DistrictState(
            id=self.id,
            version=self.version,
            code="UA05020030000000001",
            name=self.name,
            name_en=self.name,
            seat=self.name,
            seat_en=self.name,
            joined_on=JOINED_ON,
        )

    def organisation(self) -> CSOState:
        """One of this district, of which each version is registered on another day, so that its figure moves."""
        return CSOState(
            id=uuid5(self.id, "organisation"),
            version=self.version,
            edrpou="12345678",
            name=self.name,
            status=CSOStatus.ACTIVE,
            registered_on=JOINED_ON + timedelta(days=self.version % 100),
            created_with_help=self.version % 3 > 0,
            district_id=self.id,
        )


class Renaming(BaseModel):
    """`command` is the client's own number for what it wants, the same in every retry."""

    command: UUID
    name: str


class Renamed(BaseModel):
    version: int


@router.post("/districts/{district_id}/renamings", status_code=201)
async def rename_district(session: Session, district_id: UUID, renaming: Renaming) -> Renamed:
    return Renamed(version=await rename(session, district_id, renaming))


@router.get("/districts/{district_id}")
async def show_district(session: Session, district_id: UUID) -> Renamed:
    return Renamed(version=(await get(session, District, district_id)).version)


async def rename(session: AsyncSession, district_id: UUID, renaming: Renaming) -> int:
    """Returns the version that the command made. A command carried out twice leaves two rows in `command`."""
    district = await get_for_update(session, District, district_id)
    district.name = renaming.name
    district.changed()
    await session.flush()
    done = text("insert into command values (:command, :district, :version)")
    values = {"command": renaming.command, "district": district.id, "version": district.version}
    await session.execute(done, values)
    outbox.publish(session, DistrictJoined(occurred_on=JOINED_ON, state=district.state()))
    if os.environ.get(TELLS_REPORTING):
        organisation = district.organisation()
        told = {"state": organisation, "created_with_help": organisation.created_with_help}
        outbox.publish(session, CSORegistered(occurred_on=JOINED_ON, **told))
    return district.version


SERVICE = Service(
    name="registry", migrations=Path(__file__).parent / "writer_schema", slices=[router], owns_accounts=True
)
