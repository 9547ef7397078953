"""How soon messages are with a provider."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from liaison_kit.testing import STAFF_TOKEN
from liaison_notifications.model.sending.figures import midnight, percent

from services.notifications.tests.bulletining import Coordinators, many, planned

PATH = "/api/notifications/v1/messages/figures"


async def figures(staff: httpx.AsyncClient, story: Any) -> dict[str, Any]:
    answer = await staff.get(PATH, headers={"liaison-played-at": story.now.isoformat()})
    assert answer.status_code == 200
    return dict(answer.json())


def speed(found: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(found[name] for name in ("due", "soon", "percent", "slowest_of_hundred"))


async def test_what_leaves_at_once_is_in_time(story: Any, staff: httpx.AsyncClient) -> None:
    await story.somebody_signs_up()
    story.later(seconds=10)
    await story.work()
    found = await figures(staff, story)
    assert found["goal"] == 99
    assert [speed(one) for one in (found["today"], *found["channels"], *found["days"])] == [
        (2, 2, 100.0, 10.0),
        (1, 1, 100.0, 10.0),
        (1, 1, 100.0, 10.0),
        (2, 2, 100.0, 10.0),
    ]
    assert [(one["channel"], one["counts"]) for one in found["channels"]] == [
        ("email", {"accepted": 1}),
        ("sms", {"accepted": 1}),
    ]


async def test_failed_attempts_count_from_the_first_moment(story: Any, staff: httpx.AsyncClient, gateway: Any) -> None:
    await story.somebody_signs_up(email=None)
    gateway.mood = 503
    await gateway.stop()
    await story.work()
    await gateway.start()
    gateway.mood = "accept"
    story.later(minutes=1)
    await story.work()
    assert speed((await figures(staff, story))["today"]) == (1, 0, 0.0, 60.0)


async def test_what_nobody_sends_is_late_and_what_is_due_just_now_is_neither(
    story: Any, staff: httpx.AsyncClient
) -> None:
    """As with jobs that are dead: nothing was ever attempted."""
    await story.somebody_signs_up()
    story.later(seconds=9)
    assert speed((await figures(staff, story))["today"]) == (0, 0, None, None)
    story.later(seconds=2)
    assert speed((await figures(staff, story))["today"]) == (2, 0, 0.0, None)


async def test_what_nobody_could_have_taken_is_not_counted(story: Any, staff: httpx.AsyncClient, mailbox: Any) -> None:
    mailbox.mood = "rcpt 550"
    await story.somebody_signs_up(phone=None)
    await story.work()
    story.later(minutes=1)
    found = await figures(staff, story)
    assert speed(found["today"]) == (0, 0, None, None)
    assert (found["today"]["failed"], found["today"]["accepted"]) == (1, 0)


async def test_sent_again_it_is_waited_for_from_then_on(story: Any, staff: httpx.AsyncClient, mailbox: Any) -> None:
    mailbox.mood = "rcpt 550"
    await story.somebody_signs_up(phone=None)
    await story.work()
    mailbox.mood = "accept"
    story.later(hours=1)
    delivery = (await story.deliveries())["email"]
    played = {"liaison-played-at": story.now.isoformat()}
    await staff.post(f"/api/notifications/v1/messages/{delivery.id}/sendings", headers=played)
    await story.work()
    assert speed((await figures(staff, story))["today"]) == (1, 1, 100.0, 0.0)


async def test_each_day_of_kyiv_has_a_row_of_its_own(story: Any, staff: httpx.AsyncClient) -> None:
    story.now = datetime(2026, 5, 15, 20, 59, tzinfo=UTC)  # 23:59 in Kyiv
    await story.somebody_signs_up(email=None)
    await story.work()
    story.later(minutes=2)
    found = await figures(staff, story)
    assert (found["today"], found["channels"]) == (None, [])
    assert [(one["day"], one["due"]) for one in found["days"]] == [("2026-05-15", 1)]
    story.later(days=13)
    assert len((await figures(staff, story))["days"]) == 0
    page = await staff.get("/messages/figures", headers={"liaison-played-at": story.now.isoformat()})
    assert "Сьогодні ще не було що надсилати." in page.text


async def test_the_page_says_whether_the_goal_is_reached(story: Any, staff: httpx.AsyncClient) -> None:
    await story.somebody_signs_up()
    await story.work()
    page = await staff.get("/messages/figures", headers={"liaison-played-at": story.now.isoformat()})
    for said in ("100 %", "Мети досягнуто", "2 повідомлення", "Передано: 1"):
        assert said in page.text
    assert 'href="/messages/figures"' in (await staff.get("/messages")).text


async def test_residents_do_not_see_them(client: httpx.AsyncClient) -> None:
    assert (await client.get(PATH)).status_code == 401


@pytest.mark.parametrize(("part", "whole", "shown"), [(9996, 10000, 99.9), (1, 1, 100.0), (0, 3, 0.0), (0, 0, None)])
def test_a_share_is_never_rounded_up(part: int, whole: int, shown: float | None) -> None:
    assert percent(part, whole) == shown


def test_a_day_begins_at_midnight_in_kyiv_also_when_clocks_change() -> None:
    assert midnight(datetime(2026, 10, 25, 12, tzinfo=UTC)).astimezone(UTC) == datetime(2026, 10, 24, 21, tzinfo=UTC)
    assert midnight(datetime(2026, 10, 26, 12, tzinfo=UTC)).astimezone(UTC) == datetime(2026, 10, 25, 22, tzinfo=UTC)
    assert midnight(datetime(2026, 10, 26, 12, tzinfo=UTC), 1).astimezone(UTC) == datetime(2026, 10, 24, 21, tzinfo=UTC)


async def test_a_bulletin_that_takes_its_time_is_not_late(
    story: Any, staff: httpx.AsyncClient, coordinators: Coordinators
) -> None:
    await story.somebody_signs_up(email=None)
    await story.work()
    await many(story, 3)
    await coordinators.approved(sms="")
    await planned(story)
    story.later(minutes=5)
    staff.headers["authorization"] = f"Bearer {STAFF_TOKEN}"
    found = await figures(staff, story)
    assert speed(found["today"]) == (1, 1, 100.0, 0.0)
    await story.work()
    assert speed((await figures(staff, story))["today"]) == (1, 1, 100.0, 0.0)
