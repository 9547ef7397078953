"""Contact points that only one service can open."""

from pathlib import Path

import pytest
from liaison_kit.sealing import public_half, read_or_create_key, seal, unseal
from nacl.exceptions import CryptoError


def test_what_is_sealed_opens_with_the_private_key_alone(tmp_path: Path) -> None:
    key, other = read_or_create_key(tmp_path / "a" / "key"), read_or_create_key(tmp_path / "other")
    sealed = seal("Оксана, +380671234567".encode(), public_half(key))
    assert unseal(sealed, key).decode() == "Оксана, +380671234567"
    with pytest.raises(CryptoError):
        unseal(sealed, other)


def test_equal_contents_look_different(tmp_path: Path) -> None:
    public = public_half(read_or_create_key(tmp_path / "key"))
    assert seal(b"same", public) != seal(b"same", public)


def test_the_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "key"
    assert bytes(read_or_create_key(path)) == bytes(read_or_create_key(path))
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]
