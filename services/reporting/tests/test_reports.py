"""Every report there is, in both languages: page, API, CSV, XLSX, PDF and JSON say the same, number by number."""

import csv
import io
import json
import re
import zipfile
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

import httpx
import openpyxl
import pypdfium2
import pytest
import pytest_asyncio
from liaison_kit.database import Database
from liaison_pages.language import Language
from liaison_reporting.model.reports.known import REPORTS, make_report
from liaison_reporting.model.reports.on_pages import address_of
from liaison_reporting.model.reports.report import Asked, Cell, Hidden, Label, Named, Report, Table, Unit
from liaison_reporting.model.reports.shown import NUMERIC, lines
from liaison_reporting.model.reports.writing import WRITERS

from services.reporting.tests.filled import Filled
from services.reporting.tests.specimen import specimen
from tests.attacks.markup import running_in

WORDS = {"uk": ("приховано", "невідомо"), "en": ("hidden", "not known")}
LANGUAGES = ("uk", "en")


@pytest_asyncio.fixture
async def filled(database: Database, facts) -> Filled:
    network = Filled(facts)
    await network.tell(database)
    return network


def asks(name: str, network: Filled) -> list[Asked]:
    """As wide as the report goes, and narrowed down by all that it takes."""
    kind = REPORTS[name]
    values = {"year": 2023, "quarter": 3, "as_of": "2023-11-30", "known": "2099-12-31"}
    values |= {"first": "2023-06-10", "last": "2023-12-30"} if "year" not in kind.takes else {}
    values |= {"office": network.office.slug, "district": network.district.code}
    taken = {key: value for key, value in values.items() if key in kind.takes}
    needed = {kind.needs: values[kind.needs]} if kind.needs else {}
    needed |= {"year": 2023} if "quarter" in kind.takes else {}
    return [Asked.model_validate(needed), Asked.model_validate(taken)]


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_page_and_files_say_the_same(
    client: httpx.AsyncClient, database: Database, filled: Filled, name: str, lang: str
) -> None:
    for asked in asks(name, filled):
        async with database.reading() as session:
            report = await make_report(session, name, asked)
        query = address_of(asked, lang)
        assert any(table.rows for table in report.tables), f"nothing to compare: fill in {name}"
        api = await client.get(f"/api/reporting/v1/results/reports/{name}{query}")
        assert api.json() == json.loads(report.model_dump_json())
        page = await client.get(f"/results/reports/{name}{query}")
        assert running_in(page.text) == []
        on_page(report, page.text, lang)
        files = {form: await client.get(f"/data/reports/{name}.{form}{query}") for form in WRITERS}
        assert {file.status_code for file in files.values()} == {200}
        assert files["json"].json() == api.json()
        in_csv(report, files["csv"].text, lang)
        in_xlsx(report, files["xlsx"].content, lang)
        in_pdf(report, files["pdf"].content, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_cell_is_written_by_every_writer(lang: str) -> None:
    written = {form: writer.write(specimen(), Language(lang)) for form, writer in WRITERS.items()}
    in_csv(specimen(), written["csv"].decode(), lang)
    in_xlsx(specimen(), written["xlsx"], lang)
    in_pdf(specimen(), written["pdf"], lang)


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_report_is_the_same_file(form: str) -> None:
    write = WRITERS[form].write
    assert write(specimen(), Language("uk")) == write(specimen(), Language("uk"))


def test_no_spreadsheet_runs_what_was_written() -> None:
    book = WRITERS["xlsx"].write(specimen(), Language("uk"))
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheets = "".join(parts.read(one).decode() for one in parts.namelist() if one.endswith(".xml"))
    assert "<f>" not in sheets
    assert "hyperlink" not in sheets
    texts = [
        cell
        for line in csv.reader(io.StringIO(WRITERS["csv"].write(specimen(), Language("uk")).decode()))
        for cell in line
    ]
    assert [one for one in texts if one.startswith(("=", "+", "@")) or re.match(r"-\D", one)] == []


def test_a_long_table_has_its_head_on_each_page_and_every_page_its_number() -> None:
    pages = texts_of(WRITERS["pdf"].write(specimen(), Language("uk")))
    long = [number for number, text in enumerate(pages) if re.search(r"(січень|червень) 20\d\d \d", text)]
    assert len(long) > 2
    assert all("Місяць Відвідувань Витрачено" in pages[number] for number in long)
    assert [f"Сторінка {number} з {len(pages)}" in text for number, text in enumerate(pages, 1)] == [True] * len(pages)
    assert all("Вінницька громада" in text for text in pages)


class Tables(HTMLParser):
    """The cells of each table of a page, line by line, by the id of what it is labelled by."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._lines: list[list[str]] | None = None
        self._in_cell = self._in_body = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        if tag == "div" and about.get("class") == "table":
            self._lines = self.found.setdefault(str(about["aria-labelledby"]), [])
        if tag == "tbody":
            self._in_body = True
        if self._in_body and self._lines is not None and tag == "tr":
            self._lines.append([])
        if self._in_body and self._lines is not None and tag in {"td", "th"}:
            self._lines[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in {"td", "th"}
        self._in_body = self._in_body and tag != "tbody"

    def handle_data(self, data: str) -> None:
        if self._in_cell and self._lines is not None:
            self._lines[-1][-1] += data


def on_page(report: Report, html: str, lang: str) -> None:
    found = Tables(html).found
    for table in report.tables:
        assert (table.key in found) == bool(table.rows)
        for line, texts in zip(lines(table), found.get(table.key, []), strict=True) if table.rows else []:
            for column, text in zip(table.columns, texts, strict=True):
                if column.key in line:
                    assert_read(text.strip(), line[column.key], column.unit, lang)
                else:
                    assert text == ""
    for column in (column for table in report.tables if table.rows for column in table.columns):
        if column.definition:
            text = Language(lang).text(column.definition)
            assert plain(text) in plain(html.replace("&#39;", "'").replace("&amp;", "&").replace("&#34;", '"'))


def in_csv(report: Report, content: str, lang: str) -> None:
    sheet = csv.reader(io.StringIO(content))
    for number, table in enumerate(report.tables):
        assert number == 0 or next(sheet) == []
        assert next(sheet) == [Language(lang).text(table.title)]
        assert next(sheet) == [Language(lang).text(column.title) for column in table.columns]
        for line in lines(table):
            for column, text in zip(table.columns, next(sheet), strict=True):
                if column.key in line:
                    assert_written(text, line[column.key], column.unit, lang)
                else:
                    assert text == ""
    assert next(sheet, None) is None


def in_xlsx(report: Report, content: bytes, lang: str) -> None:
    about, *sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    said = [cell.value for row in about.iter_rows() for cell in row]
    for table, sheet in zip(report.tables, sheets, strict=True):
        for column in table.columns:
            assert column.definition is None or Language(lang).text(column.definition) in said
        if not table.rows:
            continue
        head, *rows = sheet.iter_rows(values_only=True)
        assert list(head) == [Language(lang).text(column.title) for column in table.columns]
        for line, values in zip(lines(table), rows, strict=True):
            for column, value in zip(table.columns, values, strict=True):
                if column.key in line:
                    assert_valued(value, line[column.key], column.unit, lang)
                else:
                    assert value is None


def in_pdf(report: Report, content: bytes, lang: str) -> None:
    """Each line of each table stands there, cell by cell, in the order of the page."""
    text, at = plain(" ".join(texts_of(content))), 0
    language = Language(lang)
    for table in report.tables:
        at = text.index(plain(language.text(table.title)), at)
        for line in lines(table) if table.rows else []:
            cells = [printed(line[column.key], column.unit, lang) for column in table.columns if column.key in line]
            whole = plain("".join(cells))
            assert whole in text[at:], whole
            at = text.index(whole, at) + len(whole)
        for column in table.columns if table.rows else []:
            assert column.definition is None or plain(language.text(column.definition)) in text


def texts_of(content: bytes) -> list[str]:
    pdf = pypdfium2.PdfDocument(content)
    try:
        return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in pdf]
    finally:
        pdf.close()


def plain(text: str) -> str:
    """Without what the end of a line adds or takes away."""
    return re.sub(r"[\s\ufffe\u00ad\u200b\x02-]", "", text)


def named(cell: Cell, lang: str) -> str | None:
    """What a cell without a number says."""
    hidden, unknown = WORDS[lang]
    if cell is None or isinstance(cell, Hidden):
        return unknown if cell is None else hidden
    if isinstance(cell, Label):
        return Language(lang).text(cell.text)
    if isinstance(cell, Named):
        return cell.name_en if lang == "en" else cell.name
    return cell if isinstance(cell, str) else None


def number_in(text: str, lang: str) -> float:
    """What a number that people read comes to."""
    digits = re.sub(r"[\s\u00a0]|грн|UAH|%", "", text)
    number = float(digits.replace(",", "") if lang == "en" else digits.replace(",", "."))
    return number / 100 if "%" in text else number


def assert_read(text: str, cell: Cell, unit: Unit, lang: str) -> None:
    if (said := named(cell, lang)) is not None:
        assert text == said
    elif isinstance(cell, date):
        assert str(cell.year) in text
        assert text == (Language(lang).month(cell) if unit is Unit.MONTH else Language(lang).day(cell))
    else:
        assert isinstance(cell, int | float)
        rounding = {Unit.RATE: 0.0501, Unit.SHARE: 0.000501}.get(unit, 0.000501)
        assert number_in(text, lang) == pytest.approx(cell / 100 if unit is Unit.MONEY else cell, abs=rounding, rel=0)


def assert_written(text: str, cell: Cell, unit: Unit, lang: str) -> None:
    if (said := named(cell, lang)) is not None:
        assert text.removeprefix("'") == said
    elif isinstance(cell, date):
        assert text == (cell.isoformat()[:7] if unit is Unit.MONTH else cell.isoformat())
    else:
        assert isinstance(cell, int | float)
        assert float(text) == (cell / 100 if unit is Unit.MONEY else cell)


def assert_valued(value: Any, cell: Cell, unit: Unit, lang: str) -> None:
    if (said := named(cell, lang)) is not None:
        assert value == said
    elif isinstance(cell, date):
        assert isinstance(value, datetime)
        assert value.date() == cell
    else:
        assert isinstance(cell, int | float)
        assert not isinstance(value, str)
        assert value == pytest.approx(cell / 100 if unit is Unit.MONEY else cell)


def printed(cell: Cell, unit: Unit, lang: str) -> str:
    """As the page has it: `assert_read` has read that."""
    language = Language(lang)
    if (said := named(cell, lang)) is not None:
        return said
    if isinstance(cell, date):
        return language.month(cell) if unit is Unit.MONTH else language.day(cell)
    ways = {Unit.MONEY: language.money, Unit.SHARE: language.share, Unit.RATE: language.rate}
    return ways.get(unit, language.number)(cell)  # type: ignore[operator, arg-type]


@pytest.mark.parametrize("name", REPORTS)
async def test_every_number_has_one_definition(database: Database, filled: Filled, name: str) -> None:
    told = await all_tables(database, filled, name)
    without = [
        (table.key, column.key)
        for table in told
        for column in table.columns
        if column.unit in NUMERIC and not column.definition
    ]
    assert without == []


async def test_no_two_numbers_of_one_name_are_counted_in_two_ways(database: Database, filled: Filled) -> None:
    meant: dict[str, set[str]] = {}
    for name in REPORTS:
        for table in await all_tables(database, filled, name):
            for column in table.columns:
                if column.definition:
                    meant.setdefault(column.title, set()).add(column.definition)
    assert {title: meanings for title, meanings in meant.items() if len(meanings) > 1} == {}


async def all_tables(database: Database, filled: Filled, name: str) -> list[Table]:
    async with database.reading() as session:
        return [table for asked in asks(name, filled) for table in (await make_report(session, name, asked)).tables]
