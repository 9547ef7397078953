"""A bulletin: written by one, approved by another, sent to whoever agreed to get such; the city's word, which stays.

Its text names nobody and is kept. What it becomes for one person is written while it is sent, and kept nowhere.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from liaison_contracts.events import EventKind
from liaison_kit.database import Aggregate, new_id
from liaison_kit.errors import Conflict, FieldError, Refusal
from sqlalchemy.orm import Mapped

from liaison_notifications.model.bulletins.writing import Writing
from liaison_notifications.model.consent.subscribers import Subscription
from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.model.tables import Base


class BulletinStatus(StrEnum):
    """Where a bulletin stands."""

    DRAFT = "draft"
    APPROVED = "approved"  # it waits for its time
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"


_S = BulletinStatus


class HasBegun(Conflict):
    """This bulletin is being sent, or was: people have it, and it stays as it is."""


class ApprovedAlready(Conflict):
    """This bulletin is approved already."""


class NotApproved(Conflict):
    """This bulletin is not approved: there is nothing to take back."""


class OwnWork(Conflict):
    """Somebody else must approve this: neither whoever wrote it nor whoever changed it last."""


class NotRunning(Conflict):
    """Only a bulletin that is being sent can be stopped."""


class NobodyHasIt(Conflict):
    """Nobody was sent this bulletin: change it instead."""


class TimeOver(Refusal):
    """This moment is over. Leave it empty to send the bulletin as soon as it is approved."""

    field = "send_at"


class Bulletin(Aggregate, Base):
    """`send_at`: not before then; none: as soon as it is approved. Nothing named in a list is everything."""

    __tablename__ = "bulletin"

    status: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str]
    text: Mapped[str]
    text_en: Mapped[str]
    sms: Mapped[str]
    sms_en: Mapped[str]
    districts: Mapped[list[str]]
    kinds: Mapped[list[str]]
    send_at: Mapped[datetime | None]
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]
    approved_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    planned_up_to: Mapped[UUID | None]
    """Up to which subscriber its messages are planned."""
    planned_at: Mapped[datetime | None]
    """When all of them were."""
    stopped_by: Mapped[UUID | None]
    stopped_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]
    """When nothing of it waited any more."""
    corrects: Mapped[UUID | None]
    """Another one, which said something wrong: this one is for whoever was sent that one."""

    @property
    def channels(self) -> list[Channel]:
        """Those that it has words for."""
        return [channel for channel, words in ((Channel.EMAIL, self.text), (Channel.SMS, self.sms)) if words]

    @property
    def district_ids(self) -> list[UUID]:
        return [UUID(one) for one in self.districts]

    @property
    def event_kinds(self) -> list[EventKind]:
        return [EventKind(one) for one in self.kinds]

    def is_for(self, follows: Subscription) -> bool:
        """Whether it is for whoever follows these; as `audience.of_these` asks the database.

        A correction is for whoever was sent what it corrects, whatever they follow since.
        """
        return self.corrects is not None or (
            _meet(self.districts, follows.districts) and _meet(self.kinds, follows.kinds)
        )

    def write(self, writing: Writing, by: UUID, now: datetime) -> None:
        """Other words, people or another time: what was approved must be approved again. HasBegun, TimeOver."""
        self._must_not_have_begun()
        if writing.send_at and writing.send_at <= now:
            raise TimeOver
        for name, value in writing.columns().items():
            setattr(self, name, value)
        self.changed_by, self.changed_at = by, now
        self._back_to_draft()

    def correction(self, by: UUID, now: datetime) -> "Bulletin":
        """A draft of another one, with the same words, which are to be changed. NobodyHasIt."""
        if self.status not in {_S.SENDING, _S.SENT, _S.STOPPED}:
            raise NobodyHasIt
        same = ("title", "title_en", "text", "text_en", "sms", "sms_en", "districts", "kinds")
        made = Bulletin(id=new_id(), version=1, status=_S.DRAFT, corrects=self.id)
        for name in same:
            setattr(made, name, getattr(self, name))
        made.written_by, made.written_at, made.changed_by, made.changed_at = by, now, by, now
        return made

    def approve(self, by: UUID, now: datetime) -> None:
        """From here on it leaves by itself. OwnWork, TimeOver, ApprovedAlready, HasBegun."""
        self._must_not_have_begun()
        if self.status == _S.APPROVED:
            raise ApprovedAlready
        if by in {self.written_by, self.changed_by}:
            raise OwnWork
        if self.send_at and self.send_at <= now:
            # Whoever approves it would send it at once, and believe that it waits.
            raise TimeOver(errors=[FieldError("", (TimeOver.__doc__ or "").strip())])
        self.status, self.approved_by, self.approved_at = _S.APPROVED, by, now
        self.changed()

    def take_back(self) -> None:
        """It is a draft again. NotApproved, HasBegun."""
        self._must_not_have_begun()
        if self.status != _S.APPROVED:
            raise NotApproved
        self._back_to_draft()

    def must_be_removable(self) -> None:
        """HasBegun once people have it."""
        self._must_not_have_begun()

    def begin(self, now: datetime) -> None:
        self.status, self.begun_at = _S.SENDING, now
        self.changed()

    def stop(self, by: UUID, now: datetime) -> None:
        """What nobody has begun to send is called off; the rest of it is with people. NotRunning."""
        if self.status != _S.SENDING:
            raise NotRunning
        self.status, self.stopped_by, self.stopped_at = _S.STOPPED, by, now
        self.changed()

    def end(self, now: datetime) -> None:
        """Nothing of it waits any more."""
        if self.status == _S.SENDING:
            self.status = _S.SENT
        self.over_at = now
        self.changed()

    def _must_not_have_begun(self) -> None:
        if self.status not in {_S.DRAFT, _S.APPROVED}:
            raise HasBegun

    def _back_to_draft(self) -> None:
        self.status, self.approved_by, self.approved_at = _S.DRAFT, None, None
        self.changed()


def _meet(one: Sequence[str], other: Sequence[str]) -> bool:
    """Nothing named is everything, on both sides."""
    return not one or not other or not set(other).isdisjoint(one)
