"""Rows of a form."""

from typing import Any

import pytest
from liaison_registry.model.form_rows import with_rows

COLUMNS = {"what": "whats", "amount": "amounts"}


@pytest.mark.parametrize(
    ("sent", "rows"),
    [
        ({"whats": ["a", "b"], "amounts": ["1", "2"]}, [{"what": "a", "amount": "1"}, {"what": "b", "amount": "2"}]),
        (
            {"whats": ["a", "", "c"], "amounts": ["1", "", "3"]},
            [{"what": "a", "amount": "1"}, {"what": "c", "amount": "3"}],
        ),
        ({"whats": ["a", ""], "amounts": ["", "2"]}, [{"what": "a"}, {"amount": "2"}]),
        ({"whats": ["a"]}, [{"what": "a"}]),
        ({"whats": ["", ""], "amounts": ["", ""]}, []),
    ],
)
def test_fields_side_by_side_become_rows_without_the_empty_ones(sent: dict[str, Any], rows: list[Any]) -> None:
    assert with_rows(sent | {"other": 1}, "lines", COLUMNS) == {"other": 1, "lines": rows}


@pytest.mark.parametrize("sent", [None, [], "x", {}, {"lines": []}, {"whats": "a"}, {"whats": 1, "amounts": ["2"]}])
def test_anything_else_is_left_for_the_fields_themselves_to_judge(sent: Any) -> None:
    assert with_rows(sent, "lines", COLUMNS) == sent
