"""Stopping a bulletin: from that moment on nothing of it leaves."""

from typing import Any

import pytest
from liaison_notifications.jobs.bulletins.end_bulletins import end_bulletins
from liaison_notifications.jobs.bulletins.plan_bulletins import plan_bulletins

from services.notifications.tests.bulletining import Coordinators, many, messages_of, planned, the_bulletin
from services.notifications.tests.subscribing import Reader


async def test_stopped_nothing_of_it_leaves_any_more_and_the_rest_is_called_off(
    story: Any, reader: Reader, coordinators: Coordinators, mailbox: Any, published: Any
) -> None:
    for number in range(3):
        await reader.subscribes(f"reader{number}@example.org", bulletins=True)
    path = await coordinators.approved()
    await planned(story)
    sent = len(mailbox.received)
    assert (await coordinators.post(coordinators.author, f"{path}/stop")).status_code == 200
    # Before the job has called anything off: the claim itself lets nothing of it leave.
    await story.work()
    assert len(mailbox.received) == sent
    await coordinators.work()
    assert {(row.status, row.reason) for row in await messages_of(story)} == {("cancelled", "stopped")}
    shown = await coordinators.shown(path)
    assert (shown["status"], shown["over_at"] is not None, shown["progress"][0]["not_sent"]) == ("stopped", True, 3)
    assert await published() == ["SealingKeyChanged", "BulletinStopped"]
    assert (await coordinators.post(coordinators.author, f"{path}/stop")).status_code == 409


async def test_the_job_calls_off_what_waits_though_nothing_is_being_sent(
    story: Any, coordinators: Coordinators, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liaison_notifications.model.bulletins.run.AT_ONCE", 2)
    await many(story, 5)
    path = await coordinators.approved()
    for _ in range(2):
        await story.run(plan_bulletins)
    await coordinators.post(coordinators.other, f"{path}/stop")
    await planned(story)
    await story.run(end_bulletins)
    found = await messages_of(story)
    assert {row.status for row in found} == {"cancelled"}
    assert len(found) == 4  # and the fifth was not even planned
    assert (await the_bulletin(story)).over_at is not None
