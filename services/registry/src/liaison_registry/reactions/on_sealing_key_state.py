"""When the sealing key changes: letters to people are sealed for the new one from now on."""

from liaison_contracts.notifications import SealingKeyState
from liaison_kit import database, sealing
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model import SealingKeyCopy


@on(SealingKeyState)
async def on_sealing_key_state(session: AsyncSession, state: SealingKeyState) -> None:
    # A key that cannot seal is refused here and parked; kept, it would break every invitation.
    sealing.seal(b"", state.public_key)
    await database.keep_latest(session, SealingKeyCopy, id=state.id, version=state.version, public_key=state.public_key)
