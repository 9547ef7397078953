"""Erase an appointment: whoever holds its link has their name and contact deleted at once; the time is given back."""

from fastapi import Request, Response
from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link

from liaison_events.model.consultations.appointment import appointment_of
from liaison_events.model.consultations.erasing import erase
from liaison_events.model.wishes import note_erased

router = web.router(ANYBODY)


@router.post("/appointments/mine/{token}/erasure", status_code=204, dependencies=[personal_link])
async def erase_appointment(session: Session, token: str, request: Request, response: Response) -> None:
    appointment, now = await session.scalar(appointment_of(token).with_for_update()), clock.now()
    if appointment is None:
        raise NotFound
    if appointment.is_known:
        await note_erased(request.app.state.settings.wishes_file, appointment.id, now)
    await erase(session, appointment, asked_at=now)
    response.headers["Location"] = f"/appointments/mine/{token}?erased=true"
