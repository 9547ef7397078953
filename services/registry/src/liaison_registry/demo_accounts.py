"""Accounts for a demonstration on one machine: their passwords are on the sign-in page. Elsewhere there are none."""

from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from liaison_contracts.identity import Role
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_kit.identity import hash_of
from liaison_kit.settings import Settings
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model import Kind, Office, Staff, announce, new_staff
from liaison_registry.model.sign_in import passwords
from liaison_registry.settings import RegistrySettings

DEMO_PASSWORD = "demo-liaison"  # noqa: S105 - known to everybody, which is its purpose


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to sign in as; without `whole_network`, for the first office there is."""

    email: str
    name: str
    roles: tuple[Role, ...]
    whole_network: bool

    @property
    def id(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"liaison-demo/{self.email}")


DEMO_PEOPLE = (
    DemoPerson("admin@demo.example", "Олена Демо", (Role.ADMINISTRATOR, Role.COORDINATOR, Role.WORKER), True),
    DemoPerson("worker@demo.example", "Тарас Демо", (Role.WORKER,), False),
)

DEMO_PROGRAM = uuid5(NAMESPACE_URL, "liaison-demo/program")
"""The account of `liaison play` and of the command; its token's secret is made by `liaison up`."""


async def keep_demo_accounts(database: Database, settings: Settings) -> None:
    """Runs at each migration. Where this is no demonstration, or not any more, what one left is good for nothing."""
    assert isinstance(settings, RegistrySettings)
    async with database.transaction() as session:
        if not settings.has_demo_accounts:
            await _close(session)
            return
        for person in DEMO_PEOPLE:
            await _keep_person(session, person)
        if settings.demo_token:
            await _keep_program(session, settings.demo_token.get_secret_value())


async def _close(session: AsyncSession) -> None:
    left = select(Staff).where(Staff.id.in_([DEMO_PROGRAM, *(person.id for person in DEMO_PEOPLE)]), Staff.active)
    for staff in await session.scalars(left.with_for_update()):
        staff.active = False
        staff.changed()
        await announce(session, staff)


async def _keep_person(session: AsyncSession, person: DemoPerson) -> None:
    staff = await session.get(Staff, person.id, with_for_update=True)
    if staff is None:
        staff = new_staff(person.id, Kind.PERSON, person.name, clock.real_now())
        staff.email, staff.password_hash = person.email, await passwords.hashed(DEMO_PASSWORD)
        session.add(staff)
    first = await session.scalar(select(Office.id).order_by(Office.slug).limit(1))
    await _open(session, staff, person, [first] if first else [])


async def _open(session: AsyncSession, staff: Staff, person: DemoPerson, offices: list[UUID]) -> None:
    opened, staff.active = not staff.active, True
    allowed = staff.allow(list(person.roles), person.whole_network, offices)
    if opened and not allowed:
        staff.changed()
    if opened or allowed:
        await announce(session, staff)


async def _keep_program(session: AsyncSession, token: str) -> None:
    staff, token_hash = await session.get(Staff, DEMO_PROGRAM, with_for_update=True), hash_of(token.split("_", 2)[2])
    if staff is None:
        staff = new_staff(DEMO_PROGRAM, Kind.PROGRAM, "liaison play", clock.real_now())
        session.add(staff)
    if (staff.token_hash, staff.active) == (token_hash, True):
        return
    staff.token_hash, staff.active = token_hash, True
    if not staff.allow(list(Role), True, []):
        staff.changed()
    await announce(session, staff)
