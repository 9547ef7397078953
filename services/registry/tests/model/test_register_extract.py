"""The extract of the state register: good rows, and the reasons why others are not listed."""

from datetime import date

import pytest
from liaison_registry.model import BrokenFile
from liaison_registry.model.register_extract import read

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


@pytest.mark.parametrize(
    "file",
    [
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
        (HEADER + "\n" * 20_010, "file", "more than 20000 rows"),
    ],
)
def test_what_is_no_such_extract_is_refused(file: str | bytes, field: str, message: str) -> None:
    with pytest.raises(BrokenFile) as refusal:
        read(file.encode() if isinstance(file, str) else file, TODAY)
    assert refusal.value.errors[0].field == field
    assert message in refusal.value.errors[0].text
