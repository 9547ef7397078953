"""Show the form for a bulletin: a new one, for the districts that one may write for."""

from liaison_contracts.identity import Role
from liaison_kit import web
from liaison_kit.identity import only
from liaison_kit.web import Session, Worker
from pydantic import BaseModel

from liaison_notifications.model.bulletins.audience import districts_to_choose
from liaison_notifications.model.consent.choices import ShownDistrict

router = web.router(only(Role.COORDINATOR, Role.ADMINISTRATOR))


class BulletinForm(BaseModel):
    """`whole_community`: whether naming no district is allowed."""

    districts: list[ShownDistrict]
    whole_community: bool


@router.get("/messages/bulletins/new")
async def show_bulletin_form(session: Session, worker: Worker) -> BulletinForm:
    choice, whole_community = await districts_to_choose(session, worker)
    return BulletinForm(districts=choice, whole_community=whole_community)
