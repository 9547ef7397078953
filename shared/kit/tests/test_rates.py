"""Nobody may ask for what costs or leaks as often as they like."""

import pytest
from liaison_kit.database import Database
from liaison_kit.rates import Kind, Meter, block_of, counted_as, kind_of
from liaison_kit.testing import STAFF_TOKEN

from shared.kit.tests.site import API, visitor

RATES = {"read": 5, "write": 2, "sign_in": 1, "personal": 3, "staff": 8}
LOOK = ("GET", f"{API}/wishes")


async def statuses(number: int, method: str, path: str, headers: dict[str, str] | None = None, **settings) -> list[int]:
    async with visitor(rates=RATES, **settings) as client:
        body = {"json": {"title": "a lamp"}} if method == "POST" else {}
        return [(await client.request(method, path, headers=headers, **body)).status_code for _ in range(number)]


@pytest.mark.parametrize(
    ("method", "path", "most"),
    [
        (*LOOK, 5),
        ("POST", f"{API}/wishes", 2),
        ("POST", "/wishes", 2),
        ("POST", f"{API}/sign-in", 1),
        ("GET", f"{API}/mine/secret", 3),
        ("GET", "/mine/secret", 3),
    ],
)
async def test_each_kind_of_request_has_its_own_limit(method: str, path: str, most: int) -> None:
    assert await statuses(most + 2, method, path) == [200] * most + [429, 429]


def test_a_route_may_count_as_another_kind_where_one_field_is_asked_for() -> None:
    marks = [counted_as(Kind.EXPORT, where="known")]
    assert kind_of({"GET"}, marks, {"known": "2024-01-01"}) is Kind.EXPORT
    others: list[dict[str, str]] = [{}, {"known": ""}, {"as_of": "2024-01-01"}]
    assert {kind_of({"GET"}, marks, query) for query in others} == {Kind.READ}
    assert kind_of({"GET"}, [counted_as(Kind.EXPORT)], {}) is Kind.EXPORT


async def test_whoever_comes_too_often_is_told_when_to_come_again() -> None:
    async with visitor(rates=RATES) as client:
        for _ in range(2):
            await client.post(f"{API}/wishes", json={"title": "a lamp"})
        answer = await client.post(f"{API}/wishes", json={"title": "a lamp"})
    assert answer.json()["type"] == "urn:liaison:problem:too-many-requests"
    assert answer.headers["retry-after"] == "30"
    assert "30 s" in answer.json()["detail"]


async def test_each_answer_of_the_api_says_how_much_is_left() -> None:
    async with visitor(rates=RATES) as client:
        first = await client.get(f"{API}/wishes")
        for _ in range(4):
            last = await client.get(f"{API}/wishes")
        refused = await client.get(f"{API}/wishes")
        page = await client.get("/wishes")
    assert first.headers["ratelimit-policy"] == last.headers["ratelimit-policy"] == '"read";q=5;w=60'
    left = [answer.headers["ratelimit"].rpartition(";t=")[0] for answer in (first, last, refused)]
    assert left == ['"read";r=4', '"read";r=0', '"read";r=0']
    assert "ratelimit" not in page.headers


async def test_one_kind_does_not_use_up_another() -> None:
    async with visitor(rates=RATES) as client:
        for _ in range(3):
            await client.post(f"{API}/sign-in")
        assert (await client.get(f"{API}/wishes")).status_code == 200


async def test_staff_have_a_ceiling_of_their_own(database: Database) -> None:
    staff = {"authorization": f"Bearer {STAFF_TOKEN}"}
    assert await statuses(9, "POST", f"{API}/wishes", staff, database=database) == [200] * 8 + [429]


async def test_a_wrong_token_is_nobodys() -> None:
    assert (await statuses(6, *LOOK, {"authorization": "Bearer wrong"}))[5] == 429


async def test_demo_mode_has_higher_limits_but_not_none() -> None:
    # More than one beyond the limit, as on a slow machine some of them are paid off meanwhile.
    found = await statuses(150, "POST", f"{API}/wishes", demo=True)
    assert found[:100] == [200] * 100
    assert 429 in found


async def counted_apart(client: tuple[str, int], first: str, second: str, **settings: object) -> bool:
    async with visitor(client, rates=RATES, **settings) as browser:
        for _ in range(2):
            await browser.post(f"{API}/wishes", json={"title": "x"}, headers={"x-forwarded-for": first})
        answer = await browser.post(f"{API}/wishes", json={"title": "x"}, headers={"x-forwarded-for": second})
    return answer.status_code == 200


async def test_behind_the_proxy_each_visitor_is_counted_apart() -> None:
    assert await counted_apart(("127.0.0.1", 1), "203.0.113.1", "203.0.113.2")
    assert not await counted_apart(("127.0.0.1", 1), "203.0.113.1", "203.0.113.1")
    assert await counted_apart(("172.18.0.9", 1), "203.0.113.1", "203.0.113.2", trusted_proxies="172.16.0.0/12")


async def test_nobody_but_the_proxy_may_say_where_they_come_from() -> None:
    assert not await counted_apart(("192.0.2.7", 1), "203.0.113.1", "203.0.113.2")
    # The proxy adds what it has seen at the end; what stands before that, the visitor has made up.
    assert not await counted_apart(("127.0.0.1", 1), "198.51.100.1, 203.0.113.1", "198.51.100.2, 203.0.113.1")


@pytest.mark.parametrize(
    ("host", "block"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_subscriber_is_one_whatever_they_number_their_machines(host: str, block: str) -> None:
    assert block_of(host) == block


def test_what_is_paid_off_may_be_asked_for_again() -> None:
    meter = Meter()
    assert [meter.wait(Kind.WRITE, "a", 2, now=0.0) for _ in range(3)] == [0, 0, 30]
    assert meter.wait(Kind.WRITE, "a", 2, now=29.0) == 1
    assert meter.wait(Kind.WRITE, "a", 2, now=30.0) == 0
    assert meter.wait(Kind.WRITE, "a", 2, now=30.0) == 30
    assert meter.wait(Kind.WRITE, "b", 2, now=30.0) == 0


def test_many_addresses_do_not_fill_the_memory() -> None:
    meter = Meter(most=3)
    meter.wait(Kind.SIGN_IN, "guesser", 1, now=0.0)
    for number in range(3):
        meter.wait(Kind.READ, str(number), 60, now=1.0)
        assert len(meter) <= 3
    assert meter.wait(Kind.READ, "2", 1, now=1.0) > 0


async def test_one_click_is_counted_by_link_whichever_address_asks() -> None:
    async with visitor(rates=RATES | {"one_click": 2}) as client:
        asked = [await client.post(f"{API}/mine/{token}/ending") for token in ("one", "two", "one", "two", "one")]
    assert [answer.status_code for answer in asked] == [200, 200, 200, 200, 429]


async def test_and_under_a_high_ceiling_by_address() -> None:
    async with visitor(rates=RATES | {"receipts": 3}) as client:
        asked = [await client.post(f"{API}/mine/{number}/ending") for number in range(4)]
    assert [answer.status_code for answer in asked] == [200, 200, 200, 429]
