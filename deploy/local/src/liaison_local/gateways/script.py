"""What a gateway is told to do: rules for the messages that come, and when and how it tells what became of them."""

import random
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from liaison_local.gateways.meter import Meter


class Does(StrEnum):
    """What happens to a message that a rule is about; all others are taken at once."""

    REFUSE = "refuse"  # not taken, and told so with `code`
    CUT = "cut"  # the connection is cut, and the message not taken
    ACCEPT_AND_CUT = "accept_and_cut"  # the same, taken
    ACCEPT_AND_SAY = "accept_and_say"  # taken, and `code` is said all the same
    ACCEPT_AND_WAIT = "accept_and_wait"  # taken, and said so after `seconds`
    WAIT = "wait"  # taken after `seconds`
    THROTTLE = "throttle"  # not taken beyond `rate` a second: patience is asked for
    GREYLIST = "greylist"  # SMTP: whom it does not know, it asks to come again after `seconds`


class Rule(BaseModel):
    """For a `share` of the messages that come (drawn with the script's seed), for so many `times` at most."""

    model_config = ConfigDict(extra="forbid")

    does: Does
    share: float = Field(1.0, ge=0, le=1)
    times: int | None = Field(None, ge=0, description="For ever, if it is not said.")
    code: int | None = Field(None, description="A status of HTTP or SMPP, a reply of SMTP, a code of TurboSMS.")
    seconds: float = Field(0.0, ge=0)
    rate: float | None = Field(None, gt=0, description="Of THROTTLE; every message, if it is not said.")
    to: str = Field("", description="What the recipient's number or address begins with.")


class Receipts(BaseModel):
    """When and how a gateway tells what became of the messages that it has taken. Shares are of messages."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field("", description="Where they are posted; SMPP sends them over the session.")
    token: str = ""
    after: float = Field(0.2, ge=0, description="Seconds after the message was taken.")
    early: float = Field(0.0, ge=0, le=1, description="Before the answer to the message itself.")
    late: float = Field(0.0, ge=0, le=1, description="After another `late_seconds`.")
    late_seconds: float = Field(5.0, ge=0)
    doubled: float = Field(0.0, ge=0, le=1)
    reordered: float = Field(0.0, ge=0, le=1, description="`sent` comes after what is final.")
    undelivered: float = Field(0.0, ge=0, le=1)
    foreign: float = Field(0.0, ge=0, le=1, description="And another one, of a message that nobody sent.")
    decimal: bool = Field(False, description="SMPP: ids in receipts are decimal, those in answers are hexadecimal.")


class Script(BaseModel):
    """All that one gateway is told; the first rule that fits decides."""

    model_config = ConfigDict(extra="forbid")

    rules: list[Rule] = []
    once_only: bool = Field(False, description="An id that has been taken is not taken again, only answered.")
    silent: bool = Field(False, description="It does not say what it has, or what became of a message.")
    receipts: Receipts | None = None
    seed: int = 1


class Director:
    """Draws what happens to each message."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.dice = random.Random(script.seed)
        self._left = [rule.times for rule in script.rules]
        self._meters = [Meter(rule.rate) if rule.rate else None for rule in script.rules]

    def rule_for(self, to: str, now: float) -> Rule | None:
        """None: it is taken at once. `now` in seconds of a clock that only goes forward."""
        for number, rule in enumerate(self.script.rules):
            if not to.startswith(rule.to) or self._left[number] == 0 or self.dice.random() >= rule.share:
                continue
            meter = self._meters[number]
            if meter and meter.admits(now):
                continue
            left = self._left[number]
            if left is not None:
                self._left[number] = left - 1
            return rule
        return None
