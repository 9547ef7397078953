"""Publish a study: its results are public for good, sums per district with small ones hidden."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_contracts.registry import NeedsStudyPublished, NeedsStudyState
from liaison_kit import clock, outbox, web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_registry.model import NeedsStudy, results_of, sums_of

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/surveys/studies/{study_id}/publication")
async def publish_study(session: Session, study_id: UUID, response: Response) -> NeedsStudyState:
    study = await get_for_update(session, NeedsStudy, study_id)
    results = results_of(study, await sums_of(session, study_id))
    study.publish([one.model_dump(mode="json") for one in results], clock.today())
    outbox.publish(session, NeedsStudyPublished(occurred_on=clock.today(), state=study.state()))
    response.headers["Location"] = f"/surveys/studies/{study_id}"
    return study.state()
