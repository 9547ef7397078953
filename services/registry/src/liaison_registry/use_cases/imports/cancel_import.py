"""Cancel an import: it stops after the present batch; what was taken over stays, and sending the file again goes on."""

from uuid import UUID

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.database import get_for_update
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session

from liaison_registry.model import ImportReport
from liaison_registry.register_import import drop_waiting

router = web.router(for_the_network(Role.COORDINATOR))


@router.post("/network/imports/{report_id}/cancel", status_code=204)
async def cancel_import(session: Session, report_id: UUID, response: Response) -> None:
    report = await get_for_update(session, ImportReport, report_id)
    report.cancel()
    await drop_waiting(session, report)
    response.headers["Location"] = f"/network/imports/{report_id}"
