"""Documents of office programs: an archive from its first byte to its last, of the parts that such a document has.

OOXML (ECMA-376, part 2) names its parts in `[Content_Types].xml`, OpenDocument (ISO/IEC 26300-3) begins with
`mimetype`.
"""

import io
import zipfile
from zlib import error as zlib_error

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "application/vnd.oasis.opendocument.text"
SHEET = "application/vnd.oasis.opendocument.spreadsheet"
_MAIN_PART = {WORD: "word/document.xml", EXCEL: "xl/workbook.xml", TEXT: "content.xml", SHEET: "content.xml"}
_MOST_PARTS, _MOST_UNPACKED = 5_000, 200 * 1024 * 1024
_RUNS = ("vbaproject", "activex", "basic/", "scripts/", "macrosheets/")
_ENCRYPTED, _LONGEST_NAME = 0x1, 100


def office_type(content: bytes) -> str | None:
    """Which of the four it says it is; None for any other archive, and for what is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            # The first part, and not packed: so it can be read without unpacking (OpenDocument 1.2, part 3, 3.3).
            says = names[:1] == ["mimetype"] and archive.getinfo("mimetype").file_size <= _LONGEST_NAME
            said = archive.read("mimetype").decode("ascii", "replace") if says else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return None
    if said:
        return said if said in (TEXT, SHEET) else None
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for kind in (WORD, EXCEL) if _MAIN_PART[kind] in names), None)


def is_sound(content: bytes) -> bool:
    """Nothing stands before or behind the archive, all of it can be unpacked into a bearable size, no part lies
    outside, and none is a program."""
    if not content.startswith(b"PK\3\4") or b"%PDF-" in content[:1024] or content[-22:-18] != b"PK\5\6":
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = [one.filename for one in parts]
            if len(parts) > _MOST_PARTS or sum(one.file_size for one in parts) > _MOST_UNPACKED:
                return False
            if min(one.header_offset for one in parts) or len(set(names)) < len(names):
                return False
            if any(one.flag_bits & _ENCRYPTED or _lies_outside(one.filename) for one in parts):
                return False
            runs = any(mark in name.lower() for name in names for mark in _RUNS)
            return not runs and archive.testzip() is None
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, zlib_error):
        return False


def _lies_outside(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
