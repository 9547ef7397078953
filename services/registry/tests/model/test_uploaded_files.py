"""Files that are kept: what they are is told by their content."""

import io
import zipfile

import pytest
from liaison_registry.model.files import office_files
from liaison_registry.model.files.pictures import LONGEST_SIDE, picture_of
from liaison_registry.model.files.uploaded_files import MediaType, UnfitFile, checked_file
from PIL import Image

from services.registry.tests.documents import ODS, ODT, docx, odf, packed, xlsx

PICTURES = {MediaType.JPEG, MediaType.PNG, MediaType.WEBP}
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def drawn(kind: str, size: tuple[int, int] = (40, 30), **more: object) -> bytes:
    made = io.BytesIO()
    Image.effect_noise(size, 50).convert("RGB").save(made, kind, **more)
    return made.getvalue()


def tables_of(photo: bytes) -> dict[int, list[int]]:
    """How much of it was left out when it was drawn."""
    with Image.open(io.BytesIO(photo)) as opened:
        found: dict[int, list[int]] = opened.quantization
    return found


def archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("index.html", "<p>")
    return made.getvalue()


@pytest.mark.parametrize("kind", sorted(PICTURES))
def test_a_picture_is_taken_for_what_it_is(kind: MediaType) -> None:
    assert checked_file(drawn(kind.value.removeprefix("image/")), PICTURES) == kind


def test_a_document_is_taken_where_it_is_allowed() -> None:
    assert checked_file(PDF, {MediaType.PDF}) == MediaType.PDF
    with pytest.raises(UnfitFile) as refused:
        checked_file(PDF, PICTURES)
    assert refused.value.errors[0].text == "This is none of: JPEG, PNG, WebP."


OFFICE = {MediaType.DOCX: docx(), MediaType.XLSX: xlsx(), MediaType.ODT: ODT, MediaType.ODS: ODS}


@pytest.mark.parametrize("kind", OFFICE)
def test_a_document_of_an_office_program_is_taken_where_it_is_allowed(kind: MediaType) -> None:
    assert checked_file(OFFICE[kind], {kind}) == kind
    with pytest.raises(UnfitFile) as refused:
        checked_file(OFFICE[kind], {MediaType.PDF})
    assert refused.value.errors[0].text == "This is none of: PDF."


PNG, JPEG = drawn("PNG"), drawn("JPEG")
WRONG = {
    "nothing": b"",
    "an empty form": b"{}",
    "text": b"hello",
    "a drawing that can run": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "an animation": drawn("GIF"),
    "half a picture": PNG[:200],
    "a head alone": PNG[:33] + b"\0\0\0\0IEND\xaeB`\x82",
    "a picture and an archive": PNG + archive(),
    "a photo and an archive": JPEG + archive(),
    "a photo with an archive and an end": JPEG + archive() + b"\xff\xd9",
    "a picture and a page": PNG + b"<script>alert(1)</script>",
    "a photo with a page in its remarks": drawn("JPEG", comment=b"<script>alert(1)</script>"),
    "a photo with a document in its remarks": drawn("JPEG", comment=PDF),
    "a document that runs": PDF.replace(b"/Catalog", b"/Catalog /OpenAction <</S /JavaScript /JS (app.alert)>>"),
    "a document and an archive": PDF + archive(),
    "a document behind something": b"x" + PDF,
    "a picture of a wrong length": drawn("WEBP") + b"x",
    "an archive of something": archive(),
    "a text with macros": docx(("word/vbaProject.bin", "Sub AutoOpen()")),
    "a table with old macros": xlsx(("xl/macrosheets/sheet1.xml", "<x/>")),
    "a text with a control that runs": docx(("word/activeX/activeX1.xml", "<x/>")),
    "an open text with macros": odf(office_files.TEXT, ("Basic/Standard/Module1.xml", "<x/>")),
    "a text that climbs out": docx(("../../etc/cron.d/x", "x")),
    "a text that climbs out on another system": docx(("..\\x", "x")),
    "a text from the root": docx(("/etc/passwd", "x")),
    "a text behind a page": b"<script>alert(1)</script>" + docx(),
    "a text and a page": docx() + b"<script>alert(1)</script>",
    "a text with a page in its remark": docx(comment=b"<script>alert(1)</script>"),
    "a text that is a PDF": packed(("mimetype", office_files.TEXT + "%PDF-1.7"), ("content.xml", "x")),
    "a text with a PDF in front": packed(("%PDF-1.7", "x"), ("[Content_Types].xml", "x"), ("word/document.xml", "x")),
    "a text that is damaged": docx()[:60] + b"x" + docx()[61:],
    "half a text": docx()[:-30],
    "another open document": odf("application/vnd.oasis.opendocument.presentation"),
}


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(UnfitFile) as refused:
        checked_file(content, list(MediaType))
    assert (refused.value.status, refused.value.errors[0].field) == (422, "file")


def test_it_must_not_swell(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = docx(("word/media/x", "0" * 100_000))
    assert checked_file(bomb, {MediaType.DOCX}) == MediaType.DOCX
    monkeypatch.setattr(office_files, "_MOST_UNPACKED", 100_000)
    with pytest.raises(UnfitFile):
        checked_file(bomb, {MediaType.DOCX})


def test_it_must_not_be_too_large() -> None:
    with pytest.raises(UnfitFile) as refused:
        checked_file(PDF + b"\n" * 1024 * 1024, {MediaType.PDF}, largest=1024 * 1024)
    assert refused.value.errors[0].text == "The file is larger than 1 MB."
    with pytest.raises(UnfitFile) as bomb:
        checked_file(drawn("PNG", (1, 1)).replace(b"\0\0\0\1\0\0\0\1", b"\0\0\xff\xff\0\0\xff\xff"), PICTURES)
    assert bomb.value.errors


def test_a_picture_is_drawn_anew_without_what_the_camera_wrote_and_no_larger_than_needed() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Камера Олени"
    picture = picture_of(drawn("JPEG", (2400, 1200), exif=exif))
    assert picture.media_type == MediaType.JPEG
    assert (picture.width, picture.height) == (LONGEST_SIDE // 2, LONGEST_SIDE)
    assert b"Exif" not in picture.content
    assert tables_of(picture.content) == tables_of(drawn("JPEG", quality=85))
    assert checked_file(picture.content, PICTURES) == MediaType.JPEG
    small = picture_of(drawn("PNG"))
    assert (small.media_type, small.width, small.height) == (MediaType.PNG, 40, 30)
