"""Facts of the events service: events, sign-ups, attendance."""

from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from liaison_contracts.fact import Fact, FactWithState, State


class EventKind(StrEnum):
    """What happens at an event, by the three areas of the commitment. May grow."""

    PUBLIC_DISCUSSION = "public_discussion"
    DEBATE = "debate"
    CONSULTATION = "consultation"
    WORKING_GROUP = "working_group"
    FORUM = "forum"
    TRAINING = "training"
    PROJECT_COMPETITION = "project_competition"
    EXCHANGE = "exchange"
    LECTURE = "lecture"
    SCREENING = "screening"


class ParticipationTool(StrEnum):
    """Ways in which residents take part in local decisions. May grow."""

    BUDGET_OF_PUBLIC_INITIATIVES = "budget_of_public_initiatives"
    APPEAL = "appeal"
    PETITION = "petition"
    PUBLIC_HEARING = "public_hearing"
    PUBLIC_DISCUSSION = "public_discussion"
    GRANT_COMPETITION = "grant_competition"


class EventStatus(StrEnum):
    """Where an event stands in its life. May grow."""

    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELLED = "cancelled"


class EventMode(StrEnum):
    """Where people come together. May grow."""

    ROOM = "room"
    PLACE = "place"
    ONLINE = "online"
    HYBRID = "hybrid"


class Accessibility(StrEnum):
    """What is there for people whom a barrier would keep out. May grow."""

    STEP_FREE = "step_free"
    TOILET = "toilet"
    HEARING_LOOP = "hearing_loop"
    SIGN_LANGUAGE = "sign_language"
    SUBTITLES = "subtitles"
    ASSISTANCE = "assistance"


class Sex(StrEnum):
    """As somebody said, or as it was not asked."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class AgeGroup(StrEnum):
    """Of a person on the day of an event, in full years."""

    UNDER_18 = "under_18"
    FROM_18 = "18_34"
    FROM_35 = "35_59"
    FROM_60 = "60_and_over"
    UNKNOWN = "unknown"


class AttendingOrganisation(BaseModel):
    """An organisation that took part in an event; never a person."""

    name: str
    edrpou: str | None = Field(None, description="Code in the state register, where it is known.")


class EventState(State):
    """A gathering at an office that people come to."""

    title: str
    description: str
    kind: EventKind
    tools: list[ParticipationTool]
    status: EventStatus
    office_id: UUID
    office_name: str
    room_id: UUID = Field(description="Without a room, the event's own id: it is no room of any office.")
    room_name: str = Field(description="Without a room, the name of the place.")
    address: str = Field(description="Of an event online: its link.")
    starts_at: datetime = Field(description="UTC.")
    ends_at: datetime = Field(description="UTC.")
    capacity: int = Field(ge=1, description="People.")
    attendance: int | None = Field(description="People who came, known once the event is held.")
    sign_up_closes_at: datetime | None = Field(None, description="UTC; without it people sign up until the start.")
    series_id: UUID | None = Field(None, description="The series it belongs to, if any.")
    original_start: datetime | None = Field(
        None, description="UTC; of one in a series: when it was first planned for (RECURRENCE-ID of RFC 5545)."
    )
    modified_at: datetime | None = Field(None, description="UTC; when something about it changed last.")
    started_at: datetime | None = Field(None, description="UTC; when it was told that it has started.")
    mode: EventMode = EventMode.ROOM
    online_link: str | None = None
    organiser: str | None = Field(None, description="Who holds it, where that is not the office.")
    language: str = Field("uk", description="ISO 639-1: what is spoken.")
    accessibility: list[Accessibility] = Field(default_factory=list)
    age_from: int | None = Field(None, description="Years.")
    age_to: int | None = Field(None, description="Years.")
    reminder_hours: list[int] | None = Field(
        None, description="So many hours before it participants are reminded; without it as is usual in the network."
    )


class _EventFact(FactWithState):
    state: EventState


class EventScheduled(_EventFact):
    """An event is on the public calendar and takes sign-ups."""


class EventRescheduled(_EventFact):
    """An event takes place at another time; who signed up keeps the place."""


class EventMoved(_EventFact):
    """An event takes place somewhere else: in another room, at another place or online."""


class EventChanged(_EventFact):
    """Something about an event is told otherwise: its words, its places, until when people sign up."""


class EventCancelled(_EventFact):
    """An event will not take place."""

    reason: str


class EventRestored(_EventFact):
    """A cancelled event takes place after all; places that were given back are free."""


class EventStarted(_EventFact):
    """The time of an event has come, and it was not cancelled."""


class EventHeld(_EventFact):
    """An event took place and its report is in."""

    attendance: int = Field(ge=0, description="People who came.")
    tools: list[ParticipationTool] = Field(description="Participation tools it taught or used.")
    outcome: str = Field(description="What came of it, in the worker's words; never a participant's name.")
    decisions: list[str] = Field([], description="What was decided, a sentence each.")
    links: list[str] = Field([], description="Documents and pages about it.")
    photos: list[str] = Field([], description="Addresses of public photos.")
    organisations: list[AttendingOrganisation] = Field([], description="Those that took part.")


class EventReportCorrected(EventHeld):
    """The report of an event that was held is corrected: these figures replace the earlier ones."""


class EventReportOverdue(Fact):
    """An event is over and has had no report for so many days."""

    event_id: UUID
    office_id: UUID
    ended_at: datetime = Field(description="UTC.")
    days: int = Field(ge=1, description="Days since its end: it is told after 3 and after 7.")

    @property
    def key(self) -> UUID:
        return self.event_id

    @property
    def sequence(self) -> int:
        return self.days


class HeadcountRecorded(Fact):
    """People came without a sign-up; `people` replaces what was told of this count before."""

    headcount_id: UUID
    version: int = Field(ge=1, description="Version of this count.")
    event_id: UUID
    sex: Sex
    age_group: AgeGroup
    people: int = Field(ge=0, description="0 takes the count back.")

    @property
    def key(self) -> UUID:
        return self.headcount_id

    @property
    def sequence(self) -> int:
        return self.version


class FeedbackReceived(Fact):
    """Somebody said how an event was; nobody can tell who."""

    feedback_id: UUID
    event_id: UUID

    @property
    def key(self) -> UUID:
        return self.feedback_id

    @property
    def sequence(self) -> int:
        return 1


class _SignUpFact(Fact):
    sign_up_id: UUID
    version: int = Field(ge=1, description="Version of the sign-up.")
    event_id: UUID

    @property
    def key(self) -> UUID:
        return self.sign_up_id

    @property
    def sequence(self) -> int:
        return self.version


class SignUpConfirmed(_SignUpFact):
    """Somebody has a place at an event."""

    party_size: int = Field(ge=1, description="People, the one who signed up included.")


class SignUpWaitlisted(_SignUpFact):
    """Somebody waits for a place: all are taken."""

    party_size: int = Field(ge=1, description="People, the one who signed up included.")


class PlaceOffered(_SignUpFact):
    """A place is free for somebody who waited: it is held for them until `offered_until`."""

    party_size: int = Field(ge=1, description="People, the one who signed up included.")
    offered_until: datetime = Field(description="UTC.")


class SignUpCancelled(_SignUpFact):
    """Somebody gave their place back, or lost it with the event."""

    event_cancelled: bool = Field(False, description="Whether the event will not take place: nobody gave it back.")


class AttendanceRecorded(_SignUpFact):
    """Somebody who signed up came; `present` 0 takes an earlier record back."""

    present: int = Field(ge=0, description="People of this sign-up who came.")
    arrived_at: datetime | None = Field(None, description="UTC; when the first of them came, by the phone at the door.")


class ParticipantContact(_SignUpFact):
    """How to reach a participant: readable for the notifications service alone."""

    sealed: str = Field(description="Base64 of a libsodium sealed box around the JSON of `Contact`.")
    key_version: int = Field(ge=1, description="Version of the SealingKeyState it was sealed for.")
    corrected: list[Literal["phone", "email"]] = Field(
        [], description="Which of them took another's place: what was sent there before did not reach them."
    )
