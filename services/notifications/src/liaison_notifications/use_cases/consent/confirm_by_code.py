"""Confirm a subscription by the code that came by SMS; it leads to the subscriber's own page."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel, Field, StringConstraints

from liaison_notifications.model.consent.ledger import How
from liaison_notifications.model.consent.opt_in import count_try, must_be_its_code, request_of
from liaison_notifications.model.consent.subscribers import Confirmed, confirm

router = web.router(ANYBODY)


class TypedCode(BaseModel):
    """Six digits; spaces do not count."""

    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] = Field(max_length=20)


@router.post("/news/requests/{opt_in_id}/confirmation", status_code=201, dependencies=[personal_link])
async def confirm_by_code(
    session: Session, opt_in_id: UUID, typed: TypedCode, request: Request, response: Response
) -> Confirmed:
    settings, now = request.app.state.settings, clock.now()
    opt_in = await request_of(session, opt_in_id, now)
    await count_try(request.app.state.database, opt_in_id)
    must_be_its_code(opt_in, typed.code, settings.sealing_key_file)
    path = await confirm(session, opt_in, How.CODE, settings.url, settings.sealing_key_file, now)
    response.headers["Location"] = f"{path}?done=confirmed"
    return Confirmed(link=f"{settings.url.rstrip('/')}{path}")
