"""Show a photo of an office: the picture itself, which never changes and may be kept."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from sqlalchemy import select

from liaison_registry.model import Office
from liaison_registry.model.offices.photos import Photo

router = web.router(ANYBODY)

FOR_A_YEAR = "public, max-age=31536000, immutable"


@router.get("/offices/{slug}/photos/{photo_id}", response_class=Response)
async def show_photo(
    session: Session, slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")], photo_id: UUID
) -> Response:
    found = select(Photo.content, Photo.media_type).join(Office, Office.id == Photo.office_id)
    row = (await session.execute(found.where(Photo.id == photo_id, Office.slug == slug))).first()
    if row is None:
        raise NotFound
    return Response(row.content, media_type=row.media_type, headers={"Cache-Control": FOR_A_YEAR})
