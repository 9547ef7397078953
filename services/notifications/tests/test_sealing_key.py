"""The key to contact points."""

from collections.abc import Awaitable, Callable

from liaison_kit import clock, sealing
from liaison_kit.database import Database
from liaison_kit.settings import Settings
from liaison_notifications.model import SealingKey
from liaison_notifications.model.sealing_key import THE_KEY
from liaison_notifications.sealing_key import announce_sealing_key

Published = Callable[[], Awaitable[list[str]]]


async def the_key(database: Database) -> SealingKey:
    async with database.reading() as session:
        key = await session.get(SealingKey, THE_KEY)
    assert key is not None
    return key


async def test_the_first_migration_makes_a_key_and_tells_it(
    database: Database, settings: Settings, published: Published
) -> None:
    await announce_sealing_key(database, settings)
    key = await the_key(database)
    assert key.version == 1
    assert key.public_key == sealing.read_keys(settings.sealing_key_file)[0].public
    assert settings.sealing_key_file.stat().st_mode & 0o077 == 0
    assert await published() == ["SealingKeyChanged"]


async def test_further_migrations_tell_nothing(database: Database, settings: Settings, published: Published) -> None:
    await announce_sealing_key(database, settings)
    await announce_sealing_key(database, settings)
    assert (await the_key(database)).version == 1
    assert await published() == ["SealingKeyChanged"]


async def test_a_new_key_file_is_the_next_version_of_the_same_key(
    database: Database, settings: Settings, published: Published
) -> None:
    await announce_sealing_key(database, settings)
    settings.sealing_key_file.unlink()
    await announce_sealing_key(database, settings)
    key = await the_key(database)
    assert key.version == 2
    assert key.public_key == sealing.read_keys(settings.sealing_key_file)[0].public
    assert await published() == ["SealingKeyChanged", "SealingKeyChanged"]


async def test_what_a_rotation_left_unannounced_is_announced_and_the_old_key_stays(
    database: Database, settings: Settings, published: Published
) -> None:
    await announce_sealing_key(database, settings)
    first = await the_key(database)
    left = sealing.next_key(settings.sealing_key_file, first.public_key, clock.today())
    await announce_sealing_key(database, settings)
    key = await the_key(database)
    assert (key.version, key.public_key) == (2, left.public)
    assert [kept.public for kept in sealing.read_keys(settings.sealing_key_file)] == [left.public, first.public_key]
    assert await published() == ["SealingKeyChanged", "SealingKeyChanged"]
