"""Files that are kept and shown again: what they are is told by their content, and one that is two things is refused.

A name or a declared type means nothing. A picture must be one from its first byte to its last, as its decoder sees it;
what follows it, or a second format inside it, could make a browser or an archiver see another file than we did
(OWASP File Upload Cheat Sheet: content validation, polyglots).
"""

import io
import re
import zipfile
from collections.abc import Collection
from enum import StrEnum
from typing import LiteralString

from liaison_kit.errors import FieldError, Refusal
from PIL import Image, UnidentifiedImageError

from liaison_registry.model.files import office_files

MOST_PIXELS = 40_000_000
FILE_TEXTS: dict[str, LiteralString] = {
    "no_file": "Choose a file.",
    "too_large": "The file is larger than {limit} MB.",
    "other_type": "This is none of: {allowed}.",
    "damaged": "The file is damaged, or holds more than it says. Save it anew and send it again.",
    "pixels": "The picture is too large: at most {limit} megapixels.",
}


class MediaType(StrEnum):
    """What may be kept. May grow."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"
    DOCX = office_files.WORD
    XLSX = office_files.EXCEL
    ODT = office_files.TEXT
    ODS = office_files.SHEET


NAMES = {one: "WebP" if one is MediaType.WEBP else one.name for one in MediaType}
PICTURES = {MediaType.JPEG, MediaType.PNG, MediaType.WEBP}


class UnfitFile(Refusal):
    """The file was not taken: nothing was changed."""

    field = "file"

    def __init__(self, why: str, **values: object) -> None:
        super().__init__(errors=[FieldError("file", FILE_TEXTS[why], values)])


def checked_file(content: bytes, allowed: Collection[MediaType], largest: int = 10 * 1024 * 1024) -> MediaType:
    """What the file is; UnfitFile (422, field `file`) if it is empty, larger than `largest` bytes, of a type that is
    not allowed, damaged, or a polyglot."""
    if content.strip() in {b"", b"{}"}:  # a browser's form without a chosen file arrives as the JSON of an empty form
        raise UnfitFile("no_file")
    if len(content) > largest:
        raise UnfitFile("too_large", limit=largest // (1024 * 1024))
    found = next((kind for kind, begins in _BEGINS.items() if begins.match(content)), None)
    if found is None and (office := office_files.office_type(content)):
        found = MediaType(office)
    if found not in allowed or found is None:
        raise UnfitFile("other_type", allowed=", ".join(NAMES[one] for one in MediaType if one in allowed))
    if not _is_that_alone(content, found):
        raise UnfitFile("damaged")
    if found in PICTURES:
        _must_be_a_picture(content, found)
    return found


_BEGINS = {
    MediaType.JPEG: re.compile(rb"\xff\xd8\xff"),
    MediaType.PNG: re.compile(rb"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    MediaType.WEBP: re.compile(rb"RIFF....WEBPVP8", re.DOTALL),
    MediaType.PDF: re.compile(rb"%PDF-[12]\.\d"),
}
_MARKUP = re.compile(rb"<(?:script|html|iframe|!doctype html|\?php)", re.IGNORECASE)
_RUNS_IN_PDF = re.compile(rb"/(?:JavaScript|JS|Launch)\b")


def _is_that_alone(content: bytes, kind: MediaType) -> bool:
    if kind in _BEGINS:
        return _ends_where_it_should(content, kind) and not _is_something_else_too(content, kind)
    return office_files.is_sound(content)


def _ends_where_it_should(content: bytes, kind: MediaType) -> bool:
    match kind:
        case MediaType.PNG:
            return content.endswith(b"\0\0\0\0IEND\xaeB`\x82")
        case MediaType.WEBP:
            return len(content) == int.from_bytes(content[4:8], "little") + 8
        case MediaType.PDF:
            return re.search(rb"%%EOF\s*\Z", content[-64:]) is not None
        case _:  # cameras put a preview behind the picture, and fill up with zeros
            return content.rstrip(b"\0").endswith(b"\xff\xd9")


def _is_something_else_too(content: bytes, kind: MediaType) -> bool:
    if zipfile.is_zipfile(io.BytesIO(content)) or _MARKUP.search(content):
        return True
    if kind is MediaType.PDF:
        return _RUNS_IN_PDF.search(content) is not None
    return b"%PDF-" in content[:1024]


def _must_be_a_picture(content: bytes, kind: MediaType) -> None:
    try:
        with Image.open(io.BytesIO(content), formats=[NAMES[kind].upper()]) as picture:
            pixels = picture.width * picture.height
            if pixels <= MOST_PIXELS:
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):  # where warnings are errors
        raise UnfitFile("pixels", limit=MOST_PIXELS // 1_000_000) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise UnfitFile("damaged") from None
    if pixels > MOST_PIXELS:
        raise UnfitFile("pixels", limit=MOST_PIXELS // 1_000_000)
