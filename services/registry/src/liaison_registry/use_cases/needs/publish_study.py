"""Publish a study: its results are public for good, sums per district with small ones hidden."""

from uuid import UUID

from liaison_contracts.identity import Role
from liaison_contracts.registry import NeedsStudyPublished, NeedsStudyState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from sqlalchemy import select

from liaison_registry.model import NeedsCount, NeedsStudy, results_of

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/surveys/studies/{study_id}/publication")
async def publish_study(session: Session, study_id: UUID) -> NeedsStudyState:
    study = await get_for_update(session, NeedsStudy, study_id)
    counts = (await session.scalars(select(NeedsCount).where(NeedsCount.study_id == study_id))).all()
    study.publish([one.model_dump(mode="json") for one in results_of(study, counts)], clock.today())
    outbox.publish(session, NeedsStudyPublished(occurred_on=clock.today(), state=study.state()))
    return study.state()
