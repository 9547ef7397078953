"""Begin to sign in with the city: the browser is sent to the city's identity provider."""

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY

from liaison_registry.city_sign_in import CitySignIn

router = web.router(ANYBODY)


@router.get("/sign-in/city")
async def begin_city_sign_in(request: Request, to: Annotated[str, Query(max_length=1000)] = "") -> Response:
    settings = request.app.state.settings
    if not settings.oidc_issuer:
        raise NotFound
    away = RedirectResponse("", 303)
    away.headers["Location"] = await CitySignIn(settings).begin(away, to)
    away.headers["Cache-Control"] = "no-store"
    return away
