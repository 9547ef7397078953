"""What every fact and every state snapshot has in common."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class State(BaseModel):
    """Public snapshot of one aggregate, carried by its facts and kept as the last record of its state topic.

    Unknown fields are ignored: within a major version fields are only ever added.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")
    major: ClassVar[int] = 1

    id: UUID = Field(description="Identifier of the aggregate; the key of its records on every topic.")
    version: int = Field(ge=1, description="Rises by one with each change of the aggregate; CloudEvents `sequence`.")

    @property
    def key(self) -> UUID:
        return self.id

    @property
    def sequence(self) -> int:
        return self.version


class Fact(BaseModel):
    """Something that happened to one aggregate: past tense, immutable.

    `occurred_on` is the day it happened in Kyiv, which can lie before the day it was recorded (the envelope's `time`).
    """

    model_config = ConfigDict(frozen=True, extra="ignore")
    major: ClassVar[int] = 1

    occurred_on: date = Field(description="Day on which it happened, Europe/Kyiv.")

    @property
    def key(self) -> UUID:
        """Identifier of the aggregate it happened to: Kafka key, CloudEvents `subject` and `partitionkey`."""
        raise NotImplementedError(f"{type(self).__name__} names no aggregate")

    @property
    def sequence(self) -> int:
        """Version of the aggregate after it; within one topic and key it only rises."""
        raise NotImplementedError(f"{type(self).__name__} carries no version")

    @property
    def snapshot(self) -> State | None:
        """The state that goes to the state topic together with this fact, if the aggregate has one."""
        return None

    @property
    def earlier(self) -> "Fact | None":
        """The same in the words of the major before, as long as both are told: it goes to its own topic, too."""
        return None


class FactWithState(Fact):
    """A fact that carries the aggregate's public snapshot after it; each such fact names the type of its `state`."""

    state: State

    @property
    def key(self) -> UUID:
        return self.state.id

    @property
    def sequence(self) -> int:
        return self.state.version

    @property
    def snapshot(self) -> State:
        return self.state
