"""Show the form for a bulletin: a new one, for the districts that one may write for."""

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_notifications.model.bulletins.audience import districts_of
from liaison_notifications.model.consent.choices import ShownDistrict, districts

router = web.router(only(Role.COORDINATOR, Role.ADMINISTRATOR))


class BulletinForm(BaseModel):
    """`whole_community`: whether naming no district is allowed."""

    districts: list[ShownDistrict]
    whole_community: bool


@router.get("/messages/bulletins/new")
async def show_bulletin_form(session: Session, worker: Worker) -> BulletinForm:
    own, all_of_them = await districts_of(session, worker), await districts(session)
    return BulletinForm(
        districts=[one for one in all_of_them if own is None or one.id in own], whole_community=own is None
    )
