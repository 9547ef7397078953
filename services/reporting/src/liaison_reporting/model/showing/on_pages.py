"""What templates use to show a report, so that a page says it as a file does."""

import asyncio
from typing import Any
from urllib.parse import urlencode

from liaison_pages.language import Language

from liaison_reporting.model.reports.report import Asked, Report
from liaison_reporting.model.showing.drawing import draw_all, summary
from liaison_reporting.model.showing.shown import (
    NUMERIC,
    definitions,
    explained,
    lines,
    narrowed,
    shown,
    updated,
)


def _narrowed(report: Report, lang: str) -> list[tuple[str, str]]:
    return narrowed(report, Language(lang))


def _updated_on(report: Report, lang: str) -> str:
    return updated(report, Language(lang))


def address_of(asked: Asked, lang: str) -> str:
    """The query of an address that asks for the same, in this language."""
    return "?" + urlencode(asked.model_dump(mode="json", exclude_none=True) | {"lang": lang})


async def charts_of(report: Report, path: str, lang: str) -> dict[str, str]:
    """The report's charts for its page, by the keys of their tables; who asks the API gets the numbers alone."""
    return {} if path.startswith("/api/") else await asyncio.to_thread(draw_all, report, lang)


ON_PAGES: dict[str, Any] = {
    "numeric": NUMERIC,
    "address_of": address_of,
    "definitions": definitions,
    "explained": explained,
    "lines": lines,
    "narrowed": _narrowed,
    "shown": shown,
    "summary": summary,
    "updated_on": _updated_on,
}
