"""Addresses, looked up by a keyed hash: what a table says of them tells nobody whose they are.

The secret has a file of its own beside that of the sealing keys, with the same readers, made by the same role. Those
keys are replaced and removed, and what was hashed with one of them could never be hashed anew: nobody knows the address
any more. In the settings it would be one more secret that somebody has to invent, and could change.
"""

from dataclasses import dataclass
from pathlib import Path

from liaison_contracts.notifications import Contact, StaffLetter
from liaison_kit import sealing
from liaison_kit.errors import Refusal
from liaison_kit.formats import contact_points
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.sending.delivery import Channel


class NeitherPhoneNorEmail(Refusal):
    """This is neither a telephone number nor an email address. Write it like 067 123 45 67 or name@example.com."""

    field = "contact"


@dataclass(frozen=True)
class Address:
    """A telephone in E.164 for SMS, or an email."""

    channel: Channel
    text: str


def typed(text: str) -> Address:
    """NeitherPhoneNorEmail if it cannot be one."""
    try:
        if "@" in text:
            return Address(Channel.EMAIL, contact_points.email_of(text))
        return Address(Channel.SMS, contact_points.phone_of(text))
    except ValueError:
        raise NeitherPhoneNorEmail from None


def address_of(contact: Contact | StaffLetter, channel: Channel) -> Address | None:
    """Where a message by this channel goes, if it can."""
    phone = contact.phone if isinstance(contact, Contact) else None
    text = phone if channel == Channel.SMS else contact.email
    return Address(channel, text) if text else None


def masked(text: str) -> str:
    """As its owner knows it again and nobody else learns it: o•••@e•••.org, +380•••67."""
    name, at, domain = text.partition("@")
    if not at:
        return f"{text[:4]}•••{text[-2:]}"
    return f"{name[:1]}•••@{domain[:1]}•••.{domain.rpartition('.')[2]}"


def secret_file(key_file: Path) -> Path:
    return key_file.with_name(f"{key_file.name}.addresses")


def address_secret(key_file: Path) -> bytes:
    """FileNotFoundError before the first migration."""
    return sealing.read_secret(secret_file(key_file))


def hashed(address: Address, secret: bytes) -> bytes:
    """Whoever writes their email in capitals is the same."""
    return sealing.keyed_hash(f"{address.channel}:{address.text.casefold()}", secret)


def hash_of(address: Address, key_file: Path) -> bytes:
    """The same with the secret beside this file; FileNotFoundError before the first migration."""
    return hashed(address, address_secret(key_file))


async def in_turn(session: AsyncSession, address_hash: bytes) -> None:
    """One at a time per address, until the transaction ends: two at once must not both find nothing."""
    number = int.from_bytes(address_hash[:8], signed=True)
    await session.execute(select(func.pg_advisory_xact_lock(number)))
