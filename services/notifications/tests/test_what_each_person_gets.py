"""What each person gets and when, whatever becomes of an event: the table of it. Times are Kyiv's, of 2026."""

from typing import Any

import pytest

from services.notifications.tests.calendar_story import CalendarStory

EVENT = "16.06 12:00"  # a Tuesday
CONFIRMED = "12.06 10:00 Олена: confirmation, 16.06 12:00"
REMINDED = ["15.06 12:00 Олена: reminder, 16.06 12:00", "16.06 10:00 Олена: reminder, 16.06 12:00"]
SIGNS_UP = "12.06 10:00 Олена signs up"

TABLE: dict[str, tuple[str, list[str], list[str]]] = {
    "a day and two hours before they are reminded": (EVENT, [SIGNS_UP], [CONFIRMED, *REMINDED]),
    "its office may choose other hours": (
        EVENT,
        ["05.06 10:00 Олена signs up", "05.06 11:00 reminds 168 24"],
        [
            "05.06 10:00 Олена: confirmation, 16.06 12:00",
            "09.06 12:00 Олена: reminder, 16.06 12:00",
            "15.06 12:00 Олена: reminder, 16.06 12:00",
        ],
    ),
    "or none": (EVENT, [SIGNS_UP, "12.06 11:00 reminds"], [CONFIRMED]),
    "moved three times in a minute, they are told once, and what is true at last": (
        EVENT,
        [
            SIGNS_UP,
            "13.06 11:00:00 moved to 16.06 13:00",
            "13.06 11:00:20 moved to 17.06 13:00",
            "13.06 11:00:50 moved to 17.06 15:00",
        ],
        [
            CONFIRMED,
            "13.06 11:05 Олена: change, 17.06 15:00",
            "16.06 15:00 Олена: reminder, 17.06 15:00",
            "17.06 13:00 Олена: reminder, 17.06 15:00",
        ],
    ),
    "changed again and again, it is told five minutes after the first change": (
        EVENT,
        [SIGNS_UP, *(f"13.06 11:0{minute} moved to 17.06 1{minute}:00" for minute in range(1, 5))],
        [
            CONFIRMED,
            "13.06 11:06 Олена: change, 17.06 14:00",
            "16.06 14:00 Олена: reminder, 17.06 14:00",
            "17.06 12:00 Олена: reminder, 17.06 14:00",
        ],
    ),
    "moved, and elsewhere a minute later, one message tells both": (
        EVENT,
        [SIGNS_UP, "13.06 11:00 moved to 16.06 15:00", "13.06 11:01 moved to the Кабінет"],
        [
            CONFIRMED,
            "13.06 11:05 Олена: change, 16.06 15:00",
            "15.06 15:00 Олена: reminder, 16.06 15:00",
            "16.06 13:00 Олена: reminder, 16.06 15:00",
        ],
    ),
    "moved back within minutes, nothing is sent": (
        EVENT,
        [SIGNS_UP, "13.06 11:00 moved to 17.06 15:00", "13.06 11:04 moved to 16.06 12:00"],
        [CONFIRMED, *REMINDED],
    ),
    "moved back after they were told, they are told that too": (
        EVENT,
        [SIGNS_UP, "13.06 11:00 moved to 17.06 15:00", "13.06 11:10 moved to 16.06 12:00"],
        [
            CONFIRMED,
            "13.06 11:05 Олена: change, 17.06 15:00",
            "13.06 11:15 Олена: change, 16.06 12:00",
            *REMINDED,
        ],
    ),
    "whoever signed up between learns of moving back, the other need not": (
        EVENT,
        [
            SIGNS_UP,
            "13.06 11:00 moved to 17.06 15:00",
            "13.06 11:02 Петро signs up",
            "13.06 11:04 moved to 16.06 12:00",
        ],
        [
            CONFIRMED,
            "13.06 11:02 Петро: confirmation, 17.06 15:00",
            "13.06 11:09 Петро: change, 16.06 12:00",
            *(line.replace("Олена", who) for line in REMINDED for who in ("Олена", "Петро")),
        ],
    ),
    "who waits for a place is told of a change, and not of one that was taken back": (
        EVENT,
        [
            "12.06 10:00 Олена waits",
            "13.06 11:00 moved to 17.06 15:00",
            "13.06 11:01 moved to 16.06 12:00",
            "13.06 12:00 moved to 18.06 12:00",
        ],
        ["13.06 12:05 Олена: change, 18.06 12:00"],
    ),
    "moved on its day, they learn it within half a minute": (
        EVENT,
        [SIGNS_UP, "16.06 08:10 moved to 16.06 16:00"],
        [
            CONFIRMED,
            REMINDED[0],
            "16.06 08:10 Олена: change, 16.06 16:00",
            "16.06 14:00 Олена: reminder, 16.06 16:00",
        ],
    ),
    "put off for a week on its day, they learn it as soon": (
        EVENT,
        [SIGNS_UP, "16.06 09:10 moved to 23.06 12:00"],
        [
            CONFIRMED,
            REMINDED[0],
            "16.06 09:10 Олена: change, 23.06 12:00",
            "22.06 12:00 Олена: reminder, 23.06 12:00",
            "23.06 10:00 Олена: reminder, 23.06 12:00",
        ],
    ),
    "moved to the night, they are reminded in the evening before": (
        EVENT,
        [SIGNS_UP, "13.06 11:00 moved to 16.06 22:00"],
        [
            CONFIRMED,
            "13.06 11:05 Олена: change, 16.06 22:00",
            "15.06 20:45 Олена: reminder, 16.06 22:00",
            "16.06 20:00 Олена: reminder, 16.06 22:00",
        ],
    ),
    "of an event at dawn they are reminded on both evenings": (
        "16.06 07:30",
        [SIGNS_UP],
        [
            "12.06 10:00 Олена: confirmation, 16.06 07:30",
            "14.06 20:45 Олена: reminder, 16.06 07:30",
            "15.06 20:45 Олена: reminder, 16.06 07:30",
        ],
    ),
    "moved at night, they learn it at eight": (
        EVENT,
        [SIGNS_UP, "13.06 22:30 moved to 17.06 12:00"],
        [
            CONFIRMED,
            "14.06 08:00 Олена: change, 17.06 12:00",
            "16.06 12:00 Олена: reminder, 17.06 12:00",
            "17.06 10:00 Олена: reminder, 17.06 12:00",
        ],
    ),
    "moved and moved back in a night, nothing is sent": (
        EVENT,
        [SIGNS_UP, "13.06 22:30 moved to 17.06 12:00", "14.06 02:00 moved to 16.06 12:00"],
        [CONFIRMED, *REMINDED],
    ),
    "moved at night from a time so early that the morning is too late, they learn it at once": (
        "16.06 09:30",
        [SIGNS_UP, "15.06 22:30 moved to 16.06 17:00"],
        [
            "12.06 10:00 Олена: confirmation, 16.06 09:30",
            "15.06 09:30 Олена: reminder, 16.06 09:30",
            "15.06 20:45 Олена: reminder, 16.06 09:30",
            "15.06 22:30 Олена: change, 16.06 17:00",
            "16.06 15:00 Олена: reminder, 16.06 17:00",
        ],
    ),
    "cancelled, they learn only that": (
        EVENT,
        [SIGNS_UP, "13.06 11:00 cancelled"],
        [CONFIRMED, "13.06 11:00 Олена: cancellation, 16.06 12:00"],
    ),
    "moved and cancelled within minutes, they learn only that it is cancelled": (
        EVENT,
        [SIGNS_UP, "13.06 11:00 moved to 17.06 15:00", "13.06 11:02 cancelled"],
        [CONFIRMED, "13.06 11:02 Олена: cancellation, 17.06 15:00"],
    ),
    "cancelled at night, they learn it at eight": (
        EVENT,
        [SIGNS_UP, "16.06 00:30 cancelled"],
        [CONFIRMED, REMINDED[0], "16.06 08:00 Олена: cancellation, 16.06 12:00"],
    ),
    "cancelled at night before an early morning, they learn it at once": (
        "16.06 09:30",
        [SIGNS_UP, "15.06 23:30 cancelled"],
        [
            "12.06 10:00 Олена: confirmation, 16.06 09:30",
            "15.06 09:30 Олена: reminder, 16.06 09:30",
            "15.06 20:45 Олена: reminder, 16.06 09:30",
            "15.06 23:30 Олена: cancellation, 16.06 09:30",
        ],
    ),
    "who signs up at night gets the confirmation then": (
        EVENT,
        ["14.06 23:00 Олена signs up"],
        ["14.06 23:00 Олена: confirmation, 16.06 12:00", *REMINDED],
    ),
    "who signs up shortly before a reminder needs none": (
        EVENT,
        ["15.06 11:00 Олена signs up", "16.06 09:30 Петро signs up"],
        [
            "15.06 11:00 Олена: confirmation, 16.06 12:00",
            "16.06 09:30 Петро: confirmation, 16.06 12:00",
            REMINDED[1],
        ],
    ),
    "a confirmation that could not leave in the evening waits for the morning": (
        EVENT,
        ["14.06 20:00 sending stops", "14.06 20:10 Олена signs up", "14.06 22:00 sending goes on"],
        ["15.06 08:00 Олена: confirmation, 16.06 12:00", REMINDED[1]],
    ),
    "an offer waits for the morning": (
        EVENT,
        ["12.06 10:00 Олена waits", "13.06 22:00 Олена is offered a place until 14.06 10:00"],
        ["14.06 08:00 Олена: offer, 16.06 12:00"],
    ),
    "an offer that would be over in the morning does not": (
        "14.06 09:00",
        ["12.06 10:00 Олена waits", "13.06 22:00 Олена is offered a place until 14.06 03:30"],
        ["13.06 22:00 Олена: offer, 14.06 09:00"],
    ),
    "a reminder that could not leave for half of its hours is not sent any more": (
        EVENT,
        [SIGNS_UP, "15.06 11:00 sending stops", "16.06 08:00 sending goes on"],
        [CONFIRMED, REMINDED[1]],
    ),
    "moved after the reminder, they are not reminded twice of the same day": (
        EVENT,
        [SIGNS_UP, "15.06 12:30 moved to 16.06 13:00"],
        [
            CONFIRMED,
            REMINDED[0],
            "15.06 12:35 Олена: change, 16.06 13:00",
            "16.06 11:00 Олена: reminder, 16.06 13:00",
        ],
    ),
    "who gives the place back gets nothing more": (
        EVENT,
        [SIGNS_UP, "13.06 11:00 moved to 17.06 15:00", "13.06 11:01 Олена gives the place back"],
        [CONFIRMED],
    ),
    "in spring a day is 23 hours long on the clock's other side": (
        "29.03 12:00",
        ["25.03 10:00 Олена signs up"],
        [
            "25.03 10:00 Олена: confirmation, 29.03 12:00",
            "28.03 11:00 Олена: reminder, 29.03 12:00",
            "29.03 10:00 Олена: reminder, 29.03 12:00",
        ],
    ),
    "moved across the night in which summer time ends, by the clock of the day": (
        "24.10 12:00",
        ["20.10 10:00 Олена signs up", "21.10 11:00 moved to 25.10 12:00"],
        [
            "20.10 10:00 Олена: confirmation, 24.10 12:00",
            "21.10 11:05 Олена: change, 25.10 12:00",
            "24.10 13:00 Олена: reminder, 25.10 12:00",
            "25.10 10:00 Олена: reminder, 25.10 12:00",
        ],
    ),
    "the longest night of the year ends at eight, too": (
        "28.10 12:00",
        ["20.10 10:00 Олена signs up", "24.10 22:00 moved to 28.10 13:00"],
        [
            "20.10 10:00 Олена: confirmation, 28.10 12:00",
            "25.10 08:00 Олена: change, 28.10 13:00",
            "27.10 13:00 Олена: reminder, 28.10 13:00",
            "28.10 11:00 Олена: reminder, 28.10 13:00",
        ],
    ),
    "so early on the morning after that the evening before is for reminding": (
        "25.10 09:00",
        ["20.10 10:00 Олена signs up"],
        [
            "20.10 10:00 Олена: confirmation, 25.10 09:00",
            "24.10 10:00 Олена: reminder, 25.10 09:00",
            "24.10 20:45 Олена: reminder, 25.10 09:00",
        ],
    ),
}


@pytest.fixture
def more_settings(more_settings: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in more_settings.items() if "wait" not in name}


@pytest.mark.parametrize("what", TABLE)
async def test_each_person_gets(story: Any, what: str) -> None:
    starts, happens, gets = TABLE[what]
    assert await CalendarStory(story, starts).play(happens) == gets
