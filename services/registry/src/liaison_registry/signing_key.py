"""The keys of sign-ins: the first are made here, and the signing key's public half is told to whoever checks them."""

from liaison_kit import clock, sealing, signing_keys, tokens
from liaison_kit.database import Database, new_id
from liaison_kit.settings import Settings
from sqlalchemy import func, select

from liaison_registry.model import SigningKeys
from liaison_registry.model.sign_in.signing_keys import announce_keys
from liaison_registry.settings import RegistrySettings


async def announce_signing_key(database: Database, settings: Settings) -> None:
    """Runs at each migration; tells nothing if the newest key in the file was told."""
    assert isinstance(settings, RegistrySettings)
    sealing.read_or_create_keys(settings.totp_key_file, clock.today())
    async with database.transaction() as session:
        await session.execute(select(func.pg_advisory_xact_lock(7_237, 1)))
        # The row's lock is what a rotation holds, from the file to its commit.
        keys = await session.scalar(select(SigningKeys).with_for_update())
        newest = signing_keys.read_or_create_keys(settings.signing_key_file, clock.real_now())[0]
        if keys is None:
            keys = SigningKeys(id=new_id(), version=0, keys=[])
            session.add(keys)
        if newest.kid not in {key["kid"] for key in keys.keys}:
            keys.add(tokens.public_half(newest.private), clock.real_now())
            await announce_keys(session, keys)
