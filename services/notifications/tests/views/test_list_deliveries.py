"""The list of messages."""

from typing import Any

import httpx

from services.notifications.tests.bulletining import Coordinators, many, planned

PATH = "/api/notifications/v1/messages"
PERSONAL = ("Олена", "Коваленко", "380671234567", "olena.kovalenko", "localhost:8080/s/")


async def test_staff_see_what_became_of_each_message(story: Any, staff: httpx.AsyncClient, mailbox: Any) -> None:
    mailbox.mood = "rcpt 550"
    await story.somebody_signs_up()
    await story.work()
    answer = (await staff.get(PATH)).json()
    shown = {
        message["channel"]: (message["status"], message["reason"], message["code"]) for message in answer["messages"]
    }
    assert shown == {"sms": ("accepted", None, None), "email": ("failed", "refused", 550)}
    assert (answer["counts"]["accepted"], answer["counts"]["failed"], answer["counts"]["unknown"]) == (1, 1, 0)
    page = await staff.get("/messages")
    assert page.status_code == 200
    for said in ("Передано", "Не вдалося надіслати", "(550)", "Бюджет громадських ініціатив", "Підтвердження запису"):
        assert said in page.text


async def test_the_list_names_nobody(story: Any, staff: httpx.AsyncClient) -> None:
    await story.somebody_signs_up()
    await story.work()
    for path in (PATH, "/messages"):
        text = (await staff.get(path)).text
        assert not [private for private in PERSONAL if private in text]


async def test_one_status_can_be_looked_at_alone(story: Any, staff: httpx.AsyncClient) -> None:
    await story.somebody_signs_up(email=None)
    await story.work()
    answer = (await staff.get(PATH, params={"status": "suppressed"})).json()
    assert [message["channel"] for message in answer["messages"]] == ["email"]
    assert "Електронної адреси не залишено." in (await staff.get("/messages?status=suppressed")).text
    assert "Повідомлень у цьому стані немає." in (await staff.get("/messages?status=failed")).text


async def test_a_channel_nobody_left_is_no_news(story: Any, staff: httpx.AsyncClient) -> None:
    await story.somebody_signs_up(email=None)
    await story.work()
    answer = (await staff.get(PATH)).json()
    assert [message["channel"] for message in answer["messages"]] == ["sms"]


async def test_what_is_held_says_why_and_when_it_leaves(story: Any, staff: httpx.AsyncClient) -> None:
    await story.somebody_signs_up(email=None)
    story.later(hours=9, minutes=30)  # half past nine in the evening
    await story.work()
    shown = [one for one in (await staff.get(PATH)).json()["messages"] if one["channel"] == "sms"]
    held = [(one["status"], one["reason"], one["held_until"]) for one in shown]
    assert held == [("held", "quiet_hours", "2026-05-16T05:00:00Z")]
    page = (await staff.get("/messages?status=held")).text
    assert "Відкладено на потім" in page
    assert "Буде надіслано 16 травня 2026 р. о 08:00." in " ".join(page.split())


async def test_older_messages_are_on_the_next_page(story: Any, staff: httpx.AsyncClient) -> None:
    for _ in range(51):
        await story.somebody_signs_up()
    first = (await staff.get(PATH)).json()
    rest = (await staff.get(PATH, params={"before": first["older"]})).json()
    assert (len(first["messages"]), len(rest["messages"]), rest["older"]) == (100, 2, None)
    assert f"before={first['older']}" in (await staff.get("/messages")).text


async def test_an_empty_list_says_what_happens_next(staff: httpx.AsyncClient) -> None:
    page = await staff.get("/messages")
    assert "щойно хтось запишеться на подію" in page.text
    assert 'href="/events"' in page.text


async def test_residents_do_not_see_it(client: httpx.AsyncClient) -> None:
    assert (await client.get(PATH)).status_code == 401
    assert (await client.get("/messages")).status_code == 401


async def test_thousands_of_a_bulletin_hide_nothing_else(story: Any, coordinators: Coordinators) -> None:
    await story.somebody_signs_up()
    await many(story, 3)
    await coordinators.approved()
    await planned(story)
    listed = (await coordinators.get(coordinators.author, PATH)).json()
    assert {one["purpose"] for one in listed["messages"]} == {"confirmation"}
    assert listed["counts"]["planned"] == 5
    by_status = (await coordinators.get(coordinators.author, f"{PATH}?status=planned")).json()
    assert [one["purpose"] for one in by_status["messages"]].count("bulletin") == 3
