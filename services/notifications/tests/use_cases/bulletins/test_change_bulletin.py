"""Changing a bulletin: only while nobody has it, and it must be approved again."""

from typing import Any

from services.notifications.tests.bulletining import WORDS, Coordinators, the_bulletin


async def test_what_is_changed_afterwards_must_be_approved_again(story: Any, coordinators: Coordinators) -> None:
    path = await coordinators.approved()
    changed = await coordinators.post(coordinators.author, f"{path}/words", json=WORDS)
    assert changed.json()["status"] == "draft"
    row = await the_bulletin(story)
    assert (row.status, row.approved_by, row.approved_at) == ("draft", None, None)


async def test_once_it_has_begun_nothing_of_it_changes(story: Any, coordinators: Coordinators) -> None:
    path = await coordinators.approved()
    await coordinators.work()
    for act, body in (("words", WORDS), ("approval", None), ("approval/withdrawal", None), ("removal", None)):
        answer = await coordinators.post(coordinators.other, f"{path}/{act}", json=body)
        assert (answer.status_code, answer.json()["title"]) == (409, "Has begun")
