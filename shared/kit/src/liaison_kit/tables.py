"""Tables that the kit keeps in every service's database."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, LargeBinary, SmallInteger, UniqueConstraint, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from liaison_kit.database import TYPES, Aggregate, metadata


class KitBase(DeclarativeBase):
    """The kit's own metadata, apart from the services'."""

    metadata = metadata()
    type_annotation_map = TYPES


class OutboxRow(KitBase):
    """A record on its way to Kafka; deleted once the broker has acknowledged it.

    `shard` is the partition its key belongs to, on every topic; None until the relay places what an older release has
    written. `logged` are facts, which go on to the fact log; states
    and restricted facts do not. `refused` says why the broker will never take it; later rows of its key wait behind it.
    """

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("topic", "key", "version"),)

    # Known as an identity, a fact and its state are written by one statement, in their order.
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    shard: Mapped[int | None] = mapped_column(SmallInteger)
    topic: Mapped[str]
    key: Mapped[str]
    version: Mapped[int] = mapped_column(BigInteger)
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    logged: Mapped[bool] = mapped_column(server_default="true")
    refused: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class InboxRow(KitBase):
    """A fact that a reaction has applied: seen again, it is skipped."""

    __tablename__ = "inbox"

    consumer: Mapped[str] = mapped_column(primary_key=True)
    fact_id: Mapped[UUID] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ParkedRow(KitBase):
    """A record that could not be applied, byte for byte, with the reason; later ones of its key wait behind it.

    A dropped one holds nobody up any more, and stays for the count: nothing leaves silently.
    """

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
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    try_again_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    dropped_because: Mapped[str | None]


class AnswerRow(KitBase):
    """The answer to a command that carried an Idempotency-Key, kept for the retry of a client that missed it."""

    __tablename__ = "answer"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class EpochRow(KitBase):
    """The epochs of this service's topics; the highest is in force."""

    __tablename__ = "epoch"

    epoch: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(server_default=func.now())


class HeardRow(KitBase):
    """The last version heard of an aggregate on a topic: what is not newer is stale, what leaps leaves a gap."""

    __tablename__ = "heard"

    topic: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int]
    version: Mapped[int] = mapped_column(BigInteger)


class ProgressRow(KitBase):
    """How far this database has come in a partition: every record before `next_offset` is applied or parked."""

    __tablename__ = "progress"

    topic: Mapped[str] = mapped_column(primary_key=True)
    partition: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    next_offset: Mapped[int] = mapped_column(BigInteger)


class SigningKeyCopy(Aggregate, KitBase):
    """The public keys that sign-ins are checked against, newest first: {kid, x} (see liaison_contracts.identity)."""

    __tablename__ = "signing_key_copy"

    keys: Mapped[list[dict[str, Any]]]


class StaffCopy(Aggregate, KitBase):
    """An account as the registry told of it last; a service needs nothing else to check a sign-in."""

    __tablename__ = "staff_copy"

    roles: Mapped[list[str]]
    whole_network: Mapped[bool]
    offices: Mapped[list[str]]
    active: Mapped[bool]
    revoked_at: Mapped[datetime | None]
    ended_sign_ins: Mapped[list[str]]
    token_hash: Mapped[str | None]


class AuditRow(KitBase):
    """An entry of the audit trail (see liaison_contracts.audit); triggers refuse to change or remove one."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    account: Mapped[UUID]
    action: Mapped[str]
    object: Mapped[dict[str, Any]]
    fields: Mapped[list[str]]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
