"""The one list of topics: fact, publisher, class, retention. Topics, docs, schemas and tests are made from it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from liaison_contracts.consultations import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentContact,
    AppointmentMoved,
    ConsultationCorrected,
    ConsultationGiven,
    ConsultationTakenBack,
)
from liaison_contracts.deliveries import DeliveriesCounted
from liaison_contracts.events import (
    AttendanceRecorded,
    EventCancelled,
    EventChanged,
    EventHeld,
    EventMoved,
    EventReportCorrected,
    EventReportOverdue,
    EventRescheduled,
    EventRestored,
    EventScheduled,
    EventStarted,
    EventState,
    FeedbackReceived,
    HeadcountRecorded,
    ParticipantContact,
    PlaceOffered,
    SignUpCancelled,
    SignUpConfirmed,
    SignUpWaitlisted,
)
from liaison_contracts.fact import Fact, State
from liaison_contracts.identity import SigningKeyChanged, SigningKeyState, StaffChanged, StaffLinkMade, StaffState
from liaison_contracts.message_requests import NotificationRequested, NotificationRequestSettled
from liaison_contracts.notifications import (
    BulletinSent,
    BulletinStopped,
    ContactErased,
    SealingKeyChanged,
    SealingKeyState,
    SubscriptionsChanged,
    SubscriptionsState,
)
from liaison_contracts.open_data import DatasetPublished
from liaison_contracts.periods import PeriodLocked
from liaison_contracts.registry import (
    BaselineChanged,
    BaselineState,
    CommitmentAssessed,
    ConceptAdopted,
    CSOChanged,
    CSODissolved,
    CSOListed,
    CSORegistered,
    CSOsMerged,
    CSOState,
    DistrictChanged,
    DistrictJoined,
    DistrictState,
    FundingChanged,
    GrantAgreed,
    GrantAnnulled,
    GrantAwarded,
    GrantAwardState,
    GrantCallChanged,
    GrantCallClosed,
    GrantCallDecided,
    GrantCallFinished,
    GrantCallOpened,
    GrantCallState,
    GrantReported,
    GrantTransferred,
    GrantTransferTakenBack,
    InitiativeGroupFormed,
    LessonsChanged,
    MemorandumEnded,
    MemorandumSigned,
    MilestoneChanged,
    NeedsStudyPublished,
    NeedsStudyState,
    OfficeChanged,
    OfficeClosed,
    OfficeHoursChanged,
    OfficeOpened,
    OfficePlanned,
    OfficeResumed,
    OfficeRoomsChanged,
    OfficeServicesChanged,
    OfficeSiteChosen,
    OfficeStaffed,
    OfficeState,
    OfficeSuspended,
    PopulationChanged,
    PopulationState,
    ProgrammeAdopted,
    ProgrammeState,
    StaffTrained,
    TargetsChanged,
)
from liaison_contracts.scorecard import CompletionConfirmed, ScorecardChanged

PARTITIONS = 4
"""For every topic and for ever: adding partitions would break the order per key. Growth is a new topic version."""


OTHERS = "systems"
"""Who tells what other municipal systems tell us: none of our services."""


class Classification(StrEnum):
    """Who may read a topic."""

    PUBLIC = "public"  # any municipal system; no personal data
    INTERNAL = "internal"  # our own services
    RESTRICTED = "restricted"  # our own services; personal data, but sealed


SIDE_BY_SIDE = timedelta(days=183)
"""How long a major is told beside its successor at least: six months."""


@dataclass(frozen=True)
class Deprecation:
    """A major that has a successor: since when, until when it is told all the same, and what follows it."""

    since: date
    sunset: date  # may become later, never earlier
    successor: type[Fact] | type[State]

    def __post_init__(self) -> None:
        if self.sunset - self.since < SIDE_BY_SIDE:
            raise ValueError(f"{self.successor.__name__}: both majors are told for six months at least")
        if issubclass(self.successor, Fact) and self.successor.earlier is Fact.earlier:
            raise ValueError(f"{self.successor.__name__}: without its `earlier` the old topic would end without a word")

    @property
    def attributes(self) -> dict[str, bool | datetime]:
        """CloudEvents' deprecation extension, which stands on every record of the old major."""
        return {
            "deprecated": True,
            "deprecationfrom": datetime.combine(self.since, time(), UTC),
            "deprecationsunset": datetime.combine(self.sunset, time(), UTC),
        }


@dataclass(frozen=True)
class Topic:
    """One Kafka topic: it is named after its contract and keyed by the aggregate's id."""

    contract: type[Fact] | type[State]
    publisher: str
    classification: Classification
    retention: timedelta | None = None  # None: for ever
    deprecated: Deprecation | None = None

    @property
    def name(self) -> str:
        major = self.contract.major
        return self.contract.__name__ if major == 1 else f"{self.contract.__name__}.v{major}"

    @property
    def compacted(self) -> bool:
        return issubclass(self.contract, State)

    @property
    def type(self) -> str:
        """CloudEvents `type`."""
        return f"liaison.{self.publisher}.{self.contract.__name__}.v{self.contract.major}"


_PUBLIC, _INTERNAL, _RESTRICTED = Classification.PUBLIC, Classification.INTERNAL, Classification.RESTRICTED

CATALOG: tuple[Topic, ...] = (
    Topic(DistrictState, "registry", _PUBLIC),
    Topic(DistrictJoined, "registry", _PUBLIC),
    Topic(DistrictChanged, "registry", _PUBLIC),
    Topic(OfficeState, "registry", _PUBLIC),
    Topic(OfficePlanned, "registry", _PUBLIC),
    Topic(OfficeSiteChosen, "registry", _PUBLIC),
    Topic(OfficeStaffed, "registry", _PUBLIC),
    Topic(OfficeChanged, "registry", _PUBLIC),
    Topic(OfficeRoomsChanged, "registry", _PUBLIC),
    Topic(OfficeOpened, "registry", _PUBLIC),
    Topic(OfficeHoursChanged, "registry", _PUBLIC),
    Topic(OfficeServicesChanged, "registry", _PUBLIC),
    Topic(OfficeSuspended, "registry", _PUBLIC),
    Topic(OfficeResumed, "registry", _PUBLIC),
    Topic(OfficeClosed, "registry", _PUBLIC),
    Topic(CSOState, "registry", _PUBLIC),
    Topic(CSOListed, "registry", _PUBLIC),
    Topic(CSORegistered, "registry", _PUBLIC),
    Topic(CSOChanged, "registry", _PUBLIC),
    Topic(CSOsMerged, "registry", _PUBLIC),
    Topic(CSODissolved, "registry", _PUBLIC),
    Topic(MemorandumSigned, "registry", _PUBLIC),
    Topic(MemorandumEnded, "registry", _PUBLIC),
    Topic(InitiativeGroupFormed, "registry", _INTERNAL),
    Topic(GrantCallState, "registry", _PUBLIC),
    Topic(GrantCallOpened, "registry", _PUBLIC),
    Topic(GrantCallChanged, "registry", _PUBLIC),
    Topic(GrantCallClosed, "registry", _PUBLIC),
    Topic(GrantCallDecided, "registry", _PUBLIC),
    Topic(GrantCallFinished, "registry", _PUBLIC),
    Topic(GrantAwardState, "registry", _PUBLIC),
    Topic(GrantAwarded, "registry", _PUBLIC),
    Topic(GrantAgreed, "registry", _PUBLIC),
    Topic(GrantTransferred, "registry", _PUBLIC),
    Topic(GrantTransferTakenBack, "registry", _PUBLIC),
    Topic(GrantReported, "registry", _PUBLIC),
    Topic(GrantAnnulled, "registry", _PUBLIC),
    Topic(ProgrammeState, "registry", _PUBLIC),
    Topic(ProgrammeAdopted, "registry", _PUBLIC),
    Topic(MilestoneChanged, "registry", _PUBLIC),
    Topic(CommitmentAssessed, "registry", _PUBLIC),
    Topic(FundingChanged, "registry", _PUBLIC),
    Topic(TargetsChanged, "registry", _PUBLIC),
    Topic(LessonsChanged, "registry", _PUBLIC),
    Topic(BaselineState, "registry", _PUBLIC),
    Topic(BaselineChanged, "registry", _PUBLIC),
    Topic(PopulationState, "registry", _PUBLIC),
    Topic(PopulationChanged, "registry", _PUBLIC),
    Topic(NeedsStudyState, "registry", _PUBLIC),
    Topic(NeedsStudyPublished, "registry", _PUBLIC),
    Topic(ConceptAdopted, "registry", _PUBLIC),
    Topic(SigningKeyState, "registry", _INTERNAL),
    Topic(SigningKeyChanged, "registry", _INTERNAL),
    Topic(StaffState, "registry", _INTERNAL),
    Topic(StaffChanged, "registry", _INTERNAL),
    Topic(StaffTrained, "registry", _INTERNAL),
    Topic(StaffLinkMade, "registry", _RESTRICTED, retention=timedelta(days=7)),
    Topic(EventState, "events", _PUBLIC),
    Topic(EventScheduled, "events", _PUBLIC),
    Topic(EventRescheduled, "events", _PUBLIC),
    Topic(EventMoved, "events", _PUBLIC),
    Topic(EventChanged, "events", _PUBLIC),
    Topic(EventCancelled, "events", _PUBLIC),
    Topic(EventRestored, "events", _PUBLIC),
    Topic(EventStarted, "events", _PUBLIC),
    Topic(EventHeld, "events", _PUBLIC),
    Topic(EventReportCorrected, "events", _PUBLIC),
    Topic(EventReportOverdue, "events", _INTERNAL),
    Topic(SignUpConfirmed, "events", _INTERNAL),
    Topic(SignUpWaitlisted, "events", _INTERNAL),
    Topic(PlaceOffered, "events", _INTERNAL),
    Topic(SignUpCancelled, "events", _INTERNAL),
    Topic(AttendanceRecorded, "events", _INTERNAL),
    Topic(HeadcountRecorded, "events", _INTERNAL),
    Topic(FeedbackReceived, "events", _INTERNAL),
    Topic(ParticipantContact, "events", _RESTRICTED, retention=timedelta(days=30)),
    Topic(ConsultationGiven, "events", _INTERNAL),
    Topic(ConsultationCorrected, "events", _INTERNAL),
    Topic(ConsultationTakenBack, "events", _INTERNAL),
    Topic(AppointmentBooked, "events", _INTERNAL),
    Topic(AppointmentMoved, "events", _INTERNAL),
    Topic(AppointmentCancelled, "events", _INTERNAL),
    Topic(AppointmentContact, "events", _RESTRICTED, retention=timedelta(days=30)),
    Topic(NotificationRequested, OTHERS, _RESTRICTED, retention=timedelta(days=7)),
    Topic(SealingKeyState, "notifications", _PUBLIC),
    Topic(SealingKeyChanged, "notifications", _PUBLIC),
    Topic(NotificationRequestSettled, "notifications", _PUBLIC, retention=timedelta(days=30)),
    Topic(DeliveriesCounted, "notifications", _PUBLIC),
    Topic(SubscriptionsState, "notifications", _PUBLIC),
    Topic(SubscriptionsChanged, "notifications", _PUBLIC),
    Topic(ContactErased, "notifications", _PUBLIC),
    Topic(BulletinSent, "notifications", _PUBLIC),
    Topic(BulletinStopped, "notifications", _PUBLIC),
    Topic(ScorecardChanged, "reporting", _PUBLIC),
    Topic(CompletionConfirmed, "reporting", _PUBLIC),
    Topic(PeriodLocked, "reporting", _PUBLIC),
    Topic(DatasetPublished, "reporting", _PUBLIC),
)

RETIRED: tuple[str, ...] = ()
"""CloudEvents types of majors that are told no more: their sunset is over. Their schemas stay published."""

_BY_CONTRACT = {topic.contract: topic for topic in CATALOG}


def topic_of(contract: type[Fact] | type[State]) -> Topic:
    """The topic of a contract; KeyError if it is not in the catalogue."""
    return _BY_CONTRACT[contract]
