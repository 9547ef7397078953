"""A template: what messages of one purpose say in one language and channel, from its first words to its newest version.

Version 0 comes with the software and is always there. What was published once stays as it was; going back is publishing
an earlier one again.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from liaison_kit.database import Aggregate, new_id
from liaison_kit.errors import Conflict, NotFound
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_notifications.model.copies import EventCopy, Kind
from liaison_notifications.model.tables import Base

AS_DELIVERED = 0
"""The number of the version that comes with the software."""
UNTOUCHED = 1
"""The version of a template that nobody has written anything in: the second of two who begin at once is told."""


class InUse(Conflict):
    """This version is the one in use already."""


class NoDraft(Conflict):
    """There is no draft here any more: it was published or removed."""


class Key(NamedTuple):
    """Which messages a template is for."""

    purpose: str
    language: str
    channel: str


def words_for(purpose: str, event: EventCopy | None) -> str:
    """What the texts are called that say it."""
    return f"appointment_{purpose}" if event and event.kind == Kind.APPOINTMENT else purpose


class MessageTemplate(Aggregate, Base):
    """`published`: the number of the version in use."""

    __tablename__ = "message_template"

    purpose: Mapped[str]
    language: Mapped[str]
    channel: Mapped[str]
    published: Mapped[int] = mapped_column(default=AS_DELIVERED)

    @property
    def key(self) -> Key:
        return Key(self.purpose, self.language, self.channel)


class TemplateVersion(Base):
    """One version; a draft until it is published. `subject` is empty for an SMS."""

    __tablename__ = "template_version"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    template_id: Mapped[UUID]
    number: Mapped[int]
    subject: Mapped[str]
    text: Mapped[str]
    written_at: Mapped[datetime]
    written_by: Mapped[UUID]
    published_at: Mapped[datetime | None]
    """When it was for the first time."""


class TemplatePublication(Base):
    """Who put which version into use, and when."""

    __tablename__ = "template_publication"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    template_id: Mapped[UUID]
    number: Mapped[int]
    published_at: Mapped[datetime]
    published_by: Mapped[UUID]


async def template_of(session: AsyncSession, key: Key) -> MessageTemplate:
    """To look at; where nobody has written anything yet, one without versions of its own."""
    found = await session.scalar(select(MessageTemplate).filter_by(**key._asdict()))
    return found or untouched(key)


def untouched(key: Key) -> MessageTemplate:
    return MessageTemplate(id=new_id(), version=UNTOUCHED, published=AS_DELIVERED, **key._asdict())


async def template_for_update(session: AsyncSession, key: Key) -> MessageTemplate:
    """Held until the transaction ends; made where there is none."""
    made = insert(MessageTemplate).values(id=new_id(), version=UNTOUCHED, published=AS_DELIVERED, **key._asdict())
    await session.execute(made.on_conflict_do_nothing())
    return (await session.scalars(select(MessageTemplate).filter_by(**key._asdict()).with_for_update())).one()


async def versions_of(session: AsyncSession, template: MessageTemplate) -> list[TemplateVersion]:
    """Newest first."""
    query = select(TemplateVersion).where(TemplateVersion.template_id == template.id)
    return list(await session.scalars(query.order_by(TemplateVersion.number.desc())))


async def version_of(session: AsyncSession, template: MessageTemplate, number: int) -> TemplateVersion:
    """NotFound if nobody has written it."""
    found = await session.scalar(select(TemplateVersion).filter_by(template_id=template.id, number=number))
    if found is None:
        raise NotFound
    return found


async def draft(
    session: AsyncSession, template: MessageTemplate, subject: str, text: str, by: UUID, now: datetime
) -> TemplateVersion:
    """Writes the draft, the template held: a new one, or over the one that is there."""
    newest = next(iter(await versions_of(session, template)), None)
    if newest is None or newest.published_at is not None:
        newest = TemplateVersion(id=new_id(), template_id=template.id, number=(newest.number if newest else 0) + 1)
        session.add(newest)
    newest.subject, newest.text, newest.written_at, newest.written_by = subject, text, now, by
    template.changed()
    return newest


async def remove_draft(session: AsyncSession, template: MessageTemplate) -> None:
    """NoDraft if there is none."""
    newest = next(iter(await versions_of(session, template)), None)
    if newest is None or newest.published_at is not None:
        raise NoDraft
    await session.delete(newest)
    template.changed()


def publish(
    session: AsyncSession, template: MessageTemplate, version: TemplateVersion | None, by: UUID, now: datetime
) -> None:
    """Puts it into use, the template held; without one that which comes with the software."""
    number = version.number if version else AS_DELIVERED
    if number == template.published:
        raise InUse
    if version:
        version.published_at = version.published_at or now
    template.published = number
    template.changed()
    told = {"number": number, "published_at": now, "published_by": by}
    session.add(TemplatePublication(id=new_id(), template_id=template.id, **told))


async def in_use(session: AsyncSession, words: Iterable[str]) -> Mapping[Key, TemplateVersion]:
    """The versions that these are said with; where there is none, with the first words.

    Asked anew for each round of messages: whatever was published, no process goes on with an older one.
    """
    query = (
        select(MessageTemplate, TemplateVersion)
        .join(TemplateVersion, TemplateVersion.template_id == MessageTemplate.id)
        .where(TemplateVersion.number == MessageTemplate.published, MessageTemplate.purpose.in_(set(words)))
    )
    return {template.key: version for template, version in (await session.execute(query)).all()}
