"""A command meant for another version is refused; what the asker has already is not sent again."""

from datetime import UTC, datetime

import pytest
from fastapi import Request
from liaison_kit.database import Aggregate
from liaison_kit.preconditions import ChangedMeanwhile, Expected, answer_if_changed


class Thing(Aggregate):
    def __init__(self) -> None:
        self.version = 3


@pytest.mark.parametrize("said", [None, "*", '"3"', '"2", "3"', ' "3" '])
def test_the_version_that_was_seen_is_still_there(said: str | None) -> None:
    Expected(said).must_be(Thing())


@pytest.mark.parametrize("said", ['"2"', '"4"', "3", "", "x", '"3x"', '"' + "9" * 30 + '"'])
def test_another_version_or_none_that_can_be_read_is_refused(said: str) -> None:
    with pytest.raises(ChangedMeanwhile):
        Expected(said).must_be(Thing())


CHANGED = datetime(2026, 5, 17, 15, 0, 0, 500_000, UTC)


def asked(**headers: str) -> Request:
    named = [(name.replace("_", "-").encode(), said.encode()) for name, said in headers.items()]
    return Request({"type": "http", "headers": named})


def test_what_is_asked_for_the_first_time_is_sent_with_what_one_can_ask_by_later() -> None:
    answer = answer_if_changed(asked(), b"x", "text/calendar", CHANGED)
    assert (answer.status_code, answer.body) == (200, b"x")
    assert answer.headers["last-modified"] == "Sun, 17 May 2026 15:00:00 GMT"
    for known in (answer.headers["etag"], f"W/{answer.headers['etag']}", f'"other", {answer.headers["etag"]}', "*"):
        again = answer_if_changed(asked(if_none_match=known), b"x", "text/calendar", CHANGED)
        assert (again.status_code, again.body) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": '"other"'}, 200),
        ({"if_none_match": '"other"', "if_modified_since": "Sun, 17 May 2026 15:00:00 GMT"}, 200),
        ({"if_modified_since": "Sun, 17 May 2026 15:00:00 GMT"}, 304),
        ({"if_modified_since": "Sun, 17 May 2026 14:59:59 GMT"}, 200),
        ({"if_modified_since": "yesterday"}, 200),
        ({"if_modified_since": "Sun, 17 May 2026 15:00:00"}, 200),
    ],
)
def test_a_tag_counts_before_a_time_and_what_cannot_be_read_asks_for_all(headers: dict[str, str], status: int) -> None:
    assert answer_if_changed(asked(**headers), b"x", "text/calendar", CHANGED).status_code == status
