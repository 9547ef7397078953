"""Count an organisation that was registered: with the network's help it counts for the commitment."""

from liaison_contracts.registry import CSORegistered
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model import OrganisationCreated, keep


@on(CSORegistered)
async def on_cso_registered(session: AsyncSession, fact: CSORegistered) -> None:
    await keep(
        session,
        OrganisationCreated,
        id=fact.state.id,
        version=fact.state.version,
        name=fact.state.name,
        edrpou=fact.state.edrpou,
        registered_on=fact.state.registered_on or fact.occurred_on,
        created_with_help=fact.created_with_help,
        district_id=fact.state.district_id,
        **fact.state.model_dump(mode="json", include={"former_districts"}),
    )
