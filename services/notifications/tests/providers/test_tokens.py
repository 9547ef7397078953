"""The rate limit: never exceeded, never lost, and urgent messages find room."""

from hypothesis import given, settings
from hypothesis import strategies as st
from liaison_notifications.providers.tokens import KEPT_FOR_URGENT, TokenBucket

ASKED = st.lists(st.tuples(st.floats(0, 0.5), st.integers(1, 6), st.booleans()), max_size=60)


@settings(max_examples=200, deadline=None)
@given(st.floats(1, 200), ASKED)
def test_in_any_time_no_more_passes_than_flows_in(rate: float, asked: list[tuple[float, int, bool]]) -> None:
    bucket, now, passed = TokenBucket(rate, 0.0), 0.0, 0.0
    for rests, parts, urgent in asked:
        now += rests
        while (seconds := bucket.wait(parts, now, urgent)) > 0:
            now += seconds + 1e-9
        # One message may be larger than the bucket: it is owed, and those behind it wait longer.
        passed += parts
        assert passed <= bucket.size + now * rate + parts


def test_a_part_of_the_bucket_is_kept_for_urgent_messages() -> None:
    bucket = TokenBucket(10, 0.0)
    passed = 0
    while bucket.wait(1, 0.0) == 0:
        passed += 1
    assert passed == 10 * (1 - KEPT_FOR_URGENT)
    assert [bucket.wait(1, 0.0, urgent=True) for _ in range(2)] == [0.0, 0.0]
    assert bucket.wait(1, 0.0, urgent=True) > 0


def test_what_is_larger_than_the_bucket_passes_and_is_owed() -> None:
    bucket = TokenBucket(2, 0.0)
    assert bucket.wait(6, 0.0) == 0
    assert bucket.wait(1, 0.0) > 2
