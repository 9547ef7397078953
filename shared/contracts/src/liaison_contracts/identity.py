"""Who works in the network: what every service needs to check a sign-in on its own. No name, no address."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from liaison_contracts.fact import Fact, FactWithState, State


class Role(StrEnum):
    """What an account is for; it can have several."""

    WORKER = "worker"  # runs events and consultations at the offices of the account
    COORDINATOR = "coordinator"  # answers for the network, or for the offices of the account
    ANALYST = "analyst"  # reads what is not published, without personal data
    ADMINISTRATOR = "administrator"  # people and roles, keys, dead letters
    AUDITOR = "auditor"  # reads the audit trail


class Errand(StrEnum):
    """What a link that was made for somebody is good for."""

    INVITATION = "invitation"
    RESET = "reset"


class SigningKey(BaseModel):
    """An Ed25519 public key (RFC 8032) that sign-ins are signed with."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kid: str = Field(description="Thumbprint of the key (RFC 7638).")
    x: str = Field(description="Base64url of the 32 bytes, as in a JSON Web Key (RFC 8037).")


class SigningKeyState(State):
    """The keys that sign-ins are checked against, newest first: one is announced before anything is signed with it."""

    keys: list[SigningKey]


class SigningKeyChanged(FactWithState):
    """From now on sign-ins are checked against these keys."""

    state: SigningKeyState


class StaffState(State):
    """An account, of a person or of a program, as far as other services need it."""

    roles: list[Role]
    whole_network: bool = Field(description="Every office is in its scope, later ones too; `offices` is then empty.")
    offices: list[UUID] = Field(description="The offices in its scope.")
    active: bool = Field(description="Whether it may do anything at all.")
    revoked_at: datetime | None = Field(description="Sign-ins from before this moment are void.")
    ended_sign_ins: list[UUID] = Field(description="Sign-ins that were ended while a token of theirs may last.")
    token_hash: str | None = Field(None, description="Of a program: SHA-256 (hex) of its token's secret half.")


class StaffChanged(FactWithState):
    """An account was made, or may do more or less than before, or one of its sign-ins has ended."""

    state: StaffState


class StaffLinkMade(Fact):
    """Somebody is to be sent a link to choose a password with: readable for the notifications service alone."""

    link_id: UUID = Field(description="Of this letter; it says nothing about whose it is.")
    errand: Errand
    expires_at: datetime = Field(description="After this the link opens nothing, and need not be sent.")
    sealed: str = Field(description="Base64 of a libsodium sealed box around the JSON of `StaffLetter`.")
    key_version: int = Field(ge=1, description="Version of the SealingKeyState it was sealed for.")

    @property
    def key(self) -> UUID:
        return self.link_id

    @property
    def sequence(self) -> int:
        return 1
