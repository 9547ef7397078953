"""Identity: who asks, and whether a route is for them. Each service checks it on its own, from its copies.

Deny by default: a router names its audience, and nobody else gets past the route. A person carries the token of a
sign-in in a cookie, a program its account's token as a bearer token.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from liaison_contracts.identity import Role, SigningKey, SigningKeyState, StaffState
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import clock, cookies, database, tokens
from liaison_kit.errors import NotSignedIn, Refusal
from liaison_kit.reactions import on
from liaison_kit.settings import Settings
from liaison_kit.tables import SigningKeyCopy, StaffCopy
from liaison_kit.tokens import Token

PROGRAM = "liaison"
"""What a program's token begins with: liaison_<account>_<secret>, so that secret scanners find it."""


class NotAllowed(Refusal):
    """Your account is not allowed to do this. Ask an administrator for the right role or office."""

    status = 403


@dataclass(frozen=True)
class Account:
    """Who asks: an account and what is in its scope. `token` is a person's; a program has none."""

    id: UUID
    roles: frozenset[Role]
    whole_network: bool
    offices: frozenset[UUID]
    token: Token | None = None

    def has(self, *roles: str) -> bool:
        """Whether it has one of these roles."""
        return not self.roles.isdisjoint(roles)

    def may_run(self, office_id: UUID) -> bool:
        return self.whole_network or office_id in self.offices

    def must_run(self, office_id: UUID) -> None:
        """NotAllowed for another office's worker."""
        if not self.may_run(office_id):
            raise NotAllowed

    @property
    def renewal_is_due(self) -> bool:
        return self.token is not None and clock.real_now() - self.token.issued_at > tokens.RENEWED_AFTER


@dataclass(frozen=True)
class Audience:
    """Whom a route is for: anybody, or accounts with one of these roles, perhaps with every office in their scope.

    What belongs to one office a slice guards itself, with `worker.must_run(office_id)`.
    """

    roles: frozenset[Role] = frozenset()
    anybody: bool = False
    whole_network: bool = False

    def admit(self, account: Account | None) -> None:
        """NotSignedIn or NotAllowed for everybody else."""
        if self.anybody:
            return
        if account is None:
            raise NotSignedIn
        if not self.roles & account.roles or (self.whole_network and not account.whole_network):
            raise NotAllowed


ANYBODY = Audience(anybody=True)
STAFF = Audience(frozenset(Role))


def only(*roles: Role) -> Audience:
    """Accounts that have one of these roles."""
    return Audience(frozenset(roles))


def for_the_network(*roles: Role) -> Audience:
    """Those of them whose scope is the whole network."""
    return Audience(frozenset(roles), whole_network=True)


def cookie_name(settings: Settings) -> str:
    return cookies.SIGN_IN.named(settings.url.startswith("https:"))


def hand_out(response: Response, settings: Settings, token: str) -> None:
    """Gives the browser a sign-in's token; it ends with the browser's session, if its own time is not over before."""
    cookies.SIGN_IN.give(response, token, secure=settings.url.startswith("https:"))


def take_back(response: Response, settings: Settings) -> None:
    """Lets the browser forget it."""
    secure = settings.url.startswith("https:")
    response.delete_cookie(cookie_name(settings), path="/", secure=secure, httponly=True, samesite="lax")


async def who_asks(session: AsyncSession, request: Request) -> Account | None:
    """Whoever asks, or None for nobody, and for a token that is not good, or not any more."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return await _program(session, given)
    if not request.cookies:
        return None
    settings: Settings = request.app.state.settings
    cookie = request.cookies.get(cookie_name(settings))
    return await _person(session, cookie, settings.url) if cookie else None


async def _program(session: AsyncSession, given: str) -> Account | None:
    kind, _, rest = given.partition("_")
    name, _, secret = rest.partition("_")
    if kind != PROGRAM or len(name) != 32:
        return None
    try:
        row = await session.get(StaffCopy, UUID(name))
    except ValueError:
        return None
    if row is None or row.token_hash is None or not row.active:
        return None
    return _account(row) if hmac.compare_digest(row.token_hash, hash_of(secret)) else None


async def _person(session: AsyncSession, cookie: str, issuer: str) -> Account | None:
    keys = [SigningKey(**key) for known in await session.scalars(select(SigningKeyCopy.keys)) for key in known]
    # The wall clock, also where a played year sets the house's: a token is about the present.
    token = tokens.read(cookie, keys, issuer, clock.real_now())
    row = await session.get(StaffCopy, token.account) if token else None
    if token is None or row is None or not row.active or row.token_hash is not None:
        return None
    if (row.revoked_at and token.issued_at <= row.revoked_at) or str(token.sign_in) in row.ended_sign_ins:
        return None
    return _account(row, token)


def _account(row: StaffCopy, token: Token | None = None) -> Account:
    roles = frozenset(role for role in Role if role.value in row.roles)
    return Account(row.id, roles, row.whole_network, frozenset(map(UUID, row.offices)), token)


def hash_of(secret: str) -> str:
    """Of a program's secret, which is random and long: a slow hash would only slow every request down."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def keep_signing_keys(session: AsyncSession, state: SigningKeyState) -> None:
    """Sign-ins are checked against these keys from now on."""
    columns: dict[str, Any] = {"keys": [key.model_dump() for key in state.keys]}
    await database.keep_latest(session, SigningKeyCopy, id=state.id, version=state.version, **columns)


async def keep_staff(session: AsyncSession, state: StaffState) -> None:
    """From now on the account may do in this service what the state says."""
    columns = state.model_dump(mode="json") | {"revoked_at": state.revoked_at, "id": state.id}
    await database.keep_latest(session, StaffCopy, **columns)


@on(SigningKeyState)
async def on_signing_key_state(session: AsyncSession, state: SigningKeyState) -> None:
    """In every service but the registry, which keeps its own in the transaction that changes them."""
    await keep_signing_keys(session, state)


@on(StaffState)
async def on_staff_state(session: AsyncSession, state: StaffState) -> None:
    """The same for accounts."""
    await keep_staff(session, state)


REACTIONS = (on_signing_key_state, on_staff_state)
