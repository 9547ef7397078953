"""Documents as office programs write them, as small as they come, and some that are more than they say."""

import io
import zipfile

from liaison_registry.model.files import office_files

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def packed(*parts: tuple[str, str], comment: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts:
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, compress_type=stored)
        archive.comment = comment
    return made.getvalue()


def docx(*more: tuple[str, str], comment: bytes = b"") -> bytes:
    return packed(("[Content_Types].xml", TYPES), ("word/document.xml", "<w:document/>"), *more, comment=comment)


def xlsx(*more: tuple[str, str]) -> bytes:
    return packed(("[Content_Types].xml", TYPES), ("xl/workbook.xml", "<workbook/>"), *more)


def odf(kind: str, *more: tuple[str, str]) -> bytes:
    return packed(("mimetype", kind), ("content.xml", "<office:document-content/>"), *more)


ODT, ODS = odf(office_files.TEXT), odf(office_files.SHEET)
