"""Adding a file as evidence of a milestone."""

import io
from collections.abc import Awaitable, Callable

import httpx
import pytest
from liaison_kit.database import Database, new_id
from PIL import Image
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.documents import PDF, docx

Published = Callable[[], Awaitable[list[str]]]
Write = Callable[[str], Awaitable[None]]
API = "/api/registry/v1"
HERE = "/programme/milestones/2/evidence"
TITLE = {"title": "Звіт про потреби", "title_en": "Report on needs"}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def photo() -> bytes:
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Olena's camera"
    Image.new("RGB", (60, 40)).save(made, "JPEG", exif=exif)
    return made.getvalue()


async def test_everybody_finds_it_beside_the_links_and_keeps_it_safely(
    staff: httpx.AsyncClient, imported: None, network: str, published: Published
) -> None:
    links = {"status": "finished", "evidence": "https://city.example/act.pdf Акт"}
    assert (await staff.post(f"{API}/programme/milestones/2", json=links)).status_code == 200
    before = await published()
    name = "../../../etc/<script>.html"
    answer = await staff.post(HERE, data={"_page": HERE, **TITLE}, files={"file": (name, PDF, "text/html")})
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)
    assert await published() == [*before, "MilestoneChanged"]
    # The same file of the network again takes away neither links nor files.
    assert (await staff.post(f"{API}/network", content=network.encode())).status_code == 200
    del staff.headers["authorization"]
    milestone = (await staff.get(f"{API}/programme")).json()["programme"]["milestones"][1]
    [file] = milestone["files"]
    assert milestone["evidence"] == [{"title": "Акт", "url": "https://city.example/act.pdf"}]
    assert file == TITLE | {
        "id": file["id"],
        "path": f"/programme/evidence/{file['id']}",
        "media_type": "application/pdf",
        "size": len(PDF),
    }
    page = (await staff.get("/programme")).text
    assert f'<a href="{file["path"]}" download>Звіт про потреби</a>' in page
    assert 'href="https://city.example/act.pdf"' in page
    assert "Report on needs" in (await staff.get("/programme?lang=en")).text
    kept = await staff.get(file["path"])
    assert (kept.status_code, kept.content) == (200, PDF)
    assert kept.headers["content-disposition"] == 'attachment; filename="milestone-2-evidence-1.pdf"'
    assert kept.headers["content-type"] == "application/pdf"
    assert kept.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in kept.headers["content-security-policy"]


async def test_a_fact_carries_the_address_and_no_byte_of_the_file(
    staff: httpx.AsyncClient, imported: None, database: Database
) -> None:
    await staff.post(f"{API}{HERE}", params=TITLE, content=PDF)
    async with database.reading() as session:
        told = await session.scalar(text("select payload from outbox where topic like '%MilestoneChanged'"))
    assert b"/programme/evidence/" in bytes(told)
    assert b"Catalog" not in bytes(told)


async def test_a_picture_loses_what_the_camera_wrote_and_a_document_stays_as_it_is(
    staff: httpx.AsyncClient, imported: None
) -> None:
    written = docx()  # once: a zip file holds the moment at which it was made
    for content in (photo(), written):
        assert (await staff.post(f"{API}{HERE}", params=TITLE, content=content)).status_code == 201
    files = (await staff.get(f"{API}/programme")).json()["programme"]["milestones"][1]["files"]
    assert [one["media_type"] for one in files] == ["image/jpeg", DOCX]
    picture, document = [await staff.get(one["path"]) for one in files]
    assert b"camera" not in picture.content
    assert b"camera" in photo()
    assert document.content == written
    assert document.headers["content-disposition"].endswith('.docx"')


async def test_a_fourth_file_is_refused_by_the_model_and_by_the_database(
    staff: httpx.AsyncClient, imported: None, published: Published, write: Write
) -> None:
    for _ in range(3):
        assert (await staff.post(f"{API}{HERE}", params=TITLE, content=PDF)).status_code == 201
    before = await published()
    fourth = await staff.post(f"{API}{HERE}", params=TITLE, content=PDF)
    assert (fourth.status_code, fourth.json()["errors"][0]["field"]) == (409, "file")
    assert await published() == before
    assert (await staff.post(f"{API}/programme/milestones/3/evidence", params=TITLE, content=PDF)).status_code == 201
    for place in (3, 4):
        with pytest.raises(IntegrityError, match="_place"):
            await write(f"""
                insert into evidence_file select '{new_id()}', programme_id, milestone, {place}, title, title_en,
                    media_type, content, added_at from evidence_file where milestone = 2 and place = 1
            """)


@pytest.mark.parametrize(
    "content",
    [b"", b"<script>alert(1)</script>", b"GIF89a", PDF + b"<script>", docx(("word/vbaProject.bin", "x")), photo()[:90]],
)
async def test_what_is_none_of_the_kinds_is_refused_and_the_title_stays(
    staff: httpx.AsyncClient, imported: None, published: Published, content: bytes
) -> None:
    before = await published()
    answer = await staff.post(HERE, data={"_page": HERE, **TITLE}, files={"file": ("act.pdf", content)})
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert 'value="Report on needs"' in answer.text
    assert await published() == before


async def test_the_kinds_that_are_taken_are_named(staff: httpx.AsyncClient, imported: None) -> None:
    refused = await staff.post(f"{API}{HERE}", params=TITLE, content=b"Report")
    assert refused.json()["errors"][0]["message"] == "This is none of: JPEG, PNG, PDF, DOCX, XLSX, ODT, ODS."


async def test_one_that_is_too_large_is_not_even_read(staff: httpx.AsyncClient, imported: None) -> None:
    answer = await staff.post(f"{API}{HERE}", params=TITLE, content=b"%PDF-1.7" * (2 * 1024 * 1024))
    assert answer.status_code == 413


@pytest.mark.parametrize("missing", TITLE)
async def test_without_a_title_in_both_languages_it_is_refused(
    staff: httpx.AsyncClient, imported: None, missing: str
) -> None:
    answer = await staff.post(f"{API}{HERE}", params=TITLE | {missing: " "}, content=PDF)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, missing)


async def test_there_is_no_such_milestone_or_file(staff: httpx.AsyncClient, imported: None) -> None:
    elsewhere = f"{API}/programme/milestones/99/evidence"
    assert (await staff.post(elsewhere, params=TITLE, content=PDF)).status_code == 404
    assert (await staff.get(elsewhere)).status_code == 404
    assert (await staff.get(f"/programme/evidence/{new_id()}")).status_code == 404
    assert (await staff.get("/programme/evidence/..%2f..%2fetc%2fpasswd")).status_code in {404, 422}
