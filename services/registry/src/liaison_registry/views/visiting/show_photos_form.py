"""Show staff an office's photos: those it has, and the form for one more."""

from typing import Annotated

from fastapi import Path
from liaison_contracts.identity import Role
from liaison_contracts.registry import OfficeState
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import only
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_registry.model import Office
from liaison_registry.model.offices.photos import MOST_PHOTOS

router = web.router(only(Role.WORKER, Role.COORDINATOR))


class PhotosForm(BaseModel):
    """`most`: how many an office may have."""

    office: OfficeState
    most: int


@router.get("/offices/{slug}/photos")
async def show_photos_form(session: Session, slug: Annotated[str, Path(pattern="^[a-z0-9-]{1,60}$")]) -> PhotosForm:
    office = await session.scalar(select(Office).where(Office.slug == slug))
    if office is None:
        raise NotFound
    return PhotosForm(office=office.state(), most=MOST_PHOTOS)
