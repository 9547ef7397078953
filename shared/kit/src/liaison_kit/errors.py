"""Refusals: each knows its HTTP status, its docstring is its message, and one renderer shows them all."""

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field of the input.

    `field` is its dotted path, empty for the whole input. `message` is a sentence with places for `values`, so that a
    page can translate it before they are filled in. `offered`: the values of its type, for programs.
    """

    field: str
    message: str
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    offered: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.message.format(**self.values) if self.values else self.message


class Refusal(Exception):
    """The request cannot be met."""

    status: ClassVar[int] = 422
    field: ClassVar[str] = ""

    def __init__(self, *, errors: list[FieldError] | None = None, **values: Any) -> None:
        """`values` fill the places in the docstring: `RoomTaken(until="18:00")`."""
        self.message = (type(self).__doc__ or "").strip()
        self.values = values
        self.errors = errors or ([FieldError(self.field, self.message, values)] if self.field else [])
        super().__init__(self.message.format(**values))


class NotFound(Refusal):
    """There is nothing at this address."""

    status = 404


class Conflict(Refusal):
    """This contradicts what is there already."""

    status = 409


class NotSignedIn(Refusal):
    """This page is for staff: sign in first."""

    status = 401


class Unavailable(Refusal):
    """A part of the system is restarting. Nothing was lost; try again in a few seconds."""

    status = 503


@dataclass(frozen=True)
class Problem:
    """An error as RFC 9457 describes it, whatever caused it; `message` has places for `values`."""

    status: int
    type: str
    message: str
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    errors: list[FieldError] = dataclasses.field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Body of an application/problem+json answer; `errors` is ours: [{field, message}], some with `offered`."""
        body: dict[str, Any] = {
            "type": f"urn:liaison:problem:{self.type}",
            "title": self.type.replace("-", " ").capitalize(),
            "status": self.status,
            "detail": self.message.format(**self.values) if self.values else self.message,
        }
        if self.errors:
            body["errors"] = [
                {"field": error.field, "message": error.text} | ({"offered": error.offered} if error.offered else {})
                for error in self.errors
            ]
        return body
