"""Signing in: tries are counted by address, a password is proved, and a sign-in is opened and renewed."""

import hashlib
import math
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from liaison_kit import audit, clock, tokens
from liaison_kit.database import Database, new_id
from liaison_kit.errors import Refusal
from liaison_kit.tokens import Token
from sqlalchemy import LargeBinary, delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base
from liaison_registry.model.people.staff import SignIn, Staff
from liaison_registry.model.sign_in.passwords import fits
from liaison_registry.model.sign_in.signing_keys import signing_key

FREE_TRIES = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=30)
FORGOTTEN_AFTER = timedelta(days=1)

REFUSED, LOCKED = "sign_in_refused", "sign_in_locked"
"""Actions on the audit trail, of the account that was tried; the second is a refusal after which its address waits."""


class WrongCredentials(Refusal):
    """The address, the password or the code is wrong."""

    status = 401


class WrongPassword(Refusal):
    """This is not your present password."""

    field = "current"


class WrongCode(Refusal):
    """This code is wrong, or was used already. Wait for the next one."""

    field = "code"


class TooManyTries(Refusal):
    """There were too many tries with this address. Try again in {minutes} min."""

    status = 429


class SignInTries(Base):
    """Tries with one address since the last good one, whether or not anybody has it: so nobody learns who does."""

    __tablename__ = "sign_in_tries"

    address_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    count: Mapped[int]
    locked_until: Mapped[datetime | None]
    last_at: Mapped[datetime]

    def add(self, now: datetime) -> None:
        """TooManyTries while it is locked; after the free ones each try doubles the wait."""
        if self.locked_until and self.locked_until > now:
            left = self.locked_until - now
            raise TooManyTries(minutes=math.ceil(left / timedelta(minutes=1)), seconds=math.ceil(left.total_seconds()))
        self.count = 1 if self.last_at < now - FORGOTTEN_AFTER else self.count + 1
        self.last_at = now
        if self.count >= FREE_TRIES:
            # 2^10 minutes are far beyond the longest wait, and a larger power would not fit.
            self.locked_until = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(self.count - FREE_TRIES, 10))


def _hash(email: str) -> bytes:
    return hashlib.sha256(email.lower().encode()).digest()


async def count_try(database: Database, email: str) -> None:
    """In a transaction of its own: the try counts whatever comes of it, and before it is known. TooManyTries."""
    now = clock.real_now()
    async with database.transaction() as session:
        first = insert(SignInTries).values(address_hash=_hash(email), count=0, last_at=now)
        await session.execute(first.on_conflict_do_nothing())
        tries = await session.get_one(SignInTries, _hash(email), with_for_update=True)
        tries.add(now)


async def record_refusal(database: Database, email: str, account: UUID | None) -> None:
    """In a transaction of its own, as what is refused is undone: the entry stays.

    For an address that nobody has, one is made, too, and taken back: by its time a refusal tells nothing.
    """
    now = clock.real_now()
    tried = update(SignInTries).where(SignInTries.address_hash == _hash(email)).values(last_at=now)
    async with database.transaction() as session:
        locked_until = await session.scalar(tried.returning(SignInTries.locked_until))
        entry = await session.begin_nested()
        action = LOCKED if locked_until and locked_until > now else REFUSED
        await audit.record(session, account or new_id(), action, {}, [])
        if account is None:
            await entry.rollback()


async def forget_tries(session: AsyncSession, email: str) -> None:
    """The person has shown who they are."""
    await session.execute(delete(SignInTries).where(SignInTries.address_hash == _hash(email)))


async def prove_password(session: AsyncSession, database: Database, staff: Staff, password: str) -> None:
    """Before what somebody who found a signed-in browser must not do. WrongPassword, TooManyTries."""
    await count_try(database, staff.email or "")
    if not await fits(password, staff.password_hash):
        await record_refusal(database, staff.email or "", staff.id)
        raise WrongPassword
    await forget_tries(session, staff.email or "")


async def open_sign_in(session: AsyncSession, staff: Staff, issuer: str, key_file: Path) -> str:
    """A sign-in from this moment on; returns its first token."""
    # A moment later than a revocation in the same transaction.
    now = clock.real_now() + timedelta(milliseconds=1)
    sign_in = SignIn(id=new_id(), staff_id=staff.id, signed_in_at=now)
    session.add(sign_in)
    return tokens.sign(await signing_key(session, key_file), issuer, Token(staff.id, sign_in.id, now, now))


async def renewed(session: AsyncSession, token: Token, issuer: str, key_file: Path) -> str | None:
    """The next token of a sign-in that this good one is of; None if the sign-in has ended."""
    sign_in, now = await session.get(SignIn, token.sign_in), clock.real_now()
    if sign_in is None or sign_in.ended_at or sign_in.signed_in_at + tokens.LONGEST <= now:
        return None
    again = Token(token.account, sign_in.id, sign_in.signed_in_at, now)
    return tokens.sign(await signing_key(session, key_file), issuer, again)


async def close_sign_ins(session: AsyncSession, staff_id: UUID, now: datetime) -> None:
    """None of the account's is renewed any more; what voids their tokens is `Staff.revoke`."""
    open_ones = update(SignIn).where(SignIn.staff_id == staff_id, SignIn.ended_at.is_(None))
    await session.execute(open_ones.values(ended_at=now))
