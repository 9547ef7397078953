"""An organisation's application for a grant, and whether it may be judged."""

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from liaison_contracts.registry import CSOStatus, GrantCallStatus
from liaison_kit.database import Aggregate
from liaison_kit.errors import Conflict, Refusal
from sqlalchemy import BigInteger, ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.csos.cso import CSO
from liaison_registry.model.grants.grant_call import GrantCall, ScoringIsOver
from liaison_registry.model.metadata import Base


class ApplicationStatus(StrEnum):
    """Where an application stands."""

    SUBMITTED = "submitted"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    WITHDRAWN = "withdrawn"
    AWARDED = "awarded"
    DECLINED = "declined"


class IsWithdrawn(Conflict):
    """This application is withdrawn."""


class WithdrawnTooLate(Conflict):
    """The call has closed: the application can no longer be withdrawn here. Tell an office."""


class OrganisationNotActive(Conflict):
    """The organisation is not active according to the registry, so the application is not eligible."""

    field = "eligible"


class ReasonForRefusalMissing(Refusal):
    """Say why it is not eligible: the organisation may ask."""

    field = "reason"


class NotEligible(Conflict):
    """This application is not among those that are judged."""


class GrantApplication(Aggregate, Base):
    """Name, phone and email of the contact person are gone some time after the call, or with the withdrawal."""

    __tablename__ = "grant_application"

    call_id: Mapped[UUID] = mapped_column(ForeignKey("grant_call.id"))
    cso_id: Mapped[UUID] = mapped_column(ForeignKey("cso.id"))
    title: Mapped[str]
    summary: Mapped[str]
    budget: Mapped[list[dict[str, Any]]]
    requested: Mapped[int] = mapped_column(BigInteger)
    contact_name: Mapped[str | None]
    contact_phone: Mapped[str | None]
    contact_email: Mapped[str | None]
    token_hash: Mapped[str] = mapped_column(unique=True)
    entered_by: Mapped[UUID | None]
    submitted_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(default=ApplicationStatus.SUBMITTED)
    eligibility_reason: Mapped[str | None]
    checked_by: Mapped[UUID | None]
    checked_at: Mapped[datetime | None]
    proposed: Mapped[int] = mapped_column(BigInteger, default=0)

    def withdraw(self, call: GrantCall, now: datetime) -> bool:
        """Whether it stood until now; only while the call is open. Who the contact was is forgotten at once."""
        if self.status == ApplicationStatus.WITHDRAWN:
            return False
        if not call.takes_applications(now):
            raise WithdrawnTooLate
        self.status = ApplicationStatus.WITHDRAWN
        self.forget()
        self.changed()
        return True

    def check(self, call: GrantCall, cso: CSO, *, eligible: bool, reason: str | None, by: UUID, now: datetime) -> None:
        """Somebody has looked whether it may be judged; it can be looked at anew until the scores are closed."""
        if self.status == ApplicationStatus.WITHDRAWN:
            raise IsWithdrawn
        if call.status not in (GrantCallStatus.OPEN, GrantCallStatus.CLOSED) or call.scoring_ended_at:
            raise ScoringIsOver
        if eligible and cso.status != CSOStatus.ACTIVE:
            raise OrganisationNotActive
        if not eligible and not reason:
            raise ReasonForRefusalMissing
        self.status = ApplicationStatus.ELIGIBLE if eligible else ApplicationStatus.INELIGIBLE
        self.eligibility_reason, self.checked_by, self.checked_at = reason, by, now
        self.changed()

    def must_be_judged(self) -> None:
        """NotEligible unless it was found eligible."""
        if self.status != ApplicationStatus.ELIGIBLE:
            raise NotEligible

    def settle(self) -> bool:
        """What the decision says of it: whether it receives what was proposed."""
        self.must_be_judged()
        self.status = ApplicationStatus.AWARDED if self.proposed else ApplicationStatus.DECLINED
        self.changed()
        return self.proposed > 0

    def forget(self) -> None:
        """Who the contact was is gone; what the project was stays."""
        self.contact_name = self.contact_phone = self.contact_email = None


def new_token() -> str:
    """The secret in an applicant's link: 256 bits, good in a URL."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What is kept of a token: whoever reads the database cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_token(token: str) -> Select[GrantApplication]:
    return select(GrantApplication).where(GrantApplication.token_hash == hashed(token))
