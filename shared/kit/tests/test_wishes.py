"""Wishes that outlive the database."""

import fcntl
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import pytest
from liaison_kit.beside import wishes
from liaison_kit.beside.wishes import Noted, in_lots, note, noted

ONE, OTHER = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 5, 17, 9, tzinfo=UTC)


class Wish(StrEnum):
    """As a service says them."""

    GONE = "gone"
    BACK = "back"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "own.wishes"


def test_what_was_noted_is_found_in_its_order(file: Path) -> None:
    assert noted(file, Wish) == {}
    later = NOW + timedelta(hours=1)
    note(file, ONE, Wish.GONE, NOW)
    note(file, OTHER, Wish.GONE, NOW)
    note(file, ONE, Wish.BACK, later)
    assert noted(file, Wish) == {
        ONE: [Noted(Wish.GONE, NOW), Noted(Wish.BACK, later)],
        OTHER: [Noted(Wish.GONE, NOW)],
    }


@pytest.mark.parametrize("broken", [f"{OTHER} go", f"{OTHER} gone 2026-05-17T09:0x", f"{OTHER} else 2026-05-17", "0-1"])
def test_a_line_that_is_cut_short_or_of_another_kind_spoils_no_other(file: Path, broken: str) -> None:
    file.write_text(broken)
    note(file, ONE, Wish.GONE, NOW)
    assert noted(file, Wish) == {ONE: [Noted(Wish.GONE, NOW)]}


def test_who_notes_waits_for_another_machine_that_does(file: Path) -> None:
    """Both would find the same end of the file, and write there."""
    note(file, ONE, Wish.GONE, NOW)
    with ThreadPoolExecutor(1) as pool:
        with file.open("a") as elsewhere:
            fcntl.flock(elsewhere, fcntl.LOCK_EX)
            waiting = pool.submit(note, file, OTHER, Wish.GONE, NOW)
            with pytest.raises(TimeoutError):
                waiting.result(0.3)
            assert set(noted(file, Wish)) == {ONE}
        waiting.result(5)
    assert set(noted(file, Wish)) == {ONE, OTHER}


def test_the_file_is_this_accounts_alone(file: Path) -> None:
    note(file, ONE, Wish.GONE, NOW)
    assert file.stat().st_mode & 0o777 == 0o600


def test_however_many_there_are_each_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wishes, "AT_ONCE", 2)
    assert list(in_lots(UUID(int=number) for number in (3, 1, 2, 5, 4))) == [
        [UUID(int=1), UUID(int=2)],
        [UUID(int=3), UUID(int=4)],
        [UUID(int=5)],
    ]
    assert list(in_lots([])) == []
