"""Cells of files that are opened with a spreadsheet."""

BYTE_ORDER_MARK = "\ufeff"
"""Stands in front of a CSV where Excel is to read Cyrillic."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """A text that a spreadsheet would run as a formula gets a leading apostrophe (OWASP, "CSV Injection")."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
