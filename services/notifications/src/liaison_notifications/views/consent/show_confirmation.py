"""Show what a link in a mail confirms; only the button there does it, as mail programs look at links by themselves."""

from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel

from liaison_notifications.model.consent.choices import ShownDistrict, Wishes, districts
from liaison_notifications.model.consent.opt_in import by_token

router = web.router(ANYBODY)


class ConfirmationPage(BaseModel):
    """What was asked for."""

    confirmed: bool
    choices: Wishes
    districts: list[ShownDistrict]


@router.get("/news/confirmations/{token}", dependencies=[personal_link])
async def show_confirmation(session: Session, token: str) -> ConfirmationPage:
    row = await by_token(session, token, clock.now())
    return ConfirmationPage(
        confirmed=row.confirmed_at is not None,
        choices=Wishes.model_validate(row, from_attributes=True),
        districts=await districts(session),
    )
