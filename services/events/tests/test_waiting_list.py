"""Who of the line gets a place, without a database."""

from typing import Any

import pytest
from liaison_events.model.sign_ups.groups import Left
from liaison_events.model.sign_ups.waiting_list import served

from services.events.tests.conftest import a_sign_up, an_event

EVENT = an_event(id=None, capacity=100)


def party(name: str, size: int, **groups: int) -> Any:
    return a_sign_up(EVENT.id, name=name, party_size=size, groups=groups)


LINE = [
    party("two children", 2, children=2),
    party("an adult", 1),
    party("one child", 1, children=1),
    party("a member of a CSO", 1, cso_members=1),
    party("a family", 3, children=1),
]


@pytest.mark.parametrize(
    ("places", "children", "fills_gaps", "expected"),
    [
        (9, 9, False, ["two children", "an adult", "one child", "a member of a CSO", "a family"]),
        # Whoever waits for a child's place holds up the children behind, and nobody else.
        (9, 1, False, ["an adult", "a member of a CSO"]),
        (9, 1, True, ["an adult", "one child", "a member of a CSO"]),
        # Whoever waits because the event is full holds up everybody.
        (1, 9, False, []),
        (1, 9, True, ["an adult"]),
        (3, 2, False, ["two children", "an adult"]),
    ],
)
def test_the_line_is_served_in_order_among_those_who_want_the_same_places(
    places: int, children: int, fills_gaps: bool, expected: list[str]
) -> None:
    event = an_event(fills_gaps=fills_gaps)
    assert [one.name for one in served(LINE, Left(places, {"children": children}), event)] == expected
