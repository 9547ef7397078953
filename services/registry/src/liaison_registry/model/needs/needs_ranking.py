"""What is missed most: the answers of a study in the order of how many gave them, as far as they may be shown."""

from uuid import UUID

from liaison_contracts.registry import ChoiceText, QuestionResult
from pydantic import BaseModel


class Ranked(BaseModel):
    """One answer in one district: how many gave it, and the share of those who answered, in per cent."""

    choice: ChoiceText
    people: int | None
    share: int | None


class DistrictRanking(BaseModel):
    """The answers of one district, the most frequent first; those hidden come last."""

    district_id: UUID
    base: int | None
    ranked: list[Ranked]


class QuestionRanking(BaseModel):
    """One question; `total` adds up what is shown of the districts, and only that: it gives nothing hidden away."""

    result: QuestionResult
    total: list[Ranked]
    districts: list[DistrictRanking]


def ranking_of(result: QuestionResult) -> QuestionRanking:
    districts = []
    sums: dict[str, int] = {}
    for base in result.bases:
        counts = {one.choice: one.people for one in result.counts if one.district_id == base.district_id}
        ranked = [_ranked(one, counts.get(one.key), base.people) for one in result.choices]
        ranked.sort(key=_place)
        districts.append(DistrictRanking(district_id=base.district_id, base=base.people, ranked=ranked))
        for choice, people in counts.items():
            if people is not None:
                sums[choice] = sums.get(choice, 0) + people
    total = [_ranked(one, sums.get(one.key), None) for one in result.choices]
    total.sort(key=_place)
    return QuestionRanking(result=result, total=total, districts=districts)


def _place(one: Ranked) -> tuple[bool, int]:
    return one.people is None, -(one.people or 0)


def _ranked(choice: ChoiceText, people: int | None, base: int | None) -> Ranked:
    return Ranked(choice=choice, people=people, share=round(100 * people / base) if people and base else None)
