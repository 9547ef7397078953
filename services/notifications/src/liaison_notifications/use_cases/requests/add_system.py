"""Add a system: from now on it may have messages sent, for what was agreed and no more than its quota."""

from fastapi import Response
from liaison_contracts.identity import Role
from liaison_kit import clock, web
from liaison_kit.database import new_id
from liaison_kit.identity import for_the_network
from liaison_kit.web import Session
from pydantic import Field

from liaison_notifications.model.requests.shown import KnownSystem
from liaison_notifications.model.requests.systems import RequestingSystem, WrittenSystem, must_be_new

router = web.router(for_the_network(Role.COORDINATOR, Role.ADMINISTRATOR))


class NewSystem(WrittenSystem):
    """`name` stays: it is what the system calls itself in each request."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$", description="Small Latin letters, digits and hyphens.")


@router.post("/messages/systems", status_code=201)
async def add_system(session: Session, system: NewSystem, response: Response) -> KnownSystem:
    """No fact: only this service asks who may."""
    await must_be_new(session, system.name)
    row = RequestingSystem(id=new_id(), version=1, name=system.name, suspended_at=None, added_at=clock.now())
    row.write(WrittenSystem(**system.model_dump(exclude={"name"})))
    session.add(row)
    response.headers["Location"] = f"/messages/systems/{row.id}"
    return KnownSystem.of(row)
