"""Keep the commitment as last told: its targets are what every number is measured against; and its money."""

from liaison_contracts.registry import ProgrammeState
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.assessments import keep_assessments
from liaison_reporting.model.kept import keep
from liaison_reporting.model.levels import keep_funding
from liaison_reporting.model.network import ProgrammeCopy


@on(ProgrammeState)
async def on_programme_state(session: AsyncSession, state: ProgrammeState) -> None:
    await keep(
        session,
        ProgrammeCopy,
        **state.model_dump(
            include={"id", "version", "code", "title", "title_en", "hromada_name", "hromada_name_en"}
            | {"starts_on", "ends_on"}
        ),
        **state.model_dump(mode="json", include={"targets", "milestones", "institutions"}),
    )
    await keep_funding(session, state)
    await keep_assessments(session, state)
