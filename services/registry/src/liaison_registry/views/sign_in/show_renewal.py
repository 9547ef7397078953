"""Show an image of nothing that renews the sign-in: pages of every service carry it once a token is some minutes old.

So an open page keeps its reader signed in, no page of another service asks the registry for anything, and while the
registry restarts the token in hand is still good.
"""

import base64

from fastapi import Request, Response
from liaison_kit import identity, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session

from liaison_registry.model.sign_in.signing_in import renewed

router = web.router(ANYBODY)

NOTHING = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""A transparent GIF of one pixel."""


@router.get("/sign-in/renewal", response_class=Response, responses={200: {"content": {"image/gif": {}}}})
async def show_renewal(session: Session, request: Request) -> Response:
    settings, account = request.app.state.settings, web.account_of(request)
    image = Response(NOTHING, media_type="image/gif", headers={"Cache-Control": "no-store"})
    if account and account.token and account.renewal_is_due:
        token = await renewed(session, account.token, settings.url, settings.signing_key_file)
        if token:
            identity.hand_out(image, settings, token)
    return image
