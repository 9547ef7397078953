"""Count an organisation that was registered: with the network's help it counts for the commitment."""

from liaison_contracts.registry import CSORegistered
from liaison_kit import clock, telemetry
from liaison_kit.database import keep_latest
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model import OrganisationCreated, recorded_at


@on(CSORegistered)
async def on_cso_registered(session: AsyncSession, fact: CSORegistered) -> None:
    await keep_latest(
        session,
        OrganisationCreated,
        id=fact.state.id,
        version=fact.state.version,
        recorded_at=recorded_at(telemetry.current().causation, clock.now()),
        name=fact.state.name,
        edrpou=fact.state.edrpou,
        registered_on=fact.state.registered_on or fact.occurred_on,
        created_with_help=fact.created_with_help,
        district_id=fact.state.district_id,
    )
