"""The file of keys that sign sign-ins: read by this account alone, and never without the key it announced."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from liaison_kit.signing_keys import next_key, read_keys, read_or_create_keys

NOW = datetime(2026, 5, 17, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=90)


def test_the_first_key_is_made_once_and_nobody_else_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    (made,) = read_or_create_keys(path, NOW)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert made.made_at == NOW
    assert made.private.is_private
    assert [key.kid for key in read_or_create_keys(path, LATER)] == [made.kid]


def test_without_a_file_there_is_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_keys(tmp_path / "keys")


def test_the_next_key_stands_before_those_that_are_announced_and_others_go(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    (first,) = read_or_create_keys(path, NOW)
    second = next_key(path, [first.kid], LATER)
    assert [key.kid for key in read_keys(path)] == [second.kid, first.kid]
    assert second.kid != first.kid
    assert (read_keys(path)[0].made_at, read_keys(path)[1].made_at) == (LATER, NOW)
    third = next_key(path, [second.kid], LATER)
    assert [key.kid for key in read_keys(path)] == [third.kid, second.kid]


def test_a_key_that_a_crash_left_unannounced_is_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    (first,) = read_or_create_keys(path, NOW)
    left = next_key(path, [first.kid], NOW)
    assert next_key(path, [first.kid], LATER).kid == left.kid
    assert [key.kid for key in read_keys(path)] == [left.kid, first.kid]


def test_after_a_theft_what_the_thief_may_have_seen_is_not_announced(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    (first,) = read_or_create_keys(path, NOW)
    seen = next_key(path, [first.kid], NOW)
    fresh = next_key(path, [first.kid], LATER, unseen=True)
    assert fresh.kid not in {first.kid, seen.kid}
    assert [key.kid for key in read_keys(path)] == [fresh.kid, first.kid]
