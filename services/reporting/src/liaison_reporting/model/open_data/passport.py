"""What the national portal data.gov.ua wants beside each dataset: its passport (паспорт) and its structure.

By the Regulation on datasets that Cabinet Resolution 835 of 21 October 2015 approved (in the wording of later
resolutions): a passport tells the identifier, the name (254 letters at most), a short description (4,000 at most), the
language, the formats, that of compression, when it was first published and last changed, as of when its data are, how
often it is updated, keywords, links to the dataset and to its structure, why it is collected, who holds it, and who is
responsible, with an email. The Regulation prescribes what is told, not column names: those are of the portal's
recommended register of datasets (github.com/tapas-opendata/decreet-835, RegisterOfDatasets/Structure.csv) where it has
them, and DCAT's elsewhere. The columns of a structure are those of the recommended structures there. Both are in
Ukrainian, the portal's language.
"""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from liaison_kit.clock import KYIV
from liaison_kit.formats.spreadsheets import harmless
from liaison_pages.language import Language

from liaison_reporting.model.open_data.dataset import Dataset
from liaison_reporting.model.open_data.dictionary import Kind
from liaison_reporting.model.open_data.editions import Published
from liaison_reporting.model.open_data.publisher import LICENCE, Publisher

UKRAINIAN = Language("uk")
PASSPORT_COLUMNS = ("name", "title", "value")
STRUCTURE_COLUMNS = ("name", "title", "description", "datatype", "required")
_DATATYPES = {Kind.NUMBER: "decimal", Kind.MONTH: "gYearMonth", Kind.YEAR: "gYear", Kind.MOMENT: "dateTime"}
"""Where CSV on the Web, whose names the recommended structures take, calls a type otherwise."""
_PURPOSE = "Закон України «Про доступ до публічної інформації», стаття 10-1; зобов’язання Партнерства «Відкритий Уряд»"
_ELEMENTS = {
    "identifier": "Ідентифікаційний номер набору даних",
    "title": "Найменування набору даних",
    "description": "Стислий опис змісту набору даних",
    "language": "Відомості про мову інформації, яка міститься у наборі даних",
    "distributionFormat": "Формат, в якому доступний набір даних",
    "compressFormat": "Формат стиснення набору даних",
    "issued": "Дата і час першого оприлюднення набору даних",
    "modified": "Дата і час внесення останніх змін до набору даних",
    "valid": "Дата актуальності даних у наборі даних",
    "accrualPeriodicity": "Періодичність оновлення набору даних",
    "keyword": "Ключові слова, які відображають основний зміст набору даних",
    "landingPage": "Гіперпосилання на сторінку набору даних",
    "downloadURL": "Гіперпосилання на набір даних",
    "structureURL": "Гіперпосилання на структуру набору даних",
    "purpose": "Підстава та призначення збору інформації, яка міститься у наборі даних",
    "publisherPrefLabel": "Розпорядник інформації, у володінні якого перебуває набір даних",
    "publisherIdentifier": "Код ЄДРПОУ розпорядника інформації",
    "contactPointFn": "Особа, яка відповідає за оприлюднення набору даних",
    "contactPointHasEmail": "Адреса електронної пошти відповідальної особи",
    "license": "Умови використання",
    "version": "Версія набору даних",
}


def passport(one: Published, by: Publisher) -> bytes:
    """What the city has not told us (`LIAISON_OPEN_DATA_…`) stays empty, to be filled in on the portal."""
    words = {
        "identifier": str(one.dataset.id),
        "title": UKRAINIAN.text(one.dataset.title)[:254],
        "description": UKRAINIAN.text(one.dataset.about)[:4000],
        "language": "українська",
        "distributionFormat": "CSV",
        "compressFormat": "",
        "issued": _moment(one.first_published_at),
        "modified": _moment(one.published_at),
        "valid": _moment(one.current_to) if one.current_to else "",
        "accrualPeriodicity": "Щодня",
        "keyword": UKRAINIAN.text(one.dataset.keywords),
        "landingPage": by.page(one.dataset.name),
        "downloadURL": by.file(one.dataset.name),
        "structureURL": f"{by.page(one.dataset.name)}/structure.csv",
        "purpose": _PURPOSE,
        "publisherPrefLabel": by.name,
        "publisherIdentifier": by.edrpou,
        "contactPointFn": by.person,
        "contactPointHasEmail": by.email,
        "license": LICENCE,
        "version": str(one.edition),
    }
    return _sheet(PASSPORT_COLUMNS, [(name, title, words[name]) for name, title in _ELEMENTS.items()])


def structure(dataset: Dataset) -> bytes:
    """What each column of the dataset is, in the words of its dictionary."""
    rows = [
        (
            field.name,
            UKRAINIAN.text(field.title),
            UKRAINIAN.text(field.description),
            _DATATYPES.get(field.kind, field.kind.value),
            str(field.required).lower(),
        )
        for field in dataset.fields
    ]
    return _sheet(STRUCTURE_COLUMNS, rows)


def _sheet(columns: tuple[str, ...], rows: Sequence[Sequence[str]]) -> bytes:
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return sheet.getvalue().encode()


def _moment(moment: datetime) -> str:
    return moment.astimezone(KYIV).isoformat(timespec="seconds")
