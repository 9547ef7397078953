"""What the audit trail keeps of signing in: whose account, and whether it was opened; never what was typed."""

from typing import Any

import httpx
import pyotp
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_kit.tables import AuditRow
from liaison_registry.model import Errand, Staff, StaffLink
from liaison_registry.model.sign_in import totp
from liaison_registry.model.sign_in.signing_in import FREE_TRIES
from sqlalchemy import select

EMAIL, PASSWORD, NEW = "olena@office.example", "п'ять зелених відер води", "сім рудих котів на даху"
PATH = "/api/registry/v1/sign-in"
TYPED = {"email": EMAIL, "password": PASSWORD}


async def trail(database: Database) -> list[AuditRow]:
    async with database.reading() as session:
        return list(await session.scalars(select(AuditRow).order_by(AuditRow.number)))


async def actions(database: Database) -> list[str]:
    return [entry.action for entry in await trail(database)]


async def test_a_sign_in_is_the_accounts_deed(client: httpx.AsyncClient, person: Staff, database: Database) -> None:
    assert (await client.post(PATH, json=TYPED)).status_code == 204
    (entry,) = await trail(database)
    assert (entry.account, entry.action, entry.object) == (person.id, "sign_in", {})
    assert entry.fields == ["email", "password"]


async def test_a_code_is_named_and_not_told(
    client: httpx.AsyncClient, person: Staff, database: Database, settings: Any
) -> None:
    secret = totp.new_secret()
    async with database.transaction() as session:
        staff = await session.get_one(Staff, person.id)
        staff.totp_secret = totp.kept(secret, settings.totp_key_file)
    assert (await client.post(PATH, json=TYPED | {"code": "000000"})).status_code == 401
    code = pyotp.TOTP(secret).at(clock.real_now())
    assert (await client.post(PATH, json=TYPED | {"code": code})).status_code == 204
    refused, opened = await trail(database)
    assert (refused.account, refused.action, refused.fields) == (person.id, "sign_in_refused", [])
    assert (opened.action, opened.fields) == ("sign_in", ["code", "email", "password"])


async def test_a_browser_that_was_somebody_elses_is_not_who_signed_in(
    signed_in: Any, person: Staff, database: Database
) -> None:
    browser = await signed_in()
    assert (await browser.post(PATH, json=TYPED)).status_code == 204
    assert [entry.account for entry in await trail(database)] == [person.id]


async def test_a_refusal_stays_though_everything_else_is_undone(
    client: httpx.AsyncClient, person: Staff, database: Database
) -> None:
    assert (await client.post(PATH, json=TYPED | {"password": "wrong"})).status_code == 401
    (entry,) = await trail(database)
    assert (entry.account, entry.action, entry.object, entry.fields) == (person.id, "sign_in_refused", {}, [])


async def test_an_address_that_nobody_has_leaves_nothing(
    client: httpx.AsyncClient, person: Staff, database: Database
) -> None:
    assert (await client.post(PATH, json=TYPED | {"email": "nobody@office.example"})).status_code == 401
    assert (await client.post(PATH, json=TYPED)).status_code == 204
    assert [(entry.number, entry.action) for entry in await trail(database)] == [(1, "sign_in")]


async def test_a_deactivated_account_that_is_tried_shows(
    client: httpx.AsyncClient, person: Staff, database: Database
) -> None:
    async with database.transaction() as session:
        (await session.get_one(Staff, person.id)).active = False
    assert (await client.post(PATH, json=TYPED)).status_code == 401
    assert await actions(database) == ["sign_in_refused"]


async def test_the_try_that_locks_an_address_is_named_and_the_locked_ones_are_not_counted(
    client: httpx.AsyncClient, person: Staff, database: Database
) -> None:
    answers = [await client.post(PATH, json=TYPED | {"password": "wrong"}) for _ in range(FREE_TRIES + 2)]
    assert [answer.status_code for answer in answers] == [401] * FREE_TRIES + [429] * 2
    assert await actions(database) == ["sign_in_refused"] * (FREE_TRIES - 1) + ["sign_in_locked"]


async def test_a_password_chosen_by_a_link_shows_and_its_secret_does_not(
    client: httpx.AsyncClient, person: Staff, database: Database
) -> None:
    link, path = StaffLink.make(person.id, Errand.RESET, clock.real_now())
    async with database.transaction() as session:
        session.add(link)
    assert (await client.post(path, data={"_page": path, "password": NEW})).status_code == 303
    (entry,) = await trail(database)
    assert (entry.account, entry.action) == (person.id, "choose_password")
    assert (entry.object, entry.fields) == ({}, ["password"])


async def test_a_wrong_present_password_shows(client: httpx.AsyncClient, person: Staff, database: Database) -> None:
    await client.post(PATH, json=TYPED)
    change = {"current": "wrong", "password": NEW}
    assert (await client.post("/api/registry/v1/account/password", json=change)).status_code == 422
    assert await actions(database) == ["sign_in", "sign_in_refused"]
