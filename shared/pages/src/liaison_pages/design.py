"""What /design shows: every part with made-up content, as a living page of the look."""

from dataclasses import dataclass, field
from datetime import date

from liaison_kit.errors import FieldError, Problem
from liaison_kit.forms import Submission

REQUIRED = "Fill this in."


@dataclass(frozen=True)
class Example:
    """Content for the parts: numbers, days and places; the page itself names them in its language."""

    refused: Submission
    overtaken: Submission
    today: date = date(2026, 5, 17)
    months: tuple[tuple[str, int], ...] = (
        ("01.2026", 3),
        ("02.2026", 5),
        ("03.2026", 4),
        ("04.2026", 9),
        ("05.2026", 7),
        ("06.2026", 11),
    )
    latitudes: tuple[float, ...] = field(default=(49.2331, 49.2817, 49.1874))
    longitudes: tuple[float, ...] = field(default=(28.4682, 28.3549, 28.5521))


def example() -> Example:
    """A form that was sent with one field wrong and one left empty, and one that somebody else was quicker with."""
    errors = [FieldError("your_name", REQUIRED), FieldError("places", "Enter at most {le}.", {"le": 10})]
    problem = Problem(422, "bad-input", "Some fields are wrong. Correct them and send again.", errors=errors)
    changed = Problem(412, "changed-meanwhile", "")
    typed = {"seats": "12", "plan": "", "form": "forum", "where": "2", "means": ["petition"], "open": ""}
    return Example(
        Submission("/design", {"places": "12", "tools": ["petition"], "kind": "debate"}, problem),
        Submission("/design", typed, changed),
    )
