"""The extract of the state register: good rows, and the reasons why others are not listed."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from liaison_registry.model import BrokenFile
from liaison_registry.model.imports import register_extract
from liaison_registry.model.imports.register_extract import read

TODAY = date(2023, 1, 1)
HEADER = "ЄДРПОУ;Назва;Стан;Дата реєстрації;Керівник"
GOOD = '99000376;"ГО ""САД""";зареєстровано;12.03.2021;П'
OTHER = "99000749;ГО ХУТІР;зареєстровано;2019-06-04;П"


def rows(*lines: str) -> str:
    return "\r\n".join([HEADER, *lines, ""])


@pytest.mark.parametrize(
    ("line", "field", "message"),
    [
        ("99000377;ГО;зареєстровано;12.03.2021;П", "ЄДРПОУ", "This is not an EDRPOU code"),
        ("00000000;ГО;зареєстровано;12.03.2021;П", "ЄДРПОУ", "This is not an EDRPOU code"),
        ("3184710691;ГО;зареєстровано;12.03.2021;П", "ЄДРПОУ", "This is a person's number"),
        (";ГО;зареєстровано;12.03.2021;П", "ЄДРПОУ", "This is not an EDRPOU code"),
        ("99000749; ;зареєстровано;12.03.2021;П", "Назва", "The name is missing"),
        ("99000749;Г\x07О;зареєстровано;12.03.2021;П", "Назва", "ordinary characters"),
        (f"99000749;{'Г' * 501};зареєстровано;12.03.2021;П", "Назва", "at most 500"),
        ("99000749;ГО;зареєстровано;31.02.2021;П", "Дата реєстрації", "not a day such as 17.05.2021"),
        ("99000749;ГО;зареєстровано;12/03/2021;П", "Дата реєстрації", "not a day such as 17.05.2021"),
        ("99000749;ГО;зареєстровано;12.03.2921;П", "Дата реєстрації", "in the future"),
        ("99000749;ГО;припинено;12.03.2021;П", "Стан", "Only organisations in the state"),
        ("99000749;ГО; І ЩЕ;зареєстровано;12.03.2021;П", "", "This row has 6 cells, the header 5."),
        ('99000749;"ГО;зареєстровано;12.03.2021;П', "", "quotation marks"),
        ("99000376;ГО ДВІЧІ;зареєстровано;12.03.2021;П", "ЄДРПОУ", "in the file already, on line 2"),
    ],
)
def test_a_bad_row_says_why_and_leaves_the_others(line: str, field: str, message: str) -> None:
    good, rejected = read(rows(GOOD, line, "99001111;ГО ТРЕТЯ;зареєстровано;;П").encode(), TODAY)
    assert [row.edrpou for row in good] == ["99000376", "99001111"]
    assert [(row.line, row.field) for row in rejected] == [(3, field)]
    assert message in rejected[0].message


def xml(*records: str, encoding: str = "utf-8", before: str = "") -> bytes:
    told = f'{before}<?xml version="1.0" encoding="{encoding}"?>\n<DATA FORMAT_VERSION="1.0">\n'
    return (told + "\n".join(records) + "\n</DATA>").encode(encoding)


def subject(code: str, name: str, state: str = "зареєстровано", day: str = "") -> str:
    founders = "<FOUNDERS><FOUNDER><NAME>Прикладенко</NAME><EDRPOU>1</EDRPOU></FOUNDER></FOUNDERS>"
    told = f"<SUBJECT><RECORD>7</RECORD><NAME>{name}</NAME><SHORT_NAME/><EDRPOU>{code}</EDRPOU>{founders}"
    return told + f"<BOSS>Прикладенко</BOSS><STAN>{state}</STAN><REGISTRATION>{day}</REGISTRATION></SUBJECT>"


def sheet(*lines: list[object]) -> bytes:
    book, made = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.worksheets[0].append(line)
    book.save(made)
    return made.getvalue()


BOTH = (subject("99000376", "ГО САД", day="12.03.2021;12.03.2021;1 174"), subject("99000749", "ГО ХУТІР"))
SHEET = (["Код ЄДРПОУ", "Повна назва", "Дата реєстрації"], [99000376, "ГО САД", date(2021, 3, 12)], ["99000749", "ГО"])


@pytest.mark.parametrize(
    "file",
    [
        xml(*BOTH),
        xml(*BOTH, encoding="windows-1251"),
        xml(*BOTH, before="\ufeff"),
        xml("".join(BOTH)).replace(b"SUBJECT", b"ROW"),
        sheet(["ЄДРПОУ", "Назва", "Керівник"], [99000376, "ГО САД", "П"], ["99000749", "ГО ХУТІР"]),
        sheet(["Витяг"], [], *SHEET),
        rows(GOOD, OTHER).replace(";", "\t").encode("windows-1251"),
        ("Витяг з реєстру\n\n" + rows(GOOD, OTHER)).replace(";", ",").encode(),
        '\ufeffEDRPOU;"Найменування юридичної особи"\r99000376;ГО САД\r99000749;ГО ХУТІР'.encode(),
        rows(GOOD, OTHER).encode("windows-1251"),
        rows(GOOD, OTHER).encode("utf-8-sig"),
        rows(GOOD, OTHER).replace(";", ",").encode(),
        "Назва;ЄДРПОУ\nГО САД;99000376\nГО ХУТІР;99000749".encode(),
    ],
)
def test_the_register_comes_in_several_shapes(file: bytes) -> None:
    good, rejected = read(file, TODAY)
    assert [row.edrpou for row in good] == ["99000376", "99000749"]
    assert rejected == []


@pytest.mark.parametrize(
    ("file", "field", "message"),
    [
        ("Код;Назва\n99000376;ГО", "ЄДРПОУ", "no column “ЄДРПОУ”"),
        ("ЄДРПОУ;Керівник\n99000376;П", "Назва", "no column “Назва”"),
        ("", "file", "The file is empty"),
        (b"\x98\xff", "file", "neither UTF-8 nor windows-1251"),
        (b"PK\x03\x04 and no more", "file", "This spreadsheet cannot be read"),
        ("<DATA><SUBJECT><NAME>a</NAME>", "file", "broken on line 1"),
        ("<DATA><OTHER/></DATA>", "file", "no organisations in it"),
        ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><DATA>&x;</DATA>', "file", "document type of its own"),
        ('<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><DATA/>', "file", "document type of its own"),
        ('<?xml version="1.0" encoding="klingon"?><DATA/>', "file", "broken on line"),
    ],
)
def test_what_is_no_such_extract_is_refused(file: str | bytes, field: str, message: str) -> None:
    with pytest.raises(BrokenFile) as refusal:
        read(file.encode() if isinstance(file, str) else file, TODAY)
    assert refusal.value.errors[0].field == field
    assert message in refusal.value.errors[0].text


def test_rows_of_xml_and_sheets_are_reported_by_line_and_the_files_own_column() -> None:
    wrong = (subject("99000377", "ГО"), subject("99000749", ""), subject("99001111", "ГО", "припинено"), BOTH[0])
    _, rejected = read(xml(BOTH[0], *wrong), TODAY)
    places = [(row.line, row.field) for row in rejected]
    assert places == [(4, "EDRPOU"), (5, "NAME"), (6, "STAN"), (7, "EDRPOU")]
    assert "on line 3" in rejected[-1].message
    _, rejected = read(xml(BOTH[0] + "".join(wrong)), TODAY)
    assert [row.line for row in rejected] == [2, 3, 4, 5], "all on one line: they are counted"
    _, rejected = read(sheet(["Витяг"], [], *SHEET, [1, "ГО", None], ["99001111", "ГО", "завтра"]), TODAY)
    assert [(row.line, row.field) for row in rejected] == [(6, "Код ЄДРПОУ"), (7, "Дата реєстрації")]


def test_a_file_has_a_limit_of_rows_and_of_what_it_unpacks_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_extract, "MOST_ROWS", 1)
    with pytest.raises(BrokenFile) as refusal:
        read(rows(GOOD, OTHER).encode(), TODAY)
    assert "more than 1 rows" in refusal.value.errors[0].text
    bomb = io.BytesIO(sheet(*SHEET))
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/x.xml", "w") as part:
        for _ in range(520):
            part.write(bytes(1024 * 1024))
    with pytest.raises(BrokenFile) as refusal:
        read(bomb.getvalue(), TODAY)
    assert "larger than 512 MB" in refusal.value.errors[0].text


def test_a_sheet_that_multiplies_entities_is_refused() -> None:
    source, made = zipfile.ZipFile(io.BytesIO(sheet(*SHEET))), io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/sharedStrings.xml" or name.startswith("xl/worksheets/"):
                part = b'<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;&x;">]>' + part
            archive.writestr(name, part)
    with pytest.raises(BrokenFile):
        read(made.getvalue(), TODAY)
