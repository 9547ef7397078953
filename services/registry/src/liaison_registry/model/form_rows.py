"""Rows of a form: fields that stand side by side, `what[]` and `amount[]`, become one list of things."""

from typing import Any


def with_rows(given: Any, name: str, columns: dict[str, str]) -> Any:
    """What was sent, with a list `name` of rows; `columns` says which list of the form holds which field of a row.

    A row that is empty altogether is left out. A program that sends `name` itself is left alone.
    """
    if not isinstance(given, dict) or name in given:
        return given
    lists = {field: given.get(sent) for field, sent in columns.items()}
    if not all(one is None or isinstance(one, list) for one in lists.values()) or not any(lists.values()):
        return given
    count = max(len(one or []) for one in lists.values())
    rows = [{field: one[n] for field, one in lists.items() if one and n < len(one) and one[n]} for n in range(count)]
    return {key: one for key, one in given.items() if key not in columns.values()} | {
        name: [one for one in rows if one]
    }
