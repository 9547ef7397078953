"""A report as a file, in each form that there is."""

from collections.abc import Callable
from dataclasses import dataclass

from liaison_pages.language import Language

from liaison_reporting.model.reports.report import Report
from liaison_reporting.model.showing.as_csv import as_csv
from liaison_reporting.model.showing.as_pdf import as_pdf
from liaison_reporting.model.showing.as_xlsx import as_xlsx


@dataclass(frozen=True)
class Writer:
    """Makes the bytes of a file."""

    write: Callable[[Report, Language], bytes]
    media_type: str


def _as_json(report: Report, _: Language) -> bytes:
    """As the API answers it, in both languages."""
    return report.model_dump_json().encode()


WRITERS = {
    "csv": Writer(as_csv, "text/csv; charset=utf-8"),
    "xlsx": Writer(as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": Writer(_as_json, "application/json"),
    "pdf": Writer(as_pdf, "application/pdf"),
}
