"""Replace a program's token: the one before it is void at once; the new one is shown once."""

from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.identity import Role
from liaison_kit import cookies, web
from liaison_kit.identity import only
from liaison_kit.web import Session

from liaison_registry.model import Kind, announce
from liaison_registry.model.people.people import NewToken, account_for_update

router = web.router(only(Role.ADMINISTRATOR))


@router.post("/people/{staff_id}/token", status_code=201)
async def replace_token(session: Session, staff_id: UUID, request: Request, response: Response) -> NewToken:
    staff = await account_for_update(session, staff_id, Kind.PROGRAM)
    token = staff.renew_token()
    await announce(session, staff)
    page = f"/people/{staff.id}"
    # As in add_program: for whoever came by the form.
    secure = request.app.state.settings.url.startswith("https:")
    cookies.NEW_TOKEN.give(response, token, path=page, secure=secure)
    response.headers["Location"] = page
    return NewToken(id=staff.id, token=token)
