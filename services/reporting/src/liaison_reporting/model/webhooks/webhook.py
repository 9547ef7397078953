"""A webhook: an address that is told of facts in the order of the feed, one after the other.

Its secret has to be known here, for each request is signed with it; whoever can read this table can sign, too.
"""

import base64
import random
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from liaison_kit.database import Aggregate, new_id
from liaison_kit.errors import Conflict, Refusal
from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from liaison_reporting.model.feed.log import FACTS
from liaison_reporting.model.kept import Base
from liaison_reporting.model.webhooks.outcome import Outcome, Result

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
BOTH_SECRETS = timedelta(hours=24)
"""After a rotation requests are signed with both, so that the receiver can change in its own time."""
SECRET_BYTES = 32


class NotStopped(Conflict):
    """This webhook works: there is nothing to resume."""


class NotAllowed(Refusal):
    """Write an address that begins with https:// and names neither a user nor a part of a page."""

    field = "url"


class Webhook(Aggregate, Base):
    """`position`: delivered up to there. `failing_since`: no attempt has succeeded since."""

    __tablename__ = "webhook"

    name: Mapped[str]
    url: Mapped[str]
    topics: Mapped[list[str]]
    secret: Mapped[str]
    old_secret: Mapped[str | None]
    old_secret_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    position: Mapped[int] = mapped_column(BigInteger)
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    next_try_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    test_asked_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    disabled_because: Mapped[str | None]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The topics; every fact where none is named, those of later releases included."""
        return tuple(self.topics) or FACTS

    def renew_secret(self, now: datetime) -> str:
        """The new one; requests are signed with the one before as well, for a day."""
        self.old_secret, self.old_secret_until = self.secret, now + BOTH_SECRETS
        self.secret = new_secret()
        return self.secret

    def signing(self, now: datetime) -> list[str]:
        """The secrets that a request of this moment is signed with, the newest first."""
        valid = self.old_secret is not None and self.old_secret_until is not None and now < self.old_secret_until
        return [self.secret, self.old_secret] if valid and self.old_secret else [self.secret]

    def go_on_from(self, position: int, now: datetime) -> None:
        """Delivers from behind this position on, at once; what is on its way counts no more."""
        self.position, self.next_try_at, self.claimed_until, self.failures = position, now, None, 0
        self.changed()

    def resume(self, now: datetime) -> None:
        """After it was stopped; its days without success begin anew."""
        if self.disabled_at is None:
            raise NotStopped
        self.disabled_at = self.disabled_because = self.failing_since = None
        self.go_on_from(self.position, now)

    def succeed(self, now: datetime) -> None:
        self.failures, self.failing_since, self.next_try_at = 0, None, now

    def fail(self, result: Result, now: datetime, days: int) -> None:
        """Tries again later, each time after about twice as long; or never again by itself."""
        self.failing_since = self.failing_since or now
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self.failures, 20))
        pause = max(pause * random.uniform(0.5, 1), timedelta(seconds=result.again_in or 0))
        self.failures += 1
        self.next_try_at = now + pause
        if result.outcome is Outcome.GONE:
            self.disabled_at, self.disabled_because = now, "gone"
        elif now - self.failing_since >= timedelta(days=days):
            self.disabled_at, self.disabled_because = now, "gave_up"


class WebhookAttempt(Base):
    """One request and what became of it; without a fact it was a test. Of the answer its status alone is kept."""

    __tablename__ = "webhook_attempt"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    webhook_id: Mapped[UUID] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    fact_id: Mapped[UUID | None]
    topic: Mapped[str | None]
    outcome: Mapped[str]
    status: Mapped[int | None]
    milliseconds: Mapped[int]


def new_secret() -> str:
    """As Standard Webhooks has them: `whsec_` and base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
