"""Confirming by the code of an SMS."""

import pytest
from liaison_kit.database import Database
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.notifications.tests.conftest import EMAIL, PHONE
from services.notifications.tests.subscribing import API, Reader


async def place_of(reader: Reader, contact: str = PHONE) -> str:
    return f"{API}{(await reader.asks(contact)).headers['location']}/confirmation"


async def test_the_right_code_leads_to_ones_own_page_and_twice_to_the_same(reader: Reader) -> None:
    place = await place_of(reader)
    spaced = f"{reader.code[:3]} {reader.code[3:]}"
    answers = [await reader.post(place, json={"code": code}) for code in (reader.code, spaced)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.json()["link"] for answer in answers}) == 1
    own = answers[0].headers["location"]
    assert own.startswith("/n/")
    assert len(own.partition("?")[0]) == 19
    assert "Ви підписані" in (await reader.get(own)).text


async def test_after_five_wrong_codes_the_right_one_is_refused_too(reader: Reader) -> None:
    place = await place_of(reader)
    wrong = f"{(int(reader.code) + 1) % 1_000_000:06}"
    tries = [await reader.post(place, json={"code": code}) for code in (*[wrong] * 5, reader.code)]
    assert [answer.status_code for answer in tries] == [422] * 5 + [429]
    assert tries[0].json()["errors"][0]["field"] == "code"


async def test_a_code_is_good_for_its_own_request_alone(reader: Reader) -> None:
    place = await place_of(reader)
    first = reader.code
    await place_of(reader, "+380677654321")
    second = reader.code
    assert first == second or (await reader.post(place, json={"code": second})).status_code == 422


async def test_a_request_by_mail_has_no_code(reader: Reader) -> None:
    place = await place_of(reader, EMAIL)
    assert (await reader.post(place, json={"code": "000000"})).status_code == 422


async def test_after_48_hours_it_is_too_late(reader: Reader) -> None:
    place = await place_of(reader)
    reader.story.later(hours=48)
    assert (await reader.post(place, json={"code": reader.code})).status_code == 404


async def test_the_database_counts_no_further_than_five(reader: Reader, database: Database) -> None:
    await place_of(reader)
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            await session.execute(text("update opt_in set tries = 6"))
