"""The audit trail as a service exports it, and how its entries are chained, so that anybody can check one."""

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

BEFORE_THE_FIRST = bytes(32)
"""What the first entry follows."""


class AuditEntry(BaseModel):
    """Who did what to what, and when: ids and names of fields, never a person's values."""

    model_config = ConfigDict(frozen=True, extra="ignore", from_attributes=True)

    number: int = Field(ge=1, description="Without gaps.")
    at: datetime = Field(description="The wall clock of the process, UTC, in microseconds.")
    account: UUID
    action: str = Field(description="The command that was done, or the view that showed personal data.")
    object: dict[str, str] = Field(description="The ids in its address.")
    fields: list[str] = Field(description="Names of the fields that were sent, sorted.")

    def hash_after(self, previous: bytes) -> bytes:
        """SHA-256 of the hash before it, 32 bytes, and this entry as JSON: sorted keys, no spaces, UTF-8."""
        moment = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        content = self.model_dump(mode="json", include=set(AuditEntry.model_fields)) | {"at": moment}
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(previous + text.encode()).digest()


class HashedEntry(AuditEntry):
    """An entry with the hash it was chained by, 64 hex digits."""

    hash: str


class Head(BaseModel):
    """The end of a trail: whoever kept an earlier one sees whether what came before it is still there."""

    model_config = ConfigDict(frozen=True)

    number: int
    hash: str


class Trail(BaseModel):
    """A page of it. `next` goes into `after` for the next page, or `before` where the newest come first."""

    entries: list[HashedEntry]
    next: int | None
    head: Head | None
