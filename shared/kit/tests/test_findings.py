"""What a check tells: a state, what was seen, and what to do about it."""

import asyncio

import pytest
from liaison_kit.checking import findings
from liaison_kit.checking.findings import Finding, State, look_at
from pydantic import ValidationError


def test_who_finds_something_says_what_to_do() -> None:
    with pytest.raises(ValidationError, match="a remedy stands where something is to be done"):
        findings.broken("database.schema", "The schema is older than this program.", "")
    with pytest.raises(ValidationError, match="a remedy stands where something is to be done"):
        Finding(check="database.schema", state=State.OK, what="It is up to date.", remedy="nothing")


def test_the_worst_stands_first_and_alone_decides() -> None:
    well = findings.ok("database.schema", "It is up to date.")
    unseen = findings.not_looked_at("kafka.disk", "We may not ask.", "Ask as an administrator.")
    soon = findings.warning("kafka.disk", "8 % are free.", "Make room.")
    wrong = findings.broken("kafka.disk", "1 % is free.", "Make room.")
    assert findings.by_importance([well, unseen, soon, wrong]) == [wrong, soon, unseen, well]
    assert not findings.is_broken([well, unseen, soon])
    assert findings.is_broken([well, wrong])


async def test_a_check_that_fails_or_takes_too_long_is_never_well() -> None:
    async def fails() -> Finding:
        raise KeyError("a secret")

    async def hangs() -> Finding:
        await asyncio.sleep(60)
        raise AssertionError

    async def sees() -> list[Finding]:
        return [findings.ok("database.time", "All clocks agree."), findings.ok("database.disk", "There is room.")]

    found = await look_at({"one.fails": fails, "one.hangs": hangs, "one.sees": sees}, seconds=0.05)
    assert [each.state for each in found] == [State.NOT_LOOKED_AT, State.NOT_LOOKED_AT, State.OK, State.OK]
    assert [each.check for each in found[:2]] == ["one.fails", "one.hangs"]
    assert "secret" not in str(found)
