"""Facts of the notifications service, and the contact that others seal for it."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from liaison_contracts.fact import Fact, FactWithState, State


class Contact(BaseModel):
    """What is inside the sealed box of ParticipantContact and AppointmentContact. Never on a topic unsealed."""

    model_config = ConfigDict(extra="ignore")

    name: str
    phone: str | None = Field(description="E.164")
    email: str | None
    link: str = Field(description="The participant's own page: see, change or cancel the sign-up.")
    language: str = Field("uk", description="ISO 639-1, `uk` or `en`: what they are written to in.")


NOBODY = Contact(name="", phone=None, email=None, link="")
"""Leads nowhere: it takes the place of the contact of somebody who was erased."""


class StaffLetter(BaseModel):
    """What is inside the sealed box of StaffLinkMade. Never on a topic unsealed."""

    model_config = ConfigDict(extra="ignore")

    name: str
    email: str
    language: str = Field(description="ISO 639-1, `uk` or `en`.")
    link: str = Field(description="Where the person chooses a password; whoever has it can, once.")


class SealingKeyState(State):
    """The public key for which contact points are sealed."""

    public_key: str = Field(description="Base64 of a Curve25519 public key, 32 bytes.")


class SealingKeyChanged(FactWithState):
    """From now on contact points are sealed for this key."""

    state: SealingKeyState


class SubscriptionsState(State):
    """How many addresses follow the news of a district, whose id is the key; told at most once a day."""

    subscribers: int | None = Field(
        description="Rounded down to fives; None below five. Who follows the whole community counts in each district."
    )


class SubscriptionsChanged(FactWithState):
    """More or fewer addresses follow the news of a district."""

    state: SubscriptionsState


class ContactErased(Fact):
    """Nothing that leads to this contact is kept any more; whoever knows its id can forget that, too."""

    contact_id: UUID = Field(description="Of a subscriber or a sign-up; it says nothing of whose it was.")
    erased_at: datetime = Field(description="UTC. A contact that a backup has brought back is erased once more, later.")

    @property
    def key(self) -> UUID:
        return self.contact_id

    @property
    def sequence(self) -> int:
        return int(self.erased_at.timestamp() * 1000)


class BulletinTotal(BaseModel):
    """What became of a bulletin's messages by one channel. Each figure is rounded down to fives; None below five."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    channel: str = Field(description="`email` or `sms`. May grow.")
    sent: int | None = Field(description="Taken by a mail server or an SMS gateway.")
    failed: int | None = Field(description="Not taken, or known not to have arrived.")
    in_doubt: int | None = Field(description="They may have been sent; nobody can tell.")
    not_sent: int | None = Field(description="Not sent on purpose: unsubscribed since, suppressed, or called off.")


class BulletinOver(Fact):
    """What facts about the end of a bulletin have in common."""

    bulletin_id: UUID
    version: int = Field(ge=1, description="Of the bulletin, after this.")
    districts: list[UUID] = Field(description="Whose followers it was for; none: the whole community's.")
    kinds: list[str] = Field(description="Only for who follows one of these kinds of events; none: all. May grow.")
    totals: list[BulletinTotal] = Field(description="By channel, as known at that moment: later receipts do not count.")

    @property
    def key(self) -> UUID:
        return self.bulletin_id

    @property
    def sequence(self) -> int:
        return self.version


class BulletinSent(BulletinOver):
    """A bulletin has been sent to everybody whom it was for."""


class BulletinStopped(BulletinOver):
    """A bulletin was stopped while it was being sent, and what had not left was called off."""
