"""What whoever runs the installation does without an account: `liaison admin` runs this beside the database."""

import argparse
import asyncio
import re
import secrets
import sys

from liaison_contracts.identity import Role
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_kit.identity import PROGRAM, hash_of
from liaison_kit.service import open_database
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_registry.model import Errand, Kind, Staff, StaffLink, announce, new_staff
from liaison_registry.service import SERVICE
from liaison_registry.settings import RegistrySettings

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


class Refused(Exception):
    """What whoever typed the command should know, in a sentence."""


async def create_administrator(
    database: Database, url: str, email: str, name: str, language: str, promote: bool = False
) -> str:
    """The address where the administrator chooses a password, good once. Whoever is one already gets a new link;
    somebody else's account becomes an administrator's only with `promote`, else it is Refused."""
    now, email = clock.real_now(), email.strip().lower()
    async with database.transaction() as session:
        staff = await _account(session, email)
        if staff and not promote and not (staff.active and Role.ADMINISTRATOR in staff.roles):
            had = "has an account already" if staff.active else "had an account, which has ended"
            again = (
                f"type `liaison admin link --email {email}`" if staff.active else "somebody takes that back at /people"
            )
            raise Refused(
                f"{email} {had}, as {' and '.join(staff.roles) or 'nobody yet'}. For a new link {again};"
                " to make them an administrator as well, of the whole network, add --promote."
            )
        if staff is None:
            staff = new_staff(new_id(), Kind.PERSON, name or email, now)
            staff.email, staff.language = email, language
            staff.break_glass = True  # works also where people sign in with the city, and that cannot be reached
            session.add(staff)
        reopened, staff.active = not staff.active, True
        allowed = staff.allow([*map(Role, {*staff.roles, Role.ADMINISTRATOR})], True, [])
        if reopened and not allowed:
            staff.changed()
        if reopened or allowed:
            await announce(session, staff)
        return _address(session, staff, Errand.INVITATION, url)


async def link_of(database: Database, url: str, email: str, city: bool = False) -> str:
    """The address where somebody who has an account chooses a password, good once, for the day on which no letter
    arrives: no right is added. Refused where nobody has it, the account has ended, or the city signs them in."""
    email = email.strip().lower()
    async with database.transaction() as session:
        staff = await _account(session, email)
        if staff is None:
            raise Refused(f"Nobody has the address {email}: invite them at /people first.")
        if not staff.active:
            raise Refused(f"The account of {email} has ended: an administrator takes that back at /people.")
        if not staff.may_use_a_password(city):
            raise Refused(f"{email} signs in with the city and needs no password: docs/runbooks/city-sign-in.md")
        return _address(session, staff, staff.errand_of_a_link, url)


async def _account(session: AsyncSession, email: str) -> Staff | None:
    found: Staff | None = await session.scalar(select(Staff).where(Staff.email == email).with_for_update())
    return found


def _address(session: AsyncSession, staff: Staff, errand: Errand, url: str) -> str:
    link, path = StaffLink.make(staff.id, errand, clock.real_now())
    session.add(link)
    return url.rstrip("/") + path


async def create_program(database: Database, name: str, roles: list[Role]) -> str:
    """The token of a new program account, for the whole network; it is not kept."""
    staff, secret = new_staff(new_id(), Kind.PROGRAM, name, clock.real_now()), secrets.token_urlsafe(32)
    staff.token_hash = hash_of(secret)
    async with database.transaction() as session:
        session.add(staff)
        staff.allow(roles, True, [])
        await announce(session, staff)
    return f"{PROGRAM}_{staff.id.hex}_{secret}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="liaison admin", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    create = commands.add_parser("create", help="make an administrator, and print the link to choose a password")
    create.add_argument("--email", required=True)
    create.add_argument("--name", default="")
    create.add_argument("--language", choices=["uk", "en"], default="uk")
    create.add_argument("--promote", action="store_true")
    link = commands.add_parser("link", help="print a link for somebody who has an account")
    link.add_argument("--email", required=True)
    token = commands.add_parser("token", help="make an account for a program, and print its token, once")
    token.add_argument("--name", required=True)
    token.add_argument("--role", action="append", required=True, choices=[role.value for role in Role], dest="roles")
    return parser


async def _run(arguments: argparse.Namespace, settings: RegistrySettings) -> str:
    database = open_database(SERVICE, settings)
    try:
        if arguments.command == "token":
            return await create_program(database, arguments.name, [Role(role) for role in arguments.roles])
        if arguments.command == "link":
            return await link_of(database, settings.url, arguments.email, bool(settings.oidc_issuer))
        found = (arguments.email, arguments.name, arguments.language, arguments.promote)
        return await create_administrator(database, settings.url, *found)
    finally:
        await database.close()


def main() -> None:
    parser = _parser()
    arguments = parser.parse_args()
    if arguments.command != "token" and not _ADDRESS.fullmatch(arguments.email):
        parser.error("--email must be an address such as olena@example.org")
    try:
        sys.stdout.write(asyncio.run(_run(arguments, RegistrySettings())) + "\n")
    except Refused as refused:
        sys.exit(str(refused))


if __name__ == "__main__":
    main()
