"""Show what HSDS this is: version, profile and where the interface is described (HSDS API 3.0, `/`)."""

from fastapi import Request
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from pydantic import BaseModel

from liaison_registry.model.hsds.hsds import PROFILE, VERSION

router = web.router(ANYBODY)


class HSDSAbout(BaseModel):
    """`openapi_url`: the description of all of the registry's interface."""

    version: str
    profile: str
    openapi_url: str


@router.get("/hsds/")
async def show_hsds(request: Request) -> HSDSAbout:
    base = request.app.state.settings.url.rstrip("/")
    return HSDSAbout(version=VERSION, profile=PROFILE, openapi_url=f"{base}{request.app.openapi_url}")
