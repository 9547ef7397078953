"""Facts by which other municipal systems ask for messages, and hear what became of them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from liaison_contracts.fact import Fact

NO_NUL = r"^[^\x00]*$"


class RequestPurpose(StrEnum):
    """What other systems may ask messages for. May grow."""

    APPOINTMENT = "appointment"  # a visit that somebody has booked, its change or reminder
    APPLICATION = "application"  # where an application or an appeal stands
    DOCUMENT = "document"  # it is ready, or is about to run out
    PAYMENT = "payment"  # one that is due, or has come
    SERVICE = "service"  # a service that somebody uses works otherwise
    OUTAGE = "outage"  # water, power, heating, a closed road
    EMERGENCY = "emergency"  # danger to life or health


class LegalBasis(StrEnum):
    """Why the asking system may have somebody written to (Law of Ukraine 2297-VI, article 11; GDPR, article 6)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"


class RequestOutcome(StrEnum):
    """What became of a message that was asked for. May grow."""

    ACCEPTED = "accepted"  # a provider has taken it
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"  # the connection broke: perhaps sent, and not sent again
    SUPPRESSED = "suppressed"  # not sent on purpose: the address must not be written to, or there is none
    EXPIRED = "expired"
    REFUSED = "refused"


class RequestedText(BaseModel):
    """What is said in one language: as much of it as the channels need. Plain text."""

    model_config = ConfigDict(extra="ignore")

    sms: str | None = Field(None, description="Six parts at most: 402 characters in Cyrillic.")
    subject: str | None = Field(None, max_length=300)
    email: str | None = Field(None, max_length=6000, description="Paragraphs with an empty line between them.")


class RequestedMessage(BaseModel):
    """What is inside the sealed box of NotificationRequested. Never on a topic unsealed."""

    model_config = ConfigDict(extra="ignore")

    phone: str | None = Field(None, max_length=64, description="A mobile number, E.164 or as people write it.")
    email: str | None = Field(None, max_length=254)
    language: str = Field("uk", description="ISO 639-1, `uk` or `en`: what they are written to in.")
    texts: dict[str, RequestedText] = Field(description="By language; where theirs is missing, `uk` is taken.")


class NotificationRequested(Fact):
    """Another municipal system asks that somebody be sent a message, once, however often it asks.

    Told by that system. `sealed` is base64 of a libsodium sealed box for the newest `SealingKeyState`, with a
    RequestedMessage as JSON in it; nothing else here may say anything of a person, the id included.
    """

    system: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$", description="The name under which it is registered here.")
    request_id: UUID = Field(description="The system's own, random; the key. The same id twice is one message.")
    channels: list[str] = Field(max_length=8, description="`sms`, `email`: a message by each of them.")
    purpose: str = Field(max_length=80, pattern=NO_NUL, description="`appointment`, `application` …: RequestPurpose.")
    legal_basis: str = Field(max_length=80, pattern=NO_NUL, description="`consent`, `public_task` …: LegalBasis.")
    urgent: bool = Field(False, description="At night, too, and before all else; only where the system may.")
    useful_until: AwareDatetime = Field(description="After this it is not sent any more; seven days at most count.")
    sealed: str = Field(max_length=100_000, pattern=r"^[A-Za-z0-9+/=]*$")
    key_version: int = Field(ge=1, le=1_000_000, description="`version` of the SealingKeyState it is sealed for.")
    signature: str | None = Field(
        None,
        max_length=200,
        pattern=r"^[A-Za-z0-9+/=]*$",
        description="Base64, Ed25519, of `system:request_id:sealed`; of a system that was added with a key.",
    )

    @property
    def key(self) -> UUID:
        return self.request_id

    @property
    def sequence(self) -> int:
        return 1


class NotificationRequestSettled(Fact):
    """What became of a message that another system asked for, by one channel.

    Told once for each channel and outcome. `accepted` may be followed by `delivered` or `failed`, within three days as
    a rule, or by nothing where the provider tells no more; `unknown` by `accepted`, `delivered` or `failed`; `failed`,
    seldom, by `delivered`. All else is the end. A request that was not taken has no channel: `refused` or `expired`.
    It names nobody; whose message it was, the asking system knows by its own id.
    """

    notification_id: UUID = Field(description="Our own id of the request; the key, for two systems may choose one id.")
    version: int = Field(ge=1, description="Rises with each of these of one request.")
    system: str
    request_id: UUID
    channel: str | None = Field(description="`sms` or `email`; none: the request as a whole.")
    outcome: str = Field(description="`accepted`, `delivered`, `failed`, `suppressed` …: RequestOutcome.")
    reason: str | None = Field(description="Why, in a word: `quota`, `no_phone`, `hard_bounce` …; it may grow.")
    settled_at: datetime = Field(description="When it came about; it is told a second or two later.")

    @property
    def key(self) -> UUID:
        return self.notification_id

    @property
    def sequence(self) -> int:
        return self.version
