"""Finish to sign in with the city: it says who somebody is and what their roles are; the scope is given here.

An account is known by the provider's subject. An email is enough only where the settings say so and the provider has
verified it, and never for an administrator who is there for emergencies.
"""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from liaison_kit import audit, clock, identity, web
from liaison_kit.database import Database, new_id
from liaison_kit.errors import NotFound
from liaison_kit.forms import is_local
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from sqlalchemy import select

from liaison_registry.city_sign_in import Answer, CitySignIn
from liaison_registry.model import Kind, Staff, announce, new_staff
from liaison_registry.model.people.people import AccountDeactivated, EmailBelongsToAnother, EmailUnknown
from liaison_registry.model.sign_in.signing_in import close_sign_ins, open_sign_in, record_refusal

router = web.router(ANYBODY, writes=True)  # it is known to be wanted by the state of the sign-in that was begun

NO_ROLE = "/sign-in/city/no-role"


@router.get("/sign-in/city/return")
async def finish_city_sign_in(session: Session, request: Request) -> Response:
    settings, database = request.app.state.settings, request.app.state.database
    if not settings.oidc_issuer:
        raise NotFound
    back = RedirectResponse(NO_ROLE, 303, {"Cache-Control": "no-store"})
    answer = await CitySignIn(settings).finish(request, back)
    staff = await _found(session, database, answer, settings.oidc_link_by_email)
    if not answer.roles:
        if staff:
            await record_refusal(database, answer.email, staff.id)
        # Not refused by an error, which would undo it: what the city has taken away is gone here, too.
        if staff and staff.allow([], staff.whole_network, staff.scope):
            staff.revoke(clock.real_now())
            await close_sign_ins(session, staff.id, clock.real_now())
            await announce(session, staff)
        return back
    staff = staff or _made(session, answer)
    if not staff.active:
        await record_refusal(database, answer.email, staff.id)
        raise AccountDeactivated
    if staff.allow(answer.roles, staff.whole_network, staff.scope):
        await announce(session, staff)
    await session.flush()
    audit.done_by(request, staff.id)
    token = await open_sign_in(session, staff, settings.url, settings.signing_key_file)
    identity.hand_out(back, settings, token)
    back.headers["Location"] = answer.to if is_local(answer.to) else staff.first_page
    return back


async def _found(session: Session, database: Database, answer: Answer, by_email: bool) -> Staff | None:
    """Whose account it is; EmailBelongsToAnother if the address is somebody's who cannot be shown to be the same."""
    staff = await session.scalar(select(Staff).where(Staff.subject == answer.subject).with_for_update())
    if staff or not answer.email:
        return staff
    other = await session.scalar(select(Staff).where(Staff.email == answer.email).with_for_update())
    if other is None:
        return None
    if other.subject or other.break_glass or not (by_email and answer.email_is_verified):
        await record_refusal(database, answer.email, other.id)
        raise EmailBelongsToAnother
    other.subject, other.password_hash, other.totp_secret = answer.subject, None, None
    return other


def _made(session: Session, answer: Answer) -> Staff:
    """A new account, without a scope until an administrator gives it one."""
    if not answer.email:
        raise EmailUnknown
    staff = new_staff(new_id(), Kind.PERSON, answer.name, clock.real_now())
    staff.email, staff.subject = answer.email, answer.subject
    session.add(staff)
    return staff
