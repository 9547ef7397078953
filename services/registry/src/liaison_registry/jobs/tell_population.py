"""Tell the population that was recorded before it was told to anybody: once, for each district."""

from datetime import timedelta

from liaison_contracts.registry import PopulationChanged
from liaison_kit import clock, outbox
from liaison_kit.jobs import JobContext, every
from sqlalchemy import text

from liaison_registry.model.programme.told_population import told_anew, untold


@every(timedelta(hours=1))
async def tell_population(context: JobContext) -> bool:
    async with context.transaction() as session:
        if not await untold(session):
            return False
        # As an import does: what comes at the same time would be told in the same version.
        await session.execute(text("lock table population in share row exclusive mode"))
        for state in await told_anew(session, await untold(session)):
            outbox.publish(session, PopulationChanged(occurred_on=clock.today(), state=state))
    return False
