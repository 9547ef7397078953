"""Signing in: what opens the staff pages, what is refused, and what nobody learns from a refusal."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pyotp
import pytest
from liaison_kit import clock, identity, tokens
from liaison_kit.database import Database, new_id
from liaison_kit.running.health import Health
from liaison_kit.service import Service, build_app
from liaison_kit.settings import Settings
from liaison_kit.tokens import Token
from liaison_registry.model import SignIn, SignInTries, Staff
from liaison_registry.model.sign_in import totp
from liaison_registry.model.sign_in.signing_in import FREE_TRIES
from liaison_registry.model.sign_in.signing_keys import signing_key
from sqlalchemy import select

EMAIL, PASSWORD = "olena@office.example", "п'ять зелених відер води"
PATH = "/api/registry/v1/sign-in"
Published = Callable[[], Awaitable[list[str]]]
Browsers = Callable[[], httpx.AsyncClient]


def typed(**changed: Any) -> dict[str, Any]:
    return {"email": EMAIL, "password": PASSWORD} | changed


async def wait_is_over(database: Database) -> None:
    async with database.transaction() as session:
        for tries in await session.scalars(select(SignInTries)):
            tries.locked_until = clock.real_now() - timedelta(seconds=1)


async def test_address_and_password_open_the_staff_pages(client: httpx.AsyncClient, person: Staff) -> None:
    assert (await client.get("/network")).status_code == 401
    answer = await client.post("/sign-in", data={"_page": "/sign-in", **typed(email=" Olena@Office.Example ")})
    assert (answer.status_code, answer.headers["location"]) == (303, "/today")
    cookie = answer.headers["set-cookie"]
    for attribute in ("liaison=", "HttpOnly", "SameSite=lax", "Path=/"):
        assert attribute in cookie
    assert "Secure" not in cookie
    assert (await client.get("/network")).status_code == 200


async def test_nothing_is_told_of_a_sign_in(client: httpx.AsyncClient, person: Staff, published: Published) -> None:
    before = await published()
    await client.post(PATH, json=typed())
    assert await published() == before == ["SigningKeyChanged", "StaffChanged"]


async def test_behind_https_the_cookie_is_this_hosts_alone(
    service: Service, settings: Settings, database: Database, person: Staff
) -> None:
    secured = settings.model_copy(update={"url": "https://liaison.test"})
    transport = httpx.ASGITransport(build_app(service, secured, database, Health()))
    async with httpx.AsyncClient(transport=transport, base_url="https://liaison.test") as client:
        cookie = (await client.post("/sign-in", data=typed())).headers["set-cookie"]
        assert cookie.startswith("__Host-liaison=")
        assert "Secure" in cookie
        assert "domain" not in cookie.lower()
        assert (await client.get("/network")).status_code == 200


@pytest.mark.parametrize(
    ("roles", "page"),
    [
        (["coordinator"], "/today"),
        (["administrator", "worker"], "/today"),
        (["administrator"], "/people"),
        (["auditor"], "/audit/registry"),
        (["analyst"], "/results"),
        ([], "/account"),
    ],
)
async def test_it_leads_to_a_page_that_ones_role_may_see(
    client: httpx.AsyncClient, person: Staff, database: Database, roles: list[str], page: str
) -> None:
    async with database.transaction() as session:
        (await session.get_one(Staff, person.id)).roles = roles
    answer = await client.post("/sign-in", data={"_page": "/sign-in", **typed()})
    assert (answer.status_code, answer.headers["location"]) == (303, page)


async def test_it_leads_to_the_page_that_was_asked_for(client: httpx.AsyncClient, person: Staff) -> None:
    answer = await client.post("/sign-in", data=typed(to="/network?lang=en"))
    assert answer.headers["location"] == "/network?lang=en"


@pytest.mark.parametrize(
    "to", ["https://evil.test", "//evil.test", "/\\evil.test", "/\t/evil.test", "evil", "/a\nb", "/сторінка"]
)
async def test_it_leads_nowhere_else(client: httpx.AsyncClient, person: Staff, to: str) -> None:
    answer = await client.post(PATH, json=typed(to=to))
    assert (answer.status_code, answer.headers["location"]) == (204, "/today")


async def test_a_wrong_password_an_unknown_address_and_a_closed_account_are_answered_alike(
    client: httpx.AsyncClient, person: Staff, database: Database
) -> None:
    answers = [
        await client.post(PATH, json=typed(password="wrong")),
        await client.post(PATH, json=typed(email="no@b.c")),
    ]
    async with database.transaction() as session:
        staff = await session.get_one(Staff, person.id)
        staff.active = False
    answers.append(await client.post(PATH, json=typed()))
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}
    assert "The address, the password or the code is wrong." in answers[0].text
    assert not [answer for answer in answers if "set-cookie" in answer.headers]


async def test_the_form_comes_back_in_ukrainian_and_without_the_password(
    client: httpx.AsyncClient, person: Staff
) -> None:
    page = {"_page": "/sign-in?to=%2Fnetwork", "code": "123456"}
    answer = await client.post("/sign-in", data=page | typed(password="typed-by-mistake"))
    assert answer.status_code == 401
    assert "Адреса, пароль або код неправильні." in answer.text
    assert "typed-by-mistake" not in answer.text
    assert "123456" not in answer.text
    assert EMAIL in answer.text
    assert 'name="to" value="/network"' in answer.text


@pytest.mark.parametrize("email", [EMAIL, "nobody@office.example"])
async def test_after_five_tries_an_address_is_locked_whether_or_not_anybody_has_it(
    client: httpx.AsyncClient, person: Staff, email: str
) -> None:
    for _ in range(FREE_TRIES):
        assert (await client.post(PATH, json=typed(email=email, password="wrong"))).status_code == 401
    answer = await client.post(PATH, json=typed(email=email))
    assert answer.status_code == 429
    assert answer.json()["detail"] == "There were too many tries with this address. Try again in 1 min."


async def test_each_further_try_doubles_the_wait_and_a_good_one_ends_it(
    client: httpx.AsyncClient, person: Staff, database: Database
) -> None:
    for _ in range(FREE_TRIES):
        await client.post(PATH, json=typed(password="wrong"))
    await wait_is_over(database)
    assert (await client.post(PATH, json=typed(password="wrong"))).status_code == 401
    assert "in 2 min" in (await client.post(PATH, json=typed())).text
    await wait_is_over(database)
    assert (await client.post(PATH, json=typed())).status_code == 204
    assert (await client.post(PATH, json=typed(password="wrong"))).status_code == 401
    assert (await client.post(PATH, json=typed())).status_code == 204


async def test_another_address_is_not_locked_with_it(client: httpx.AsyncClient, person: Staff) -> None:
    for _ in range(FREE_TRIES + 1):
        await client.post(PATH, json=typed(email="nobody@office.example"))
    assert (await client.post(PATH, json=typed())).status_code == 204


@pytest.fixture
async def secret(person: Staff, database: Database, settings: Any) -> str:
    """Of the second factor that the person has set up."""
    made = totp.new_secret()
    async with database.transaction() as session:
        staff = await session.get_one(Staff, person.id)
        staff.totp_secret = totp.kept(made, settings.totp_key_file)
    return made


async def test_with_an_app_the_password_alone_opens_nothing(client: httpx.AsyncClient, secret: str) -> None:
    assert (await client.post(PATH, json=typed())).status_code == 401
    assert (await client.post(PATH, json=typed(code="000000"))).status_code == 401
    code = pyotp.TOTP(secret).at(clock.real_now())
    assert (await client.post(PATH, json=typed(code=f"{code[:3]} {code[3:]}"))).status_code == 204


async def test_a_code_is_good_once_and_so_is_none_before_it(client: httpx.AsyncClient, secret: str) -> None:
    now = clock.real_now()
    code, earlier = pyotp.TOTP(secret).at(now), pyotp.TOTP(secret).at(now - timedelta(seconds=30))
    assert (await client.post(PATH, json=typed(code=code))).status_code == 204
    assert (await client.post(PATH, json=typed(code=code))).status_code == 401
    assert (await client.post(PATH, json=typed(code=earlier))).status_code == 401


async def test_a_code_of_an_hour_ago_opens_nothing(client: httpx.AsyncClient, secret: str) -> None:
    old = pyotp.TOTP(secret).at(clock.real_now() - timedelta(hours=1))
    assert (await client.post(PATH, json=typed(code=old))).status_code == 401


async def test_the_secret_of_an_app_is_not_readable_in_the_database(
    person: Staff, secret: str, database: Database
) -> None:
    async with database.reading() as session:
        kept = await session.scalar(select(Staff.totp_secret))
    assert kept
    assert secret not in kept


async def test_yesterdays_cookie_opens_nothing(
    client: httpx.AsyncClient, person: Staff, database: Database, settings: Settings
) -> None:
    yesterday = clock.real_now() - timedelta(days=1)
    async with database.transaction() as session:
        sign_in = SignIn(id=new_id(), staff_id=person.id, signed_in_at=yesterday)
        session.add(sign_in)
        key = await signing_key(session, settings.signing_key_file)  # type: ignore[attr-defined]
    old = tokens.sign(key, settings.url, Token(person.id, sign_in.id, yesterday, yesterday))
    client.cookies.set(identity.cookie_name(settings), old)
    assert (await client.get("/network")).status_code == 401
    assert "set-cookie" not in (await client.get("/sign-in/renewal")).headers
