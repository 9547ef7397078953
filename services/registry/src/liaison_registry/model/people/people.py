"""Who may change whose account, and what an administrator sees of it."""

from datetime import datetime
from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit.database import get_for_update
from liaison_kit.errors import Conflict, NotFound, Refusal
from liaison_kit.formats import contact_points
from pydantic import BaseModel, Field
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model.offices.office import Office
from liaison_registry.model.people.staff import Kind, Staff

ONE_LEAVES_AT_A_TIME = 7_237_113


class WrongEmailAddress(Refusal):
    """This is not an email address. Write it like name@example.com."""

    field = "email"


class EmailTaken(Conflict):
    """Somebody has an account with this email already."""

    field = "email"


class RolesMissing(Refusal):
    """Choose at least one role."""

    field = "roles"


class ScopeMissing(Refusal):
    """Choose the whole network, or at least one office."""

    field = "offices"


class UnknownOffice(Refusal):
    """One of these offices does not exist."""

    field = "offices"


class OwnRoles(Conflict):
    """Nobody changes their own roles and scope. Ask another administrator."""


class LastAdministrator(Conflict):
    """Without this account nobody could look after the others. Make somebody else an administrator first."""


class RolesAreTheCitys(Conflict):
    """This person signs in with the city, which says what their roles are. Here only the scope can be changed."""

    field = "roles"


class NotActive(Conflict):
    """This account is deactivated. Reactivate it first."""


class AccountDeactivated(Refusal):
    """Your account here is deactivated. Ask an administrator."""

    status = 403


class EmailBelongsToAnother(Conflict):
    """There is an account with your email already, and it is not known to be yours. Ask an administrator."""


class EmailUnknown(Refusal):
    """The city's sign-in has not told us your email. Ask whoever looks after it."""

    status = 403


class PeopleSignInWithTheCity(Conflict):
    """People sign in with the city here: there are no links to send, and an account appears at its first sign-in."""


class Scope(BaseModel):
    """What an account may do, and where."""

    roles: list[Role] = []
    whole_network: bool = False
    offices: list[UUID] = Field([], max_length=200)

    async def check(self, session: AsyncSession) -> None:
        """A Refusal if it is not whole, or names an office that does not exist."""
        if not self.roles:
            raise RolesMissing
        if not self.whole_network and not self.offices and {Role.WORKER, Role.COORDINATOR} & set(self.roles):
            raise ScopeMissing
        known = set(await session.scalars(select(Office.id).where(Office.id.in_(self.offices))))
        if set(self.offices) - known:
            raise UnknownOffice


class Person(Scope):
    """An account as administrators see it; `city`: it signs in with the city."""

    id: UUID
    version: int
    kind: Kind
    name: str
    email: str | None
    language: str
    active: bool
    has_password: bool
    has_second_factor: bool
    city: bool
    break_glass: bool
    created_at: datetime

    @classmethod
    def of(cls, staff: Staff) -> "Person":
        shown = {name: getattr(staff, name) for name in cls.model_fields if hasattr(staff, name)}
        return cls(
            **shown,
            has_password=staff.password_hash is not None,
            has_second_factor=staff.totp_secret is not None,
            city=staff.subject is not None,
        )


class NewToken(BaseModel):
    """A program's token, told once: only a hash of it is kept."""

    id: UUID
    token: str


async def account_for_update(session: AsyncSession, staff_id: UUID, kind: Kind | None = None) -> Staff:
    """The account, locked; NotFound if there is none, or none of this kind."""
    staff = await get_for_update(session, Staff, staff_id)
    if kind and staff.kind != kind:
        raise NotFound
    return staff


def check_link_opens(staff: Staff, city: bool) -> None:
    """NotFound if the account is closed; PeopleSignInWithTheCity if its person has a password no more, or never had."""
    if not staff.active:
        raise NotFound
    if not staff.may_use_a_password(city):
        raise PeopleSignInWithTheCity


async def one_leaves_at_a_time(session: AsyncSession) -> None:
    """Before the account is locked: two who make each other leave would each count on the other, or wait for ever."""
    await session.execute(select(func.pg_advisory_xact_lock(ONE_LEAVES_AT_A_TIME)))


async def check_administrator_is_left(session: AsyncSession, leaving: Staff) -> None:
    """LastAdministrator unless another person can do their work: active, and able to sign in.

    After `one_leaves_at_a_time`. All administrators are locked, for accounts change in other ways, too.
    """
    able = or_(Staff.password_hash.is_not(None), Staff.subject.is_not(None))
    administrators = select(Staff.id).where(
        Staff.kind == Kind.PERSON, Staff.active, Staff.roles.contains([Role.ADMINISTRATOR.value]), able
    )
    left = set(await session.scalars(administrators.order_by(Staff.id).with_for_update())) - {leaving.id}
    if not left and leaving.active and Role.ADMINISTRATOR in leaving.roles and leaving.kind == Kind.PERSON:
        raise LastAdministrator


def checked_email(text: str) -> str:
    """The address as it is kept: normal form, lower case. WrongEmailAddress if it cannot be one."""
    try:
        return contact_points.email_of(text).lower()
    except ValueError:
        raise WrongEmailAddress from None
