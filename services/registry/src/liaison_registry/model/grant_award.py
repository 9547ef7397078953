"""A grant: what was decided, the agreement about it, what was paid, and the report."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from liaison_contracts.registry import CSOStatus, GrantAwardState
from liaison_kit.database import Aggregate, new_id
from liaison_kit.errors import Conflict, FieldError, Refusal
from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.backdating import must_be_explained
from liaison_registry.model.cso import CSO
from liaison_registry.model.grant_application import GrantApplication
from liaison_registry.model.grant_call import GrantCall
from liaison_registry.model.metadata import Base
from liaison_registry.model.money import hryvnias


class AwardAboveRequest(Refusal):
    """No more than was applied for: {most} UAH."""

    field = "awards"


class AwardsAboveTotal(Refusal):
    """The grants come to {sum} UAH, and the call has {total} UAH."""

    field = "awards"


class AwardedToInactive(Conflict):
    """{name} is no longer active: it cannot receive a grant."""


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


class WrongReportDay(Refusal):
    """The day must lie between the agreement and today."""

    field = "received_on"


class ReportedAlready(Conflict):
    """The report about this grant is recorded already."""


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

    def agree(self, number: str, signed_on: date, report_due_on: date, decided_on: date, today: date) -> None:
        """The agreement is signed: money can be paid."""
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

    def report(self, on: date, today: date) -> None:
        """The organisation has reported."""
        if self.report_received_on is not None:
            raise ReportedAlready
        if not self._signed() <= on <= today:
            raise WrongReportDay
        self.report_received_on = on
        self.changed()

    def days_overdue(self, today: date) -> int:
        """How long ago the report was due; 0 if it is in time, received, or nothing was agreed."""
        if self.report_due_on is None or self.report_received_on is not None:
            return 0
        return max(0, (today - self.report_due_on).days)

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
        )


class GrantTransfer(Base):
    """Money of a grant that was paid on a day."""

    __tablename__ = "grant_transfer"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    award_id: Mapped[UUID] = mapped_column(ForeignKey("grant_award.id"))
    amount: Mapped[int] = mapped_column(BigInteger)
    transferred_on: Mapped[date]
    backdating_reason: Mapped[str | None]


def propose(call: GrantCall, applications: Iterable[GrantApplication], amounts: Mapping[UUID, int]) -> None:
    """Says what each eligible application would receive; nothing where `amounts` is silent.

    AwardAboveRequest naming each that is too much, NotEligible for one that is not judged, AwardsAboveTotal.
    """
    call.must_be_ranked()
    by_id = {one.id: one for one in applications}
    places = {application: place for place, application in enumerate(amounts)}
    for application in amounts:
        by_id[application].must_be_judged()
    too_much = [
        FieldError(f"awards.{places[one]}", AwardAboveRequest.__doc__ or "", {"most": hryvnias(by_id[one].requested)})
        for one, amount in amounts.items()
        if amount > by_id[one].requested
    ]
    if too_much:
        raise AwardAboveRequest(errors=too_much, most=too_much[0].values["most"])
    if sum(amounts.values()) > call.total:
        raise AwardsAboveTotal(sum=hryvnias(sum(amounts.values())), total=hryvnias(call.total))
    for one in by_id.values():
        one.proposed = amounts.get(one.id, 0)
    call.changed()


def award(call: GrantCall, settled: Iterable[tuple[GrantApplication, CSO]], today: date) -> list[GrantApplication]:
    """Decides the call by what was proposed; the applications that receive something.

    AwardedToInactive if an organisation is no more, AwardsAboveTotal if the amounts are.
    """
    pairs = list(settled)
    call.decide(today)
    for application, cso in pairs:
        if application.proposed and cso.status != CSOStatus.ACTIVE:
            raise AwardedToInactive(name=cso.name)
    sum_of_all = sum(application.proposed for application, _ in pairs)
    if sum_of_all > call.total:
        raise AwardsAboveTotal(sum=hryvnias(sum_of_all), total=hryvnias(call.total))
    return [application for application, _ in pairs if application.settle()]
