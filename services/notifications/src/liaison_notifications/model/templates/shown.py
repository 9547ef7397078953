"""How templates are named in addresses, written in forms, and shown."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from liaison_kit.errors import FieldError, NotFound, Refusal
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.model.templates.placeholders import CHANNELS, Words
from liaison_notifications.model.templates.rendering import as_delivered
from liaison_notifications.model.templates.template import (
    AS_DELIVERED,
    Key,
    MessageTemplate,
    TemplatePublication,
    TemplateVersion,
    template_of,
    version_of,
)

LONGEST_SUBJECT, LONGEST_TEXT = 300, 6000
NO_NUL = r"^[^\x00]*$"


class Language(StrEnum):
    """In which a message is written."""

    UK = "uk"
    EN = "en"


Number = Annotated[int, Field(ge=AS_DELIVERED, le=1_000_000)]
"""Of a version."""


class NoSubject(Refusal):
    """An email needs a subject."""

    field = "subject"


class Draft(BaseModel):
    """`subject`: of an email; an SMS has none."""

    subject: Annotated[str, StringConstraints(strip_whitespace=True, pattern=NO_NUL)] = Field(
        "", max_length=LONGEST_SUBJECT
    )
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=NO_NUL)] = Field(
        max_length=LONGEST_TEXT
    )

    def as_kept(self, channel: Channel) -> tuple[str, str]:
        """Subject and text, with ends of lines as everywhere; NoSubject for an email without one."""
        if channel == Channel.SMS:
            return "", self.text.replace("\r\n", "\n")
        if not self.subject:
            raise NoSubject(errors=[FieldError("subject", (NoSubject.__doc__ or "").strip())])
        return " ".join(self.subject.split()), self.text.replace("\r\n", "\n")


class WrittenVersion(BaseModel):
    """Which one it is now."""

    number: int


class ShownVersion(BaseModel):
    """Version 0 comes with the software: nobody has written it here. `published_at`: for the first time."""

    number: int
    subject: str
    text: str
    written_at: datetime | None = None
    written_by: UUID | None = None
    published_at: datetime | None = None
    draft: bool = False


class ShownPublication(BaseModel):
    """Who put which version into use, and when."""

    number: int
    published_at: datetime
    published_by: UUID


def key_of(purpose: Words, language: Language, channel: Channel) -> Key:
    """NotFound for what keeps the words that came with the software."""
    if channel not in CHANNELS.get(purpose, ()):
        raise NotFound
    return Key(purpose, language, channel)


def first_words(key: Key) -> ShownVersion:
    """What comes with the software."""
    part = "sms" if key.channel == Channel.SMS else "email"
    subject = "" if part == "sms" else as_delivered(key.purpose, key.language, "subject")
    return ShownVersion(number=AS_DELIVERED, subject=subject, text=as_delivered(key.purpose, key.language, part))


def shown(version: TemplateVersion) -> ShownVersion:
    kept = {"number", "subject", "text", "written_at", "written_by", "published_at"}
    return ShownVersion(**{name: getattr(version, name) for name in kept}, draft=version.published_at is None)


async def words(session: AsyncSession, key: Key, number: int) -> tuple[str, str, TemplateVersion | None]:
    """Subject and text of a version, and its row where it has one; NotFound if there is none."""
    if number == AS_DELIVERED:
        first = first_words(key)
        return first.subject, first.text, None
    version = await version_of(session, await template_of(session, key), number)
    return version.subject, version.text, version


async def history(session: AsyncSession, template: MessageTemplate) -> list[ShownPublication]:
    """Newest first."""
    query = select(TemplatePublication).where(TemplatePublication.template_id == template.id)
    rows = await session.scalars(query.order_by(TemplatePublication.id.desc()))
    return [ShownPublication.model_validate(row, from_attributes=True) for row in rows]
