"""Grant competitions: calls, and the grants that organisations receive. Amounts are kopiykas (UAH 1 = 100)."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from liaison_contracts.fact import FactWithState, State


class GrantCallStatus(StrEnum):
    """Where a call stands in its life; a draft is not public. May grow."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    DECIDED = "decided"
    FINISHED = "finished"


class GrantCriterion(BaseModel):
    """What applications are judged by; each evaluator gives 0 to 10 points for it."""

    name: str
    name_en: str | None = None
    weight: int = Field(ge=1, le=100, description="Relative to the other criteria's.")


class GrantCallState(State):
    """A call for grant applications."""

    slug: str = Field(description="Stable short name in addresses, for example youth-2026.")
    title: str
    title_en: str | None
    description: str
    description_en: str | None
    who_may: str = Field(description="Who may apply.")
    who_may_en: str | None
    total: int = Field(ge=1, description="Kopiykas that the call can give altogether.")
    largest: int = Field(ge=1, description="Kopiykas that one application can receive at most.")
    criteria: list[GrantCriterion]
    opens_at: datetime = Field(description="UTC; from then on applications are taken, once the call is open.")
    closes_at: datetime = Field(description="UTC; from then on they are refused.")
    status: GrantCallStatus
    decided_on: date | None = None


class GrantCallOpened(FactWithState):
    """A call was made public; applications are taken from `state.opens_at` on."""

    state: GrantCallState


class GrantCallChanged(FactWithState):
    """The text of a public call was corrected, or it stays open for longer."""

    state: GrantCallState


class GrantCallClosed(FactWithState):
    """The time for applications is over."""

    state: GrantCallState
    applications: int = Field(ge=0, description="How many were received and not withdrawn.")


class GrantCallDecided(FactWithState):
    """It is decided who receives a grant; each is told by a GrantAwarded."""

    state: GrantCallState
    awards: int = Field(ge=0)
    awarded: int = Field(ge=0, description="Kopiykas, altogether.")


class GrantCallFinished(FactWithState):
    """Every grant of the call is paid and reported on."""

    state: GrantCallState


class GrantAwardState(State):
    """A grant that an organisation receives."""

    call_id: UUID
    call_slug: str
    call_title: str
    call_title_en: str | None
    cso_id: UUID
    edrpou: str = Field(description="Code of the organisation in the state register.")
    cso_name: str
    project_title: str
    amount: int = Field(ge=1, description="Kopiykas.")
    transferred: int = Field(0, ge=0, description="Kopiykas paid so far.")
    report_due_on: date | None = Field(None, description="By when the organisation reports, once that is agreed.")
    report_received_on: date | None = None
    annulled_on: date | None = Field(None, description="Day on which it was taken back, before any of it was paid.")


class GrantAwarded(FactWithState):
    """An organisation receives a grant."""

    state: GrantAwardState


class GrantAgreed(FactWithState):
    """The agreement about a grant was signed on `occurred_on`."""

    state: GrantAwardState


class GrantTransferred(FactWithState):
    """Money of a grant was paid on `occurred_on`."""

    state: GrantAwardState
    amount: int = Field(ge=1, description="Kopiykas paid this time.")


class GrantTransferTakenBack(FactWithState):
    """A transfer had been recorded by mistake: `state.transferred` says what was paid in truth."""

    state: GrantAwardState
    amount: int = Field(ge=1, description="Kopiykas that were not paid.")


class GrantReported(FactWithState):
    """The organisation's report about a grant was received on `occurred_on`."""

    state: GrantAwardState


class GrantAnnulled(FactWithState):
    """A grant was taken back before any of it was paid, as when the organisation renounced it."""

    state: GrantAwardState
