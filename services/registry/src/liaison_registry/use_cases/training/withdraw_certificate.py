"""Withdraw a certificate that was recorded by mistake or is void: it stays in the list, and counts no more."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import get, get_for_update
from liaison_kit.errors import NotFound
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_registry.model.training.shown_training import ShownCertificate
from liaison_registry.model.training.training import Certificate, TrainingProgramme

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/people/{staff_id}/training/{certificate_id}/withdrawal")
async def withdraw_certificate(
    session: Session, staff_id: UUID, certificate_id: UUID, response: Response
) -> ShownCertificate:
    certificate = await get_for_update(session, Certificate, certificate_id)
    if certificate.staff_id != staff_id:
        raise NotFound
    certificate.withdraw(clock.today())
    programme = await get(session, TrainingProgramme, certificate.programme_id)
    response.headers["Location"] = f"/people/{staff_id}/training"
    return ShownCertificate.of(certificate, programme, clock.today())
