"""Show what a link in a mail confirms; only the button there does it, as mail programs look at links by themselves."""

from fastapi import Request
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel

from liaison_notifications.model.consent.choices import Choices, ShownDistrict, districts
from liaison_notifications.model.consent.opt_in import by_token

router = web.router(ANYBODY)


class ConfirmationPage(BaseModel):
    """What was asked for."""

    confirmed: bool
    choices: Choices
    districts: list[ShownDistrict]


@router.get("/news/confirmations/{token}", dependencies=[personal_link])
async def show_confirmation(session: Session, token: str, request: Request) -> ConfirmationPage:
    row = await by_token(session, token, request.app.state.settings.sealing_key_file, clock.now())
    return ConfirmationPage(
        confirmed=row.confirmed_at is not None,
        choices=Choices.model_validate(row, from_attributes=True),
        districts=await districts(session),
    )
