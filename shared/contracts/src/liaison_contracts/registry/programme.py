"""The commitment: milestones, targets, institutions."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from liaison_contracts.fact import FactWithState, State


class MilestoneStatus(StrEnum):
    """OGP's own words for a milestone. May grow."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    STUCK = "stuck"
    FINISHED = "finished"
    INCOMPLETE = "incomplete"


class Evidence(BaseModel):
    """Where everybody can see that a milestone was reached: a page or a document on the web."""

    title: str
    url: str


class EvidenceFile(BaseModel):
    """A document or a picture that shows how far a milestone is; what lies at its address never changes."""

    id: UUID
    title: str
    title_en: str
    path: str = Field(description="On the network's site: /programme/evidence/{id}.")
    media_type: str = Field(description="PDF, JPEG, PNG, or a text or a table of an office program. May grow.")
    size: int = Field(ge=1, description="Bytes.")


class Milestone(BaseModel):
    """One step of the commitment. Overdue is computed by the reader, never stored."""

    number: int = Field(ge=1)
    title: str
    title_en: str
    starts_on: date
    ends_on: date
    status: MilestoneStatus
    note: str | None = Field(None, description="What was done, or what stands in the way; for everybody.")
    evidence: list[Evidence] = Field([], description="At most ten links.")
    files: list[EvidenceFile] = Field([], description="At most three, beside the links.")


class Target(BaseModel):
    """What the commitment promises to reach."""

    key: str = Field(description="offices_opened, csos_created, events_per_office. May grow.")
    title: str
    title_en: str
    goal: int = Field(ge=1)
    by: date | None = Field(None, description="Its last day; null: that of the commitment.")


class DistrictTarget(Target):
    """What the commitment promises to reach in one starosta district."""

    district_id: UUID
    district_name: str
    district_name_en: str


class LessonKind(StrEnum):
    """From whom something was learnt. May grow."""

    ADVICE = "advice"
    EXPERIENCE = "experience"


class Lesson(BaseModel):
    """A talk with coordinators or mentors of OGP, or experience that was studied elsewhere."""

    learned_on: date
    kind: LessonKind
    institution: str = Field(description="With whom; never a person's name.")
    topic: str
    link: str | None = None
    milestone: int | None = Field(None, description="Number of the milestone that it serves.")


class Institution(BaseModel):
    """An organisation responsible for the commitment or taking part in it."""

    name: str
    name_en: str


class SourceKind(StrEnum):
    """Whose money it is. May grow."""

    CITY_BUDGET = "city_budget"
    DONOR = "donor"
    PARTNER = "partner"


class BudgetKind(StrEnum):
    """What money for an office is spent on. May grow."""

    REPAIR = "repair"
    EQUIPMENT = "equipment"
    STAFF = "staff"
    OTHER = "other"


class SourceFunding(BaseModel):
    """Somebody who pays; amounts in kopiykas (1/100 of a hryvnia)."""

    id: UUID
    name: str
    name_en: str
    kind: SourceKind
    pledged: int = Field(ge=0, description="Promised and not withdrawn, kopiykas.")


class BudgetLine(BaseModel):
    """What one kind of spending may cost at one office; amounts in kopiykas."""

    kind: BudgetKind
    planned: int = Field(ge=0, description="Kopiykas.")
    spent: int = Field(ge=0, description="Kopiykas; never more than planned.")


class OfficeFunding(BaseModel):
    """The budget of one office."""

    office_id: UUID
    office_name: str
    office_name_en: str
    lines: list[BudgetLine]


class Funding(BaseModel):
    """The commitment's money, in kopiykas: who promised it, and where it goes."""

    pledged: int = Field(ge=0)
    planned: int = Field(ge=0)
    spent: int = Field(ge=0)
    sources: list[SourceFunding]
    offices: list[OfficeFunding]


class Scale(StrEnum):
    """What OGP assesses of a commitment at its end. May grow."""

    COMPLETION = "completion"
    OPENED_GOVERNMENT = "opened_government"


class Level(StrEnum):
    """OGP's words, of `completion` the first five, of `opened_government` the last five. May grow."""

    NO_EVIDENCE = "no_evidence"
    NOT_STARTED = "not_started"
    LIMITED = "limited"
    SUBSTANTIAL = "substantial"
    COMPLETE = "complete"
    WORSENED = "worsened"
    DID_NOT_CHANGE = "did_not_change"
    MARGINAL = "marginal"
    MAJOR = "major"
    OUTSTANDING = "outstanding"


class Assessment(BaseModel):
    """Where the commitment stands on one of OGP's scales, and why."""

    scale: Scale
    level: Level
    reason: str
    reason_en: str
    assessed_on: date


class ProgrammeState(State):
    """The commitment: milestones, targets, institutions."""

    code: str = Field(description="Identifier in the Open Government Partnership, for example UAVNT0004.")
    title: str
    title_en: str
    hromada_code: str = Field(description="KATOTTG code of the community.")
    hromada_name: str
    hromada_name_en: str
    starts_on: date
    ends_on: date
    targets: list[Target]
    milestones: list[Milestone]
    institutions: list[Institution]
    funding: Funding | None = Field(None, description="Null until the first amount is recorded.")
    district_targets: list[DistrictTarget] = Field([], description="Apart from `targets`, which are the network's.")
    lessons: list[Lesson] = Field([], description="The newest 200, newest first.")
    assessments: list[Assessment] = Field([], description="The newest on each of OGP's scales; none until its end.")


class ProgrammeAdopted(FactWithState):
    """The commitment with its targets and milestones was recorded, or recorded anew after a change of its plan."""

    state: ProgrammeState


class FundingChanged(FactWithState):
    """Money was promised, planned or spent, or such a record was corrected; `state.funding` holds the sums."""

    state: ProgrammeState


class CommitmentAssessed(FactWithState):
    """The commitment was assessed on one of OGP's scales: how far it is complete, or whether it opened government."""

    state: ProgrammeState
    scale: Scale
    level: Level


class MilestoneChanged(FactWithState):
    """A milestone has a new status, another note or other evidence."""

    state: ProgrammeState
    number: int
    status: MilestoneStatus


class TargetsChanged(FactWithState):
    """A target was added, changed or withdrawn: `state.targets` and `state.district_targets` are what is promised."""

    state: ProgrammeState


class LessonsChanged(FactWithState):
    """What was learnt from others for the commitment was recorded, corrected or withdrawn: `state.lessons`."""

    state: ProgrammeState
