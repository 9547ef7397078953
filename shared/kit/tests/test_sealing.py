"""Contact points that only one service can open, and its key file."""

import base64
import fcntl
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from liaison_kit import sealing
from liaison_kit.running import key_file
from liaison_kit.sealing import forget_keys, next_key, private_keys, public_half, read_keys, read_or_create_keys
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey

TODAY = date(2026, 11, 23)


def public(path: Path) -> list[str]:
    return [key.public for key in read_keys(path)]


def files(folder: Path) -> list[Path]:
    """All but the one that is only locked."""
    return [path for path in folder.iterdir() if path.name != key_file.LOCK]


def test_what_is_sealed_opens_with_the_private_key_alone() -> None:
    key, other = PrivateKey.generate(), PrivateKey.generate()
    sealed = sealing.seal("Оксана, +380671234567".encode(), public_half(key))
    assert sealing.unseal(sealed, key).decode() == "Оксана, +380671234567"
    assert sealing.unseal(sealed, other, key).decode() == "Оксана, +380671234567"
    for keys in ([other], []):
        with pytest.raises(CryptoError):
            sealing.unseal(sealed, *keys)


def test_equal_contents_look_different() -> None:
    key = public_half(PrivateKey.generate())
    assert sealing.seal(b"same", key) != sealing.seal(b"same", key)


def test_the_first_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "key"
    assert public_half(read_or_create_keys(path, TODAY)[0].private) == public(path)[0]
    assert read_or_create_keys(path, TODAY)[0].made_on == TODAY
    assert len(public(path)) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert files(path.parent) == [path]


def test_another_machines_lock_of_the_file_beside_it_is_waited_for(tmp_path: Path) -> None:
    """The folder's own is not seen there: it is as if nobody had it."""
    read_or_create_keys(tmp_path / "key", TODAY)
    with ThreadPoolExecutor(1) as pool:
        with (tmp_path / key_file.LOCK).open("r+") as elsewhere:
            fcntl.flock(elsewhere, fcntl.LOCK_EX)
            made = pool.submit(next_key, tmp_path / "key", public(tmp_path / "key")[0], TODAY)
            with pytest.raises(TimeoutError):
                made.result(0.3)
        assert made.result(5).public == public(tmp_path / "key")[0]


def test_several_processes_make_one_first_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: read_or_create_keys(tmp_path / "key", TODAY)[0].public, range(32)))
    assert len(set(made)) == 1


def test_a_file_with_a_single_bare_key_is_read_and_grows(tmp_path: Path) -> None:
    path, first = tmp_path / "key", PrivateKey.generate()
    path.write_text(base64.b64encode(bytes(first)).decode())
    assert [(key.public, key.made_on) for key in read_keys(path)] == [(public_half(first), None)]
    second = next_key(path, public_half(first), TODAY)
    assert [(key.public, key.made_on) for key in read_keys(path)] == [
        (second.public, TODAY),
        (public_half(first), None),
    ]
    box = sealing.seal(b"old", public_half(first))
    assert sealing.unseal(box, *private_keys(path)) == b"old"
    assert path.stat().st_mode & 0o777 == 0o600
    assert files(tmp_path) == [path]


def test_a_key_that_a_crash_left_unannounced_is_taken_up_and_counts_from_that_day(tmp_path: Path) -> None:
    path = tmp_path / "key"
    first = read_or_create_keys(path, TODAY)[0]
    lost = next_key(path, first.public, TODAY)
    again = next_key(path, first.public, TODAY + timedelta(days=40))
    assert (again.public, again.made_on) == (lost.public, TODAY + timedelta(days=40))
    assert public(path) == [lost.public, first.public]


def test_what_a_crash_left_half_written_is_no_key(tmp_path: Path) -> None:
    path = tmp_path / "key"
    first = read_or_create_keys(path, TODAY)[0]
    (tmp_path / "key.fresh").write_text("half a k")
    second = next_key(path, first.public, TODAY)
    assert public(path) == [second.public, first.public]
    assert files(tmp_path) == [path]


def test_no_key_is_lost_when_several_are_made_at_once(tmp_path: Path) -> None:
    path = tmp_path / "key"
    first = read_or_create_keys(path, TODAY)[0].public
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: next_key(path, public(path)[0], TODAY).public, range(24)))
    assert set(made) | {first} == set(public(path))


def test_a_day_never_lies_before_the_one_of_an_older_key(tmp_path: Path) -> None:
    path = tmp_path / "key"
    first = read_or_create_keys(path, TODAY)[0]
    assert next_key(path, first.public, date(2023, 1, 1)).made_on == TODAY


def test_a_key_is_forgotten_when_its_successor_is_old_enough(tmp_path: Path) -> None:
    path = tmp_path / "key"
    keys = [read_or_create_keys(path, TODAY)[0]]
    for month in (1, 2):
        keys.append(next_key(path, keys[-1].public, TODAY + timedelta(days=30 * month)))
    first, second, third = (key.public for key in keys)
    assert forget_keys(path, third, TODAY + timedelta(days=30)) == []
    assert forget_keys(path, third, TODAY + timedelta(days=31)) == [first]
    assert public(path) == [third, second]
    # As long as the second is the announced one, the third cannot make it old.
    assert forget_keys(path, second, TODAY + timedelta(days=999)) == []
    assert forget_keys(path, "a key of another file", TODAY + timedelta(days=999)) == []
    assert public(path) == [third, second]


def test_a_secret_is_made_once_and_read_by_this_account_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    with pytest.raises(FileNotFoundError):
        sealing.read_secret(path)
    assert [sealing.make_secret(path) for _ in range(2)] == [True, False]
    assert (len(sealing.read_secret(path)), path.stat().st_mode & 0o077) == (32, 0)


def test_a_keyed_hash_is_the_same_for_the_same_and_another_with_another_secret() -> None:
    """RFC 4231, test case 2."""
    known = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert sealing.keyed_hash("what do ya want for nothing?", b"Jefe").hex() == known
    assert sealing.keyed_hash("what do ya want for nothing?", b"jefe").hex() != known
