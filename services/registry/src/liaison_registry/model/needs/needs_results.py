"""Results of a study: counts per district, small ones hidden so that nothing shown gives them away."""

from collections.abc import Mapping, Sequence

from liaison_contracts.registry import ChoiceText, NeedBase, NeedCount, QuestionResult
from pydantic import BaseModel

from liaison_registry.model.needs.needs import NeedsStudy
from liaison_registry.model.needs.questions import Question

SMALL = 5
"""Fewer than these could be recognised by their neighbours."""

Sums = Mapping[tuple[str, str, str], int]
"""How many, by question, choice and district."""


class Column(BaseModel):
    """One question in one district: how many answered it, and how many chose what; None: hidden."""

    base: int | None
    cells: list[int | None]


def hidden_small(base: int, cells: Sequence[int]) -> Column:
    """Hides each number below five, and as many more as it takes that the sum does not tell them.

    Beside the small ones the first large ones, in the questionnaire's order, are hidden until at least one is and
    all hidden ones together are six or more; where there are too few, the whole column goes, its base too. Which
    further ones are hidden depends on their place and not on their size, so that it says nothing. No total over
    districts is published but the sum of what is shown. Primary and complementary suppression as in Hundepool et al.,
    Statistical Disclosure Control (2012), chapter 4.
    """
    if base < SMALL:
        return Column(base=None, cells=[None] * len(cells))
    hidden = {place for place, number in enumerate(cells) if number < SMALL}
    large = [place for place in range(len(cells)) if place not in hidden]
    if hidden:
        small = len(hidden)
        while len(hidden) == small or sum(cells[place] for place in hidden) < SMALL + 1:
            if not large:
                return Column(base=None, cells=[None] * len(cells))
            hidden.add(large.pop(0))
    return Column(base=base, cells=[None if place in hidden else number for place, number in enumerate(cells)])


def results_of(study: NeedsStudy, sums: Sums) -> list[QuestionResult]:
    """What may be shown of each question.

    A question asked only of those who chose something is hidden where that choice is: its base would tell it.
    """
    hidden: set[tuple[str, str, str]] = set()
    results = []
    for question in study.asked():
        columns = {district: _column(question, district, sums, hidden) for district in study.district_ids}
        results.append(_result(question, columns))
        for district, column in columns.items():
            pairs = zip(question.offered(), column.cells, strict=True)
            hidden |= {(question.key, choice, district) for choice, number in pairs if number is None}
    return results


def _column(question: Question, district: str, sums: Sums, hidden: set[tuple[str, str, str]]) -> Column:
    if (question.if_question, question.if_choice, district) in hidden:
        return Column(base=None, cells=[None] * len(question.choices))
    cells = [sums.get((question.key, choice, district), 0) for choice in question.offered()]
    return hidden_small(sums.get((question.key, "*", district), 0), cells)


def _result(question: Question, columns: dict[str, Column]) -> QuestionResult:
    return QuestionResult(
        key=question.key,
        text=question.text,
        text_en=question.text_en,
        choices=[ChoiceText(**one.model_dump()) for one in question.choices],
        bases=[NeedBase.model_validate({"district_id": one, "people": each.base}) for one, each in columns.items()],
        counts=[
            NeedCount.model_validate({"district_id": district, "choice": choice, "people": number})
            for district, column in columns.items()
            for choice, number in zip(question.offered(), column.cells, strict=True)
        ],
    )


def representativeness(answered: Mapping[str, int], population: Mapping[str, int]) -> float | None:
    """The R-score of Go Vocal (its `RScore.min_max_p_ratio`): the lowest rate of participation among the groups of a
    population divided by the highest; 1: all groups took part alike, 0: one did not at all.

    A group's rate is who answered / who lives there; groups nobody lives in are left out. None: nothing to compare.
    """
    rates = [answered.get(group, 0) / people for group, people in population.items() if people > 0]
    return min(rates) / max(rates) if rates and max(rates) > 0 else None
