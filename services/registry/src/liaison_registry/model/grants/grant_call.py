"""A grant competition's call: what can be applied for until when, and where it stands in its life."""

from datetime import date, datetime
from typing import Any

from liaison_contracts.registry import GrantCallState, GrantCallStatus, GrantCriterion
from liaison_kit.clock import KYIV
from liaison_kit.database import Aggregate
from liaison_kit.errors import Conflict, Refusal
from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.grants.grant_terms import CORRECTABLE, Terms
from liaison_registry.model.metadata import Base


class ClosesInThePast(Refusal):
    """This moment has passed: nobody could apply any more."""

    field = "closes_at"


class ClosesEarlier(Refusal):
    """A public call can stay open for longer, but not close earlier: people count on what was promised."""

    field = "closes_at"


class TermsAreFixed(Conflict):
    """The call is public: its money, its criteria and its beginning cannot be changed any more."""


class CallIsOver(Conflict):
    """The call has closed: what it said stays as it was."""


class PublicAlready(Conflict):
    """This call is public already."""


class NotOpenYet(Conflict):
    """Applications are taken from {moment} on. Keep your text and send it then."""


class TooLate(Conflict):
    """Applications were taken until {moment}. This one came too late and was not received; your text is still below."""


class NotClosed(Conflict):
    """This can be done only after the call has closed and before it is decided."""


class ScoringIsOver(Conflict):
    """The scores are closed: they cannot be added to or changed any more."""


class ScoringGoesOn(Conflict):
    """First close the scores: until then the ranking can change."""


class NotDecided(Conflict):
    """This can be done only after the call is decided."""


class ReportsMissing(Conflict):
    """Not every organisation has reported yet."""


class GrantCall(Aggregate, Base):
    """A call: draft, open, closed, decided, finished. Scoring begins when it has closed, and is ended by a person."""

    __tablename__ = "grant_call"

    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    title_en: Mapped[str | None]
    description: Mapped[str]
    description_en: Mapped[str | None]
    who_may: Mapped[str]
    who_may_en: Mapped[str | None]
    total: Mapped[int] = mapped_column(BigInteger)
    largest: Mapped[int] = mapped_column(BigInteger)
    criteria: Mapped[list[dict[str, Any]]]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    evaluators_needed: Mapped[int]
    status: Mapped[str] = mapped_column(default=GrantCallStatus.DRAFT)
    scoring_ended_at: Mapped[datetime | None]
    decided_on: Mapped[date | None]
    finished_on: Mapped[date | None]

    @property
    def is_public(self) -> bool:
        return self.status != GrantCallStatus.DRAFT

    @property
    def weights(self) -> list[int]:
        return [GrantCriterion.model_validate(one).weight for one in self.criteria]

    @property
    def is_scored(self) -> bool:
        """Whether evaluators are at work: it has closed, and nobody has ended the scoring."""
        return self.status == GrantCallStatus.CLOSED and self.scoring_ended_at is None

    def write(self, terms: Terms, now: datetime) -> bool:
        """Takes over what the call says, and whether that is new; once it is public, only texts and a later end."""
        if self.status not in (None, GrantCallStatus.DRAFT, GrantCallStatus.OPEN):
            raise CallIsOver
        new = {
            name: value
            for name, value in terms.model_dump(exclude={"slug"}).items()
            if getattr(self, name, None) != value
        }
        if self.status == GrantCallStatus.OPEN:
            self._check_promises(new, now)
        terms.must_fit()
        for name, value in new.items():
            setattr(self, name, value)
        return bool(new)

    def _check_promises(self, new: dict[str, Any], now: datetime) -> None:
        if now >= self.closes_at:
            raise CallIsOver
        if new.keys() - CORRECTABLE - {"closes_at"}:
            raise TermsAreFixed
        if "closes_at" in new and new["closes_at"] < self.closes_at:
            raise ClosesEarlier

    def open(self, now: datetime) -> None:
        """It is public; applications are taken from its opening moment on."""
        if self.is_public:
            raise PublicAlready
        if self.closes_at <= now:
            raise ClosesInThePast
        self._go(GrantCallStatus.OPEN)

    def takes_applications(self, now: datetime) -> bool:
        """Also before the job has closed it, nothing is taken once its time is over."""
        return self.status == GrantCallStatus.OPEN and self.opens_at <= now < self.closes_at

    def must_take_applications(self, now: datetime) -> None:
        """NotOpenYet or TooLate, with the moment by Kyiv's clock."""
        if not self.takes_applications(now):
            if now < self.opens_at:
                raise NotOpenYet(moment=_by_the_clock(self.opens_at))
            raise TooLate(moment=_by_the_clock(self.closes_at))

    def close(self) -> None:
        """Its time is over."""
        self._go(GrantCallStatus.CLOSED)

    def must_be_scored(self) -> None:
        """NotClosed or ScoringIsOver unless evaluators are at work."""
        if self.status != GrantCallStatus.CLOSED:
            raise NotClosed
        if self.scoring_ended_at is not None:
            raise ScoringIsOver

    def must_not_be_ranked(self) -> None:
        """ScoringIsOver once the ranking is final."""
        if not self.is_scored and self.status != GrantCallStatus.OPEN:
            raise ScoringIsOver

    def must_be_ranked(self) -> None:
        """NotClosed or ScoringGoesOn unless the ranking is final and nothing is decided yet."""
        if self.status != GrantCallStatus.CLOSED:
            raise NotClosed
        if self.scoring_ended_at is None:
            raise ScoringGoesOn

    def end_scoring(self, now: datetime) -> None:
        """From now on the ranking is final; whether every application has its scores was seen to before."""
        self.must_be_scored()
        self.scoring_ended_at = now
        self.changed()

    def decide(self, today: date) -> None:
        """Who receives what is decided."""
        self.must_be_ranked()
        self.decided_on = today
        self._go(GrantCallStatus.DECIDED)

    def finish(self, reports_missing: int, today: date) -> None:
        """Every organisation has reported; ReportsMissing otherwise."""
        if self.status != GrantCallStatus.DECIDED:
            raise NotDecided
        if reports_missing:
            raise ReportsMissing
        self.finished_on = today
        self._go(GrantCallStatus.FINISHED)

    def _go(self, status: GrantCallStatus) -> None:
        self.status = status
        self.changed()

    def state(self) -> GrantCallState:
        return GrantCallState.model_validate(self, from_attributes=True)


def _by_the_clock(moment: datetime) -> str:
    return moment.astimezone(KYIV).strftime("%d.%m.%Y %H:%M")
