"""A report as a file, in each form that there is."""

from collections.abc import Callable
from dataclasses import dataclass

from liaison_pages.language import Language

from liaison_reporting.model.reports.as_csv import as_csv
from liaison_reporting.model.reports.report import Report


@dataclass(frozen=True)
class Writer:
    """Makes the bytes of a file."""

    write: Callable[[Report, Language], bytes]
    media_type: str


WRITERS = {"csv": Writer(as_csv, "text/csv; charset=utf-8")}
