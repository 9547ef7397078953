"""Count two entries of one organisation once: with help, if either was created with it."""

from datetime import date

from liaison_contracts.registry import CSOsMerged
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model import OrganisationCreated, keep

NO_DAY = date.max
"""Of an entry that turned out to be another's double: it counts on no day, even if its registration is heard later."""


@on(CSOsMerged)
async def on_csos_merged(session: AsyncSession, fact: CSOsMerged) -> None:
    kept = fact.state
    same = {"name": kept.name, "edrpou": kept.edrpou, "district_id": kept.district_id}
    same |= kept.model_dump(mode="json", include={"former_districts"})
    gone = {"id": fact.gone_id, "version": fact.gone_version, "created_with_help": False, "registered_on": NO_DAY}
    await keep(session, OrganisationCreated, **same, **gone)
    if kept.created_with_help:
        registered_on = kept.registered_on or fact.occurred_on
        helped = {"id": kept.id, "version": kept.version, "created_with_help": True, "registered_on": registered_on}
        await keep(session, OrganisationCreated, **same, **helped)
