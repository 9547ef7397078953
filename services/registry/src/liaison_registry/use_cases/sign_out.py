"""Sign out: this browser is nobody's again."""

from fastapi import Request, Response
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.settings import Settings
from liaison_kit.web import STAFF_COOKIE

router = web.router(ANYBODY)


@router.post("/sign-out", status_code=204)
async def sign_out(request: Request, response: Response) -> None:
    settings: Settings = request.app.state.settings
    secure = settings.url.startswith("https:")
    response.delete_cookie(STAFF_COOKIE, path="/", secure=secure, httponly=True, samesite="lax")
    response.headers["Location"] = "/"
