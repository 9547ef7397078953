"""A grant: what was decided, the agreement about it, what was paid, and the report."""

from datetime import date
from uuid import UUID

from liaison_contracts.registry import GrantAwardState
from liaison_kit.database import Aggregate, new_id
from liaison_kit.errors import Conflict, Refusal
from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.backdating import must_be_explained
from liaison_registry.model.csos.cso import CSO
from liaison_registry.model.grants.grant_application import GrantApplication
from liaison_registry.model.grants.grant_call import GrantCall
from liaison_registry.model.metadata import Base
from liaison_registry.model.programme.money import hryvnias


class AgreedAlready(Conflict):
    """The agreement about this grant is recorded already."""


class WrongAgreementDay(Refusal):
    """The day must lie between the decision and today."""

    field = "signed_on"


class WrongReportDueDay(Refusal):
    """The report is due after the agreement is signed."""

    field = "report_due_on"


class AgreementMissing(Conflict):
    """First record the agreement about this grant."""


class TransferAboveAward(Refusal):
    """Of this grant {left} UAH are not paid yet: it cannot be more."""

    field = "amount"


class WrongTransferDay(Refusal):
    """The day must lie between the agreement and today."""

    field = "transferred_on"


class TakenBackAlready(Conflict):
    """This transfer is taken back already."""


class WrongReportDay(Refusal):
    """The day must lie between the agreement and today."""

    field = "received_on"


class ReportedAlready(Conflict):
    """The report about this grant is recorded already."""


class PaidAlready(Conflict):
    """Some of this grant is paid: it can no longer be annulled."""


class IsAnnulled(Conflict):
    """This grant is annulled."""


class GrantAward(Aggregate, Base):
    """What an application receives. Overdue is computed, never stored."""

    __tablename__ = "grant_award"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("grant_application.id"), unique=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("grant_call.id"))
    amount: Mapped[int] = mapped_column(BigInteger)
    agreement_number: Mapped[str | None]
    signed_on: Mapped[date | None]
    report_due_on: Mapped[date | None]
    report_received_on: Mapped[date | None]
    annulled_on: Mapped[date | None]
    annulment_reason: Mapped[str | None]

    def agree(self, number: str, signed_on: date, report_due_on: date, decided_on: date, today: date) -> None:
        """The agreement is signed: money can be paid."""
        self._must_stand()
        if self.signed_on is not None:
            raise AgreedAlready
        if not decided_on <= signed_on <= today:
            raise WrongAgreementDay
        if report_due_on <= signed_on:
            raise WrongReportDueDay
        self.agreement_number, self.signed_on, self.report_due_on = number, signed_on, report_due_on
        self.changed()

    def pay(self, amount: int, on: date, paid: int, today: date, backdating_reason: str | None) -> "GrantTransfer":
        """Money was transferred; `paid` is what was before. Never more than the grant."""
        self._must_stand()
        if amount > self.amount - paid:
            raise TransferAboveAward(left=hryvnias(self.amount - paid))
        if not self._signed() <= on <= today:
            raise WrongTransferDay
        must_be_explained(on, today, backdating_reason)
        self.changed()
        return GrantTransfer(
            id=new_id(),
            award_id=self.id,
            amount=amount,
            transferred_on=on,
            backdating_reason=backdating_reason,
        )

    def take_back(self, transfer: "GrantTransfer", reason: str, today: date) -> None:
        """It turns out that the money was not paid so."""
        if transfer.taken_back_on is not None:
            raise TakenBackAlready
        transfer.taken_back_on, transfer.taken_back_because = today, reason
        self.changed()

    def report(self, on: date, today: date) -> None:
        """The organisation has reported."""
        self._must_stand()
        if self.report_received_on is not None:
            raise ReportedAlready
        if not self._signed() <= on <= today:
            raise WrongReportDay
        self.report_received_on = on
        self.changed()

    def annul(self, reason: str, paid: int, today: date) -> None:
        """It is taken back, as long as none of it is paid; nobody waits for a report any more."""
        self._must_stand()
        if self.report_received_on is not None:
            raise ReportedAlready
        if paid:
            raise PaidAlready
        self.annulled_on, self.annulment_reason = today, reason
        self.changed()

    def days_overdue(self, today: date) -> int:
        """How long ago the report was due; 0 if it is in time, received, or nothing was agreed."""
        if self.report_due_on is None or self.report_received_on is not None or self.annulled_on is not None:
            return 0
        return max(0, (today - self.report_due_on).days)

    def _must_stand(self) -> None:
        if self.annulled_on is not None:
            raise IsAnnulled

    def _signed(self) -> date:
        if self.signed_on is None:
            raise AgreementMissing
        return self.signed_on

    def state(self, call: GrantCall, application: GrantApplication, cso: CSO, transferred: int = 0) -> GrantAwardState:
        return GrantAwardState(
            id=self.id,
            version=self.version,
            call_id=call.id,
            call_slug=call.slug,
            call_title=call.title,
            call_title_en=call.title_en,
            cso_id=cso.id,
            edrpou=cso.edrpou,
            cso_name=cso.name,
            project_title=application.title,
            amount=self.amount,
            transferred=transferred,
            report_due_on=self.report_due_on,
            report_received_on=self.report_received_on,
            annulled_on=self.annulled_on,
        )


class GrantTransfer(Base):
    """Money of a grant that was paid on a day. One recorded by mistake stays on record, and counts no more."""

    __tablename__ = "grant_transfer"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    award_id: Mapped[UUID] = mapped_column(ForeignKey("grant_award.id"))
    amount: Mapped[int] = mapped_column(BigInteger)
    transferred_on: Mapped[date]
    backdating_reason: Mapped[str | None]
    taken_back_on: Mapped[date | None]
    taken_back_because: Mapped[str | None]
