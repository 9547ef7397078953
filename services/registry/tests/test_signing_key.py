"""The keys of sign-ins, as the migrate role makes and tells them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from liaison_kit import clock, signing_keys, tokens
from liaison_kit.database import Database, new_id
from liaison_registry.model import SigningKeys
from liaison_registry.model.sign_in.signing_keys import HEARD_AFTER, NEEDED_FOR
from liaison_registry.signing_key import announce_signing_key
from sqlalchemy import select

Published = Callable[[], Awaitable[list[str]]]
NOW = datetime(2026, 5, 15, 9, 0, tzinfo=UTC)


async def kids(database: Database) -> list[str]:
    async with database.reading() as session:
        return [key["kid"] for key in (await session.scalars(select(SigningKeys))).one().keys]


async def test_the_first_migration_makes_the_keys_for_this_account_alone_and_tells_one(
    database: Database, settings: Any, published: Published
) -> None:
    await announce_signing_key(database, settings)
    [kept] = signing_keys.read_keys(settings.signing_key_file)
    assert await kids(database) == [kept.kid]
    assert {path.stat().st_mode & 0o777 for path in (settings.signing_key_file, settings.totp_key_file)} == {0o600}
    assert await published() == ["SigningKeyChanged"]


async def test_further_migrations_tell_nothing(database: Database, settings: Any, published: Published) -> None:
    await announce_signing_key(database, settings)
    await announce_signing_key(database, settings)
    assert await published() == ["SigningKeyChanged"]


async def test_what_a_rotation_left_unannounced_is_announced_beside_the_older_one(
    database: Database, settings: Any, published: Published
) -> None:
    await announce_signing_key(database, settings)
    first = await kids(database)
    left = signing_keys.next_key(settings.signing_key_file, first, clock.real_now())
    await announce_signing_key(database, settings)
    assert await kids(database) == [left.kid, *first]
    assert await published() == ["SigningKeyChanged", "SigningKeyChanged"]


def announced(*ages: timedelta) -> SigningKeys:
    """Keys announced so long ago, the oldest first; their kids are their numbers."""
    keys = SigningKeys(id=new_id(), version=0, keys=[])
    for number, age in enumerate(ages):
        keys.add(tokens.public_half(tokens.private_key()).model_copy(update={"kid": str(number)}), NOW - age)
    return keys


def test_a_key_signs_once_every_service_has_heard_of_it() -> None:
    day, moment = timedelta(days=1), timedelta(seconds=1)
    assert announced(day, HEARD_AFTER - moment).by_preference(NOW) == ["0", "1"]
    assert announced(day, HEARD_AFTER).by_preference(NOW) == ["1", "0"]
    assert announced(moment).by_preference(NOW) == ["0"]


def test_an_older_key_is_forgotten_when_its_last_token_is_over() -> None:
    day, moment = timedelta(days=1), timedelta(seconds=1)
    young, old = announced(2 * day, day, NEEDED_FOR - moment), announced(2 * day, day, NEEDED_FOR + moment)
    assert (young.forget(NOW), [key["kid"] for key in young.keys]) == (1, ["2", "1"])
    assert (old.forget(NOW), [key["kid"] for key in old.keys]) == (2, ["2"])
    assert (old.forget(NOW), old.version) == (0, 4)
