"""Tables that the kit keeps in every service's database."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, LargeBinary, SmallInteger, UniqueConstraint, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from liaison_kit.database import TYPES, metadata


class KitBase(DeclarativeBase):
    """The kit's own metadata, apart from the services'."""

    metadata = metadata()
    type_annotation_map = TYPES


class OutboxRow(KitBase):
    """A record on its way to Kafka; deleted once the broker has acknowledged it."""

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("topic", "key", "version"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    topic: Mapped[str]
    key: Mapped[str]
    version: Mapped[int] = mapped_column(BigInteger)
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class InboxRow(KitBase):
    """A fact that a reaction has applied: seen again, it is skipped."""

    __tablename__ = "inbox"

    consumer: Mapped[str] = mapped_column(primary_key=True)
    fact_id: Mapped[UUID] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ParkedRow(KitBase):
    """A record that could not be applied, byte for byte, with the reason; later ones of its key wait behind it."""

    __tablename__ = "parked"
    __table_args__ = (UniqueConstraint("topic", "partition", "offset"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    topic: Mapped[str]
    partition: Mapped[int] = mapped_column(SmallInteger)
    offset: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    value: Mapped[bytes | None] = mapped_column(LargeBinary)
    headers: Mapped[list[dict[str, Any]]]
    reason: Mapped[str]
    parked_at: Mapped[datetime] = mapped_column(server_default=func.now())


class AnswerRow(KitBase):
    """The answer to a command that carried an Idempotency-Key, kept for the retry of a client that missed it."""

    __tablename__ = "answer"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
