"""Show a picture of the guide."""

from typing import Literal

from fastapi import Request, Response
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY

from liaison_events.guide import digest, picture

router = web.router(ANYBODY)
FOR_A_YEAR = "public, max-age=31536000, immutable"


@router.get("/help/pictures/{language}/{picture_name}.webp", response_class=Response)
async def show_guide_picture(request: Request, language: Literal["en", "uk"], picture_name: str) -> Response:
    found = picture(language, picture_name)
    if found is None:
        raise NotFound
    # Kept for ever only under the address that stands for this content.
    kept = {"Cache-Control": FOR_A_YEAR} if request.url.query == digest(language, picture_name) else {}
    return Response(found, media_type="image/webp", headers=kept)
