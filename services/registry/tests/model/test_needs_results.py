"""What results hide, and that nothing shown gives it away."""

from functools import cache
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st
from liaison_registry.model import NeedsStudy
from liaison_registry.model.needs.needs_ranking import ranking_of
from liaison_registry.model.needs.needs_results import SMALL, Column, hidden_small, representativeness, results_of
from liaison_registry.model.needs.questions import Kind, Question, checked_answers, choices_of

DISTRICT = "00000000-0000-0000-0000-000000000001"


@cache
def shown(cells: tuple[int, ...]) -> Column:
    return hidden_small(sum(cells), cells)


def explanations(seen: Column) -> list[tuple[int, ...]]:
    """All answers that lead to exactly what is seen: what somebody knows who knows the rules, too."""
    assert seen.base is not None
    hidden = [place for place, number in enumerate(seen.cells) if number is None]
    if not hidden:
        return [tuple(number or 0 for number in seen.cells)]
    left = seen.base - sum(number or 0 for number in seen.cells)
    found = []
    for guess in product(range(left + 1), repeat=len(hidden) - 1):
        if sum(guess) <= left:
            cells = list(seen.cells)
            for place, number in zip(hidden, [*guess, left - sum(guess)], strict=True):
                cells[place] = number
            whole = tuple(number or 0 for number in cells)
            if shown(whole) == seen:
                found.append(whole)
    return found


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=4))
@example([5, 4, 4])  # two small ones whose sum is the largest that two small ones can have
@example([5, 4, 4, 6])
def test_no_hidden_number_can_be_worked_out_from_the_rest_and_their_sum(cells: list[int]) -> None:
    seen = shown(tuple(cells))
    assert all(number is None or number >= SMALL for number in seen.cells)
    if seen.base is None:
        assert set(seen.cells) == {None}
        return
    possible = explanations(seen)
    assert tuple(cells) in possible
    for place, number in enumerate(seen.cells):
        if number is None:
            assert len({one[place] for one in possible}) > 1


def test_one_small_number_takes_a_large_one_with_it() -> None:
    assert hidden_small(33, [3, 20, 10]) == Column(base=33, cells=[None, None, 10])
    assert hidden_small(30, [20, 10]) == Column(base=30, cells=[20, 10])
    assert hidden_small(5, [0, 5]) == Column(base=None, cells=[None, None])
    assert hidden_small(4, [4, 0]) == Column(base=None, cells=[None, None])


def test_who_was_asked_further_does_not_tell_how_many_chose_what_is_hidden() -> None:
    asked = [one.model_dump(mode="json") for one in questions()]
    study = NeedsStudy(questions=asked, district_ids=[DISTRICT])
    sums = {("q1", "*"): 10, ("q1", "c1"): 3, ("q1", "c2"): 7, ("q2", "*"): 7, ("q2", "c1"): 7, ("q2", "c2"): 7}
    shown_work, shown_learn, shown_hours = results_of(study, {(*key, DISTRICT): n for key, n in sums.items()})
    assert [one.people for one in shown_work.counts] == [None, None]
    assert [one.people for one in [*shown_learn.bases, *shown_learn.counts]] == [None] * 4
    assert [one.people for one in shown_hours.bases] == [None]


def test_totals_add_up_what_is_shown_and_no_more() -> None:
    other = "00000000-0000-0000-0000-000000000002"
    study = NeedsStudy(questions=[questions()[0].model_dump(mode="json")], district_ids=[DISTRICT, other])
    sums = {("q1", "*", DISTRICT): 30, ("q1", "c1", DISTRICT): 10, ("q1", "c2", DISTRICT): 20}
    few = {("q1", "*", other): 9, ("q1", "c1", other): 1, ("q1", "c2", other): 8}
    ranking = ranking_of(results_of(study, sums | few)[0])
    assert [(one.choice.key, one.people) for one in ranking.total] == [("c2", 20), ("c1", 10)]
    assert [one.people for one in ranking.districts[1].ranked] == [None, None]
    alone = ranking_of(results_of(study, few)[0])
    assert [one.people for one in alone.total] == [None, None]


def test_the_r_score_is_the_lowest_rate_by_the_highest() -> None:
    assert representativeness({"a": 1, "b": 4}, {"a": 10, "b": 40}) == 1
    assert representativeness({"a": 1, "b": 2}, {"a": 10, "b": 10, "none": 0}) == 0.5
    assert representativeness({}, {"a": 10}) is None
    assert representativeness({"a": 3}, {}) is None


def questions() -> list[Question]:
    """Whether somebody has work; if not, what they would learn; and if courses, how many hours."""
    work = choices_of(Kind.SINGLE, "Так | Yes\nНі | No", False)
    learn = choices_of(Kind.MULTIPLE, "Курси | Courses\nМова | Language", True)
    text = {"text": "x", "text_en": "x"}
    return [
        Question(key="q1", kind=Kind.SINGLE, choices=work, required=True, **text),
        Question(key="q2", kind=Kind.MULTIPLE, choices=learn, if_question="q1", if_choice="c2", **text),
        Question(key="q3", kind=Kind.NUMBER, if_question="q2", if_choice="c1", required=True, **text),
    ]


@given(st.sampled_from(["c1", "c2"]), st.lists(st.sampled_from(["c1", "c2", "other"]), unique=True))
def test_what_was_not_asked_is_never_kept(work: str, learn: list[str]) -> None:
    rows = checked_answers(questions(), {"q1": work, "q2": learn, "q3": "4"})
    asked = {key for key, _, _ in rows}
    assert ("q2" in asked) == (work == "c2" and bool(learn))
    assert ("q3" in asked) == (work == "c2" and "c1" in learn)
