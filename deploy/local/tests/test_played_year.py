"""The played year: its plan, and that playing it twice does nothing twice."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import httpx
import pytest
from liaison_cli.trouble import Trouble
from liaison_local.demo.played_year import Place, Step, played_year
from liaison_local.demo.player import SITE, Player
from stdnum.ua import edrpou

START = date(2023, 5, 15)
ON_A_PAGE = 3
SEEDS = range(30)
SCHEDULE = "/api/events/v1/events"
PLACES = [
    Place("office-a", "district-a", "room-a", 40, {2: time(19), 3: time(19), 6: time(16)}),
    Place("office-b", "district-b", "room-b", 12, dict.fromkeys(range(1, 6), time(18))),
    Place("office-c", "district-c", "room-c", 50),
    Place("office-d", "district-d", "room-d", 50),
]


def year(seed: int = 1) -> list[Step]:
    return played_year(seed, START, PLACES)


def test_the_same_seed_tells_the_same_year_and_another_one_another() -> None:
    assert year(1) == year(1)
    assert year(1) != year(2)


def test_three_offices_open_one_after_the_other_in_may() -> None:
    openings = [step for step in year() if step.path.endswith("/opening")]
    assert [step.body["opened_on"] for step in openings] == ["2023-05-15", "2023-05-22", "2023-05-29"]


@pytest.mark.parametrize("seed", SEEDS)
def test_each_office_holds_at_least_15_events_within_its_first_year(seed: int) -> None:
    steps = year(seed)
    reported = {step.event for step in steps if step.path.endswith("/report")}
    opened = {step.path.split("/")[-2]: date.fromisoformat(step.body["opened_on"]) for step in openings(steps)}
    held = defaultdict(int)
    for step in steps:
        if step.path == SCHEDULE and step.name in reported:
            begins, office = datetime.fromisoformat(step.body["starts_at"]).date(), step.body["office_id"]
            held[office] += opened[office] <= begins < opened[office].replace(year=2024)
    assert len(held) == 3
    assert all(15 <= count <= 18 for count in held.values()), held


def test_the_place_of_each_office_is_found_before_it_opens(client: httpx.Client) -> None:
    steps = played_year(1, START, Player(client, "a year").places())
    found = {step.path: step for step in steps if step.path.endswith("/site")}
    for opening in openings(steps):
        site = found.pop(opening.path.replace("/opening", "/site"))
        assert site.at < opening.at
        assert site.body["address"] == f"site {opening.path.split('/')[-2]}"
    assert not found


def openings(steps: list[Step]) -> list[Step]:
    return [step for step in steps if step.path.endswith("/opening")]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_room_is_wanted_twice_at_a_time_and_no_event_ends_after_closing(seed: int) -> None:
    taken: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for step in year(seed):
        if step.path == SCHEDULE:
            starts, ends = (datetime.fromisoformat(step.body[name]) for name in ("starts_at", "ends_at"))
            assert all(ends <= earlier or starts >= later for earlier, later in taken[step.body["room_id"]])
            taken[step.body["room_id"]].append((starts, ends))
            place = next(place for place in PLACES if place.room_id == step.body["room_id"])
            assert not place.closes or ends.time() == place.closes[ends.isoweekday()]


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_comes_in_an_order_that_the_network_accepts(seed: int) -> None:
    steps = year(seed)
    done: dict[str, Step] = {}
    for step in steps:
        assert not step.event or step.event in done, step
        assert not step.sign_up or step.sign_up in done, step
        if step.path.endswith("/sign-ups"):
            assert step.at < datetime.fromisoformat(done[step.event].body["starts_at"])
        if step.path == SCHEDULE:
            assert step.at < datetime.fromisoformat(step.body["starts_at"])
            opening = next(s for s in done.values() if s.path.endswith(f"{step.body['office_id']}/opening"))
            assert opening.at < step.at
        done[step.name] = step
    assert len(done) == len(steps), "two steps of one name"
    assert steps[-1].at.date() < START + timedelta(days=365)


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_signs_up_twice_or_without_a_place_and_reports_count_who_came(seed: int) -> None:
    steps = year(seed)
    for event in (step for step in steps if step.path == SCHEDULE):
        own = [step for step in steps if step.event == event.name]
        sign_ups = [step.body for step in own if step.path.endswith("/sign-ups")]
        assert sum(body["party_size"] for body in sign_ups) <= event.body["capacity"]
        contacts = [body[name] for body in sign_ups for name in ("phone", "email") if name in body]
        assert len(contacts) == len(set(contacts)) >= len(sign_ups)
        present = sum(step.body["present"] for step in own if step.path.endswith("/attendance"))
        [report] = [step.body for step in own if step.path.endswith("/report")]
        assert report["attendance"] >= present


def test_three_organisations_are_founded_with_help_under_codes_that_nobody_has() -> None:
    founded = [step.body for step in year() if step.path.endswith("/cso")]
    assert len({body["edrpou"] for body in founded}) == 3
    assert all(edrpou.is_valid(body["edrpou"]) and body["edrpou"].startswith("99") for body in founded)
    assert all(body["created_with_help"] for body in founded)


class Network:
    """Answers as the network does; `refusals` are given once each, before anything else."""

    def __init__(self) -> None:
        self.answers: dict[str, dict[str, object]] = {}
        self.refusals: list[tuple[int, str]] = []
        self.offices = [
            {"id": f"{n}", "slug": f"s{n}", "name": f"O{n}", "district_id": "d", "opened_on": None, "hours": []}
            | dict.fromkeys(SITE, f"site {n}")
            | {"rooms": [{"id": "small", "capacity": 5}, {"id": "large", "capacity": 30}]}
            for n in range(4)
        ]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            first = (int(request.url.params.get("page", 1)) - 1) * ON_A_PAGE
            pages = max(1, -(-len(self.offices) // ON_A_PAGE))
            return httpx.Response(200, json={"offices": self.offices[first : first + ON_A_PAGE], "pages": pages})
        if self.refusals:
            status, kind = self.refusals.pop()
            return httpx.Response(status, json={"type": f"urn:liaison:problem:{kind}", "detail": "No."})
        assert "None" not in request.url.path
        assert datetime.fromisoformat(request.headers["liaison-played-at"]).tzinfo
        key = request.headers["idempotency-key"]
        replayed = {"idempotency-replayed": "true"} if key in self.answers else {}
        answer = self.answers.setdefault(key, {"id": f"made-{len(self.answers)}", "sent": json.loads(request.content)})
        return httpx.Response(201, json=answer, headers=replayed)


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def client(network: Network) -> Iterator[httpx.Client]:
    with httpx.Client(base_url="http://liaison.test", transport=httpx.MockTransport(network)) as opened:
        yield opened


def test_played_twice_nothing_is_done_twice(network: Network, client: httpx.Client) -> None:
    first, second = Player(client, "1/2023-05-15"), Player(client, "1/2023-05-15")
    steps = played_year(1, START, first.places())
    assert all(first.play(step) for step in steps)
    assert not any(second.play(step) for step in steps)
    assert (first.done["new"], second.done["there already"]) == (len(steps), len(steps))
    assert len(network.answers) == len(steps)


def test_events_take_place_in_the_largest_room_of_three_offices(client: httpx.Client) -> None:
    places = Player(client, "a year").places()
    assert [(place.office_id, place.room_id) for place in places] == [("3", "large"), ("2", "large"), ("1", "large")]


def test_what_follows_an_event_that_was_refused_as_a_double_is_left_out(network: Network, client: httpx.Client) -> None:
    player = Player(client, "a year")
    [event, *_] = [step for step in year() if step.path == SCHEDULE]
    network.refusals = [(409, "room-taken")]
    assert [player.play(step) for step in year() if event.name in (step.name, step.event)].count(True) == 0
    assert network.answers == {}


def test_an_office_that_the_events_service_has_not_heard_of_is_waited_for(
    network: Network, client: httpx.Client
) -> None:
    network.refusals = [(503, "unavailable"), (422, "office-not-open")]
    [event, *_] = [step for step in year() if step.path == SCHEDULE]
    assert Player(client, "a year").play(event)


def test_a_refusal_that_waiting_does_not_mend_is_told(network: Network, client: httpx.Client) -> None:
    network.refusals = [(422, "wrong-edrpou")]
    with pytest.raises(Trouble, match=r"/site: No\."):
        Player(client, "a year").play(year()[0])


def test_waiting_ends(network: Network, client: httpx.Client) -> None:
    network.refusals = [(503, "unavailable")] * 9
    with pytest.raises(Trouble, match="No"):
        Player(client, "a year", patience=0).play(year()[0])


def test_without_a_network_it_says_what_to_do(network: Network, client: httpx.Client) -> None:
    network.offices = []
    with pytest.raises(Trouble, match="import the demo network"):
        Player(client, "a year").places()


def test_an_office_opened_later_by_hand_is_told_before_anything_is_done(network: Network, client: httpx.Client) -> None:
    player = Player(client, "a year")
    steps = played_year(1, START, player.places())
    player.check_openings(steps)
    network.offices[3]["opened_on"] = "2026-01-01"
    with pytest.raises(Trouble, match="liaison reset"):
        player.check_openings(steps)
