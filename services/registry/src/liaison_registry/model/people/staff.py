"""Accounts of people and programs that work in the network, and their sign-ins."""

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from liaison_contracts.identity import Errand, Role, StaffChanged, StaffState
from liaison_kit import clock, identity, outbox, tokens
from liaison_kit.database import Aggregate
from liaison_kit.errors import Refusal
from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base


class Kind(StrEnum):
    """Whose account it is."""

    PERSON = "person"
    PROGRAM = "program"


FIRST_PAGES = {
    Role.WORKER: "/today",
    Role.COORDINATOR: "/today",
    Role.ADMINISTRATOR: "/people",
    Role.AUDITOR: "/audit/registry",
    Role.ANALYST: "/results",
}


class Staff(Aggregate, Base):
    """An account. Of what is here, other services hear of the roles and the scope only (see `state`).

    `email` is lower case, and unique; a program has none. `subject` is the person's at the city's own sign-in (OIDC).
    `ended_sign_ins` are {id, at}. `break_glass` is an administrator whom `liaison admin create` made.
    """

    __tablename__ = "staff"

    kind: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    language: Mapped[str] = mapped_column(default="uk")
    subject: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    totp_secret: Mapped[str | None]
    totp_last_step: Mapped[int | None]
    token_hash: Mapped[str | None]
    roles: Mapped[list[str]]
    whole_network: Mapped[bool] = mapped_column(default=False)
    offices: Mapped[list[str]]
    active: Mapped[bool] = mapped_column(default=True)
    break_glass: Mapped[bool] = mapped_column(default=False)
    revoked_at: Mapped[datetime | None]
    ended_sign_ins: Mapped[list[dict[str, Any]]]
    created_at: Mapped[datetime]

    @property
    def first_page(self) -> str:
        """Where whoever has just signed in goes on: the first of their menu, and for an analyst the results."""
        return next((page for role, page in FIRST_PAGES.items() if role in self.roles), "/account")

    def allow(self, roles: list[Role], whole_network: bool, offices: list[UUID]) -> bool:
        """Whether that is anything new. A scope of the whole network names no offices."""
        wanted = (sorted(roles), whole_network, [] if whole_network else sorted(map(str, offices)))
        if (self.roles, self.whole_network, self.offices) == wanted:
            return False
        self.roles, self.whole_network, self.offices = wanted  # type: ignore[assignment]  # roles are text
        self.changed()
        return True

    def choose_password(self, password_hash: str, now: datetime) -> None:
        """Whoever knew the old one is signed out everywhere."""
        self.password_hash = password_hash
        self.revoke(now)

    @property
    def scope(self) -> list[UUID]:
        return [UUID(office) for office in self.offices]

    @property
    def errand_of_a_link(self) -> Errand:
        """An invitation once more, or, to somebody who has a password, to choose another."""
        return Errand.RESET if self.password_hash else Errand.INVITATION

    def may_use_a_password(self, city: bool) -> bool:
        """Where people sign in with the city, a password is for the day on which that cannot be reached."""
        return self.kind == Kind.PERSON and self.active and (self.break_glass or not city)

    def deactivate(self, now: datetime) -> bool:
        """Whether it was active until now; every sign-in of it is void."""
        if not self.active:
            return False
        self.active = False
        self.revoke(now)
        return True

    def reactivate(self) -> bool:
        """Whether it was not active until now."""
        if self.active:
            return False
        self.active = True
        self.changed()
        return True

    def forget_second_factor(self, now: datetime) -> None:
        """The person sets up a new one at the next sign-in; whoever holds the lost one is signed out."""
        self.totp_secret = self.totp_last_step = None
        self.revoke(now)

    def renew_token(self) -> str:
        """A program's new token, told once; the one before it is void."""
        secret = secrets.token_urlsafe(32)
        self.token_hash = identity.hash_of(secret)
        self.changed()
        return f"{identity.PROGRAM}_{self.id.hex}_{secret}"

    def revoke(self, now: datetime) -> None:
        """Voids every sign-in up to now, everywhere."""
        self.revoked_at = now
        self.changed()

    def end(self, sign_in: UUID, now: datetime) -> None:
        """Voids one sign-in; those whose last token is over need not be remembered."""
        lasting = [ended for ended in self.ended_sign_ins if datetime.fromisoformat(ended["at"]) > now - _REMEMBERED]
        self.ended_sign_ins = [*lasting, {"id": str(sign_in), "at": now.isoformat()}]
        self.changed()

    def state(self) -> StaffState:
        return StaffState(
            id=self.id,
            version=self.version,
            roles=[Role(role) for role in self.roles],
            whole_network=self.whole_network,
            offices=self.scope,
            active=self.active,
            revoked_at=self.revoked_at,
            ended_sign_ins=[UUID(ended["id"]) for ended in self.ended_sign_ins],
            token_hash=self.token_hash,
        )


_REMEMBERED = tokens.LIFETIME + timedelta(minutes=5)


def new_staff(staff_id: UUID, kind: Kind, name: str, now: datetime) -> Staff:
    """An account that may do nothing yet: `allow` says what, and `announce` tells the other services."""
    return Staff(
        id=staff_id,
        version=0,
        kind=kind.value,
        name=name,
        language="uk",
        roles=[],
        offices=[],
        whole_network=False,
        ended_sign_ins=[],
        active=True,
        created_at=now,
    )


class SignIn(Base):
    """One sign-in of a person in one browser. Without an open one no token is renewed."""

    __tablename__ = "sign_in"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    signed_in_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class StaffLink(Base):
    """A link that was sent to a person once, to choose a password with; of its secret only a hash is kept."""

    __tablename__ = "staff_link"

    secret_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    errand: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    @classmethod
    def make(cls, staff_id: UUID, errand: Errand, now: datetime) -> tuple["StaffLink", str]:
        """The link to be kept, and the path to be sent, which nobody can tell from what is kept."""
        secret = secrets.token_urlsafe(32)
        link = cls(
            secret_hash=cls.hash_of(secret), staff_id=staff_id, errand=errand.value, expires_at=now + LASTS[errand]
        )
        return link, f"/sign-in/links/{secret}"

    @staticmethod
    def hash_of(secret: str) -> bytes:
        return hashlib.sha256(secret.encode()).digest()

    def check(self, now: datetime) -> None:
        """LinkIsOver if it was used, or has expired."""
        if self.used_at or self.expires_at < now:
            raise LinkIsOver


LASTS = {Errand.INVITATION: timedelta(days=7), Errand.RESET: timedelta(hours=1)}


class LinkIsOver(Refusal):
    """This link was used already, or has expired. Ask for a new one."""

    status = 410


async def announce(session: AsyncSession, staff: Staff) -> None:
    """Every change of an account ends with this: the registry itself knows at once, the other services soon."""
    await session.flush()
    state = staff.state()
    await identity.keep_staff(session, state)
    outbox.publish(session, StaffChanged(occurred_on=clock.today(), state=state))
