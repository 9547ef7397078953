"""Give a milestone's file as it was sent, to be kept rather than opened on the network's own pages."""

from uuid import UUID

from fastapi import Response
from liaison_kit import web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from sqlalchemy import select

from liaison_registry.model.files.uploaded_files import MediaType
from liaison_registry.model.programme.evidence import ENDINGS, EvidenceFile

router = web.router(ANYBODY)


@router.get("/programme/evidence/{file_id}", response_class=Response)
async def show_evidence_file(session: Session, file_id: UUID) -> Response:
    columns = (EvidenceFile.content, EvidenceFile.media_type, EvidenceFile.milestone, EvidenceFile.place)
    row = (await session.execute(select(*columns).where(EvidenceFile.id == file_id))).first()
    if row is None:
        raise NotFound
    # A name of our own: nothing that somebody typed comes into a header. Not kept for long, as it may be removed.
    name = f"milestone-{row.milestone}-evidence-{row.place}.{ENDINGS[MediaType(row.media_type)]}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "public, max-age=3600",
    }
    return Response(row.content, media_type=row.media_type, headers=headers)
