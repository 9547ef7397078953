"""Invite a person: they get a link by email, choose a password, and work with the roles they were given."""

from typing import Literal

from fastapi import Request, Response
from liaison_contracts.identity import Errand, Role
from liaison_kit import clock, outbox, web
from liaison_kit.database import new_id
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import Field
from sqlalchemy.dialects.postgresql import insert

from liaison_registry.model import Kind, OneLine, Person, Scope, Staff, announce
from liaison_registry.model.people.letters import letter, newest_sealing_key
from liaison_registry.model.people.people import EmailTaken, PeopleSignInWithTheCity, checked_email

router = web.router(only(Role.ADMINISTRATOR))


class Invitation(Scope):
    """`language` is that of the letters."""

    name: OneLine = Field(min_length=1, max_length=100)
    email: OneLine = Field(min_length=1, max_length=254)
    language: Literal["uk", "en"] = "uk"


@router.post("/people", status_code=201)
async def invite_person(session: Session, invitation: Invitation, request: Request, response: Response) -> Person:
    settings, now = request.app.state.settings, clock.real_now()
    if settings.oidc_issuer:
        raise PeopleSignInWithTheCity
    email = checked_email(invitation.email)
    await invitation.check(session)
    key = await newest_sealing_key(session)
    # Not "look, then insert": two administrators may invite the same person at the same moment.
    new = insert(Staff).values(
        id=new_id(),
        version=0,
        kind=Kind.PERSON,
        name=invitation.name,
        email=email,
        language=invitation.language,
        roles=[],
        offices=[],
        ended_sign_ins=[],
        created_at=now,
    )
    staff: Staff | None = await session.scalar(new.on_conflict_do_nothing(index_elements=["email"]).returning(Staff))
    if staff is None:
        raise EmailTaken
    staff.allow(invitation.roles, invitation.whole_network, invitation.offices)
    link, fact = letter(staff, Errand.INVITATION, key, settings.url, now)
    session.add(link)
    outbox.publish(session, fact)
    await announce(session, staff)
    response.headers["Location"] = f"/people/{staff.id}"
    return Person.of(staff)
