"""The plan of the played year: which requests somebody sends to the network, and when. Nothing here does any I/O."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from liaison_kit.clock import KYIV
from stdnum.ua import edrpou

from liaison_local.demo.played_texts import FIRST_NAMES, ORGANISATIONS, STORIES, SURNAMES, Story

OFFICES = 3
RESIDENTS = 120
YEAR = 365
# The last event is held some days before the year ends, so that its report is in as well.
LAST_EVENT = YEAR - 7


@dataclass(frozen=True)
class Place:
    """An office of the network. `closes` is when it closes, by ISO weekday; without any, Tuesday to Saturday at 19.

    `site`: its address and the point on the map, as somebody says them who has found the place.
    """

    office_id: str
    district_id: str
    room_id: str
    capacity: int
    closes: Mapping[int, time] = field(default_factory=dict)
    site: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One POST at a played time. In `path`, {event} and {sign_up} stand for what the steps of these names made."""

    at: datetime
    name: str
    path: str
    body: dict[str, Any]
    event: str = ""
    sign_up: str = ""


def played_year(seed: int, start: date, places: Sequence[Place], offices: int = OFFICES) -> list[Step]:
    """A year's steps in the order of their times; the same for the same arguments. The first `offices` places open."""
    chance = random.Random(seed)
    steps = [*_milestones(start), *_organisations(seed, start, places)]
    for number, place in enumerate(places[:offices]):
        opens = start + timedelta(days=7 * (number % OFFICES))
        name = f"office-{number + 1}"
        found = f"/api/registry/v1/offices/{place.office_id}/site"
        steps.append(Step(_at(start, 8, number), f"{name}-site", found, dict(place.site)))
        path = f"/api/registry/v1/offices/{place.office_id}/opening"
        body = {"opened_on": opens.isoformat(), "override_reason": "Показовий рік починається з відкриття"}
        steps.append(Step(_at(opens, 9), name, path, body))
        steps += _events(chance, name, place, opens, (start + timedelta(days=LAST_EVENT) - opens).days, number * 5)
    return sorted(steps, key=lambda step: step.at)


def _milestones(start: date) -> Iterator[Step]:
    """What lay before the opening is finished; 7 ends with the last opening, 3 and 8 with the year of the start."""
    changes = [(0, number, "finished") for number in (1, 2, 4, 5, 6)]
    changes += [(0, 3, "in_progress"), (0, 7, "in_progress"), (7 * (OFFICES - 1), 7, "finished")]
    changes += [(17, 8, "in_progress"), (230, 3, "finished"), (230, 8, "finished")]
    for days, number, status in changes:
        at = _at(start + timedelta(days=days), 10, number)
        path = f"/api/registry/v1/programme/milestones/{number}"
        yield Step(at, f"milestone-{number}-{status}", path, {"status": status})


def _organisations(seed: int, start: date, places: Sequence[Place]) -> Iterator[Step]:
    for number, (name, place) in enumerate(zip(ORGANISATIONS, places, strict=False)):
        on = start + timedelta(days=120 + 75 * number)
        # Codes that begin with 99 are given to nobody; the demo's own organisations have 990….
        digits = f"995{seed % 1000:03d}{number}"
        body = {
            "edrpou": digits + edrpou.calc_check_digit(digits),
            "name": name,
            "registered_on": on.isoformat(),
            "created_with_help": True,
            "district_id": place.district_id,
        }
        yield Step(_at(on, 12), f"organisation-{number + 1}", "/api/registry/v1/cso", body)


def _events(
    chance: random.Random, office: str, place: Place, opens: date, last_day: int, first_story: int
) -> Iterator[Step]:
    """16 to 18 events, evenly spread with some chance; each on another day, so the room is never taken."""
    count = chance.randint(16, 18)
    gap = (last_day - 4) / count
    for number in range(count):
        day = opens + timedelta(days=4 + round(number * gap + chance.uniform(0, gap / 2)))
        ends = _evening(place, day)
        starts = ends - timedelta(hours=2)
        scheduled = max(_at(opens, 11, number), starts - timedelta(days=chance.randint(12, 20)))
        # Every office introduces itself first; what follows begins elsewhere at each.
        story = STORIES[0] if number == 0 else STORIES[1 + (first_story + number) % (len(STORIES) - 1)]
        yield from _event(chance, f"{office}/event-{number + 1}", place, story, scheduled, starts)


def _event(
    chance: random.Random, name: str, place: Place, story: Story, scheduled: datetime, starts: datetime
) -> Iterator[Step]:
    ends = starts + timedelta(hours=2)
    capacity = min(place.capacity, chance.choice((20, 25, 30)))
    plan = {
        "title": story.title,
        "description": story.description,
        "kind": story.kind,
        "tools": list(story.tools),
        "office_id": place.office_id,
        "room_id": place.room_id,
        "starts_at": starts.isoformat(),
        "ends_at": ends.isoformat(),
        "capacity": capacity,
    }
    yield Step(scheduled, name, "/api/events/v1/events", plan)
    left, present = capacity, 0
    for resident in chance.sample(range(RESIDENTS), chance.randint(4, 9)):
        party = chance.choice((1, 1, 1, 2, 3))
        if party > left:
            break
        left -= party
        sign_up = f"{name}/resident-{resident}"
        signed_up = scheduled + chance.uniform(0.05, 0.95) * (starts - scheduled)
        body = {**_contact(resident), "party_size": party, "consent": True}
        yield Step(signed_up.replace(microsecond=0), sign_up, "/api/events/v1/events/{event}/sign-ups", body, name)
        if chance.random() < 0.8:
            present += party
            path = "/api/events/v1/events/{event}/sign-ups/{sign_up}/attendance"
            arrival = starts - timedelta(minutes=chance.randint(0, 15))
            yield Step(arrival, f"{sign_up}/arrival", path, {"present": party}, name, sign_up)
    came = min(place.capacity, present + chance.randint(2, 12))
    report = {"attendance": came, "outcome": story.outcome}
    yield Step(ends + timedelta(minutes=30), f"{name}/report", "/api/events/v1/events/{event}/report", report, name)


def _contact(resident: int) -> dict[str, str]:
    """An invented person: a subscriber number from 000 0001 on is nobody's, example.com and .org are reserved."""
    first, surname = FIRST_NAMES[resident % len(FIRST_NAMES)], SURNAMES[resident // 10 % len(SURNAMES)]
    phone = {"phone": f"+38099000{resident + 1:04d}"}
    email = {"email": f"resident-{resident + 1}@example.{'com' if resident % 2 else 'org'}"}
    given = phone if resident % 5 in (1, 2) else email if resident % 5 == 0 else phone | email
    return {"name": f"{first} {surname}", **given}


def _evening(place: Place, day: date) -> datetime:
    """The next closing time of the office from this day on: an event ends when the office closes."""
    closes = place.closes or dict.fromkeys(range(2, 7), time(19))
    while day.isoweekday() not in closes:
        day += timedelta(days=1)
    return datetime.combine(day, closes[day.isoweekday()], KYIV)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), KYIV)
