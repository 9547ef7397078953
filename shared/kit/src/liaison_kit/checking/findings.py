"""Findings: what a check saw and what to do about it, in one shape for every service, command and release."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

LOOK_SECONDS = 6.0
NAMED = 3


class State(StrEnum):
    """How it stands, the worst first. What could not be looked at is never well."""

    BROKEN = "broken"
    WARNING = "warning"
    NOT_LOOKED_AT = "not looked at"
    OK = "ok"


class Finding(BaseModel):
    """What one check saw. Its name has two parts, such as `database.schema`; a check may find several things."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    check: str = Field(pattern=r"^[a-z]+\.[a-z_]+$")
    state: State
    what: str = Field(min_length=1, description="What was seen, in a sentence, without any secret.")
    remedy: str = Field("", description="What to do: a command or a setting by its name; empty where all is well.")

    @model_validator(mode="after")
    def _says_what_to_do(self) -> Self:
        if (self.state == State.OK) == bool(self.remedy):
            raise ValueError(f"{self.check}: a remedy stands where something is to be done, and only there")
        return self

    def __str__(self) -> str:
        return f"{self.state.value:13}  {self.check}  {self.what}" + (f"\n{'':15}{self.remedy}" if self.remedy else "")


Look = Callable[[], Awaitable[Finding | Sequence[Finding]]]
"""Looks at one thing. What it raises becomes "not looked at"."""


def ok(check: str, what: str) -> Finding:
    return Finding(check=check, state=State.OK, what=what)


def warning(check: str, what: str, remedy: str) -> Finding:
    """It works, and may not for long, or not as safely as it should."""
    return Finding(check=check, state=State.WARNING, what=what, remedy=remedy)


def broken(check: str, what: str, remedy: str) -> Finding:
    """It does not work, or something that was promised does not hold."""
    return Finding(check=check, state=State.BROKEN, what=what, remedy=remedy)


def not_looked_at(check: str, what: str, remedy: str) -> Finding:
    return Finding(check=check, state=State.NOT_LOOKED_AT, what=what, remedy=remedy)


def named(names: Iterable[str]) -> str:
    """The first of them, and how many more there are."""
    found = sorted(names)
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return ", ".join(found[:NAMED]) + more


def by_importance(findings: Iterable[Finding]) -> list[Finding]:
    """The worst first; within that in their own order."""
    order = list(State)
    return sorted(findings, key=lambda finding: order.index(finding.state))


def is_broken(findings: Iterable[Finding]) -> bool:
    """Whether a command that found these ends with status 1."""
    return any(finding.state == State.BROKEN for finding in findings)


async def look_at(looks: Mapping[str, Look], seconds: float = LOOK_SECONDS) -> list[Finding]:
    """All of them at the same time, each for so long at most; in the order of their names' listing."""
    answers = await asyncio.gather(*(_within_time(check, look, seconds) for check, look in looks.items()))
    return [finding for answer in answers for finding in answer]


async def _within_time(check: str, look: Look, seconds: float) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(seconds):
            found = await look()
    except TimeoutError:
        what = f"There was no answer within {seconds:g} s."
        return [not_looked_at(check, what, "See whether what is asked is overloaded or cut off; then look again.")]
    except Exception as error:  # noqa: BLE001 - a check that fails is itself something to tell
        what = f"This check failed: {type(error).__name__}."
        return [not_looked_at(check, what, "Please report it as a defect, with what `--json` prints.")]
    return [found] if isinstance(found, Finding) else found
