"""An uploaded file: looked at by its content, whatever its name and its declared type say; none is kept or shown."""

import re

from liaison_kit.errors import FieldError

from liaison_registry.model.imports.imports import BrokenFile

FIELD = "file"
UPLOAD_TEXTS = {
    "empty": "The file is empty.",
    "large": "The file is larger than {limit} KB.",
    "not_text": "This is not a text file. Save it as {kind} and send it again.",
    "markup": "This is a web page or XML, not {kind}.",
}
_MARKUP = re.compile(rb"\s*<[!?a-z]", re.IGNORECASE)


def check(content: bytes, kind: str, largest: int) -> None:
    """BrokenFile if it can't be the text file that is expected; `kind` is what people call those: CSV, YAML."""
    if content.strip() in {b"", b"{}"}:  # a browser's form without a chosen file arrives as the JSON of an empty form
        raise _refused("empty")
    if len(content) > largest:
        raise _refused("large", limit=largest // 1024)
    check_text(content, kind)
    if _MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise _refused("markup", kind=kind)


def check_text(piece: bytes, kind: str) -> None:
    """The same of a piece of a file that is too large to look at as a whole."""
    # A picture, an archive, a spreadsheet: none gets along without this byte. UTF-16 does not, either.
    if b"\0" in piece:
        raise _refused("not_text", kind=kind)


def _refused(why: str, **values: object) -> BrokenFile:
    return BrokenFile([FieldError(FIELD, UPLOAD_TEXTS[why], values)])
