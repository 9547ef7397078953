"""An initiative group: who founds it, and the order of the steps."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from liaison_registry.model import FoundingStep, InitiativeGroup, ReasonForBackdatingMissing
from liaison_registry.model.csos.initiative_group import (
    FOUNDER_TEXTS,
    GroupIsOver,
    StepNotTaken,
    StepsMissing,
    StepTaken,
    StepTooEarly,
    WrongFormingDay,
    WrongFounders,
    WrongStepDay,
    founders_of,
)

TODAY = date(2023, 5, 20)
WORKER, CSO_ID = UUID(int=7), UUID(int=8)
STATUTE, MEETING, APPLICATION, ENTRY = FoundingStep


def group(formed_on: date = TODAY) -> InitiativeGroup:
    said: dict[str, Any] = {"idea": "Сад", "area": "environment", "office_id": UUID(int=1), "district_id": None}
    founders = [{"name": "Олена", "contact": "+380671234567"}]
    return InitiativeGroup.form(UUID(int=2), said | {"formed_on": formed_on}, founders, TODAY, None)


def took(*steps: FoundingStep) -> InitiativeGroup:
    made = group()
    for step in steps:
        made.take(step, TODAY, TODAY, WORKER)
    return made


def test_what_is_missing_is_what_is_not_recorded() -> None:
    assert group().missing == [STATUTE, MEETING, APPLICATION, ENTRY]
    assert took(MEETING).missing == [STATUTE, APPLICATION, ENTRY]
    assert took(MEETING, STATUTE, APPLICATION, ENTRY).missing == []
    assert took(STATUTE).next_step == MEETING


def test_a_step_needs_those_it_stands_on() -> None:
    for before, step in (((), APPLICATION), ((STATUTE,), APPLICATION), ((STATUTE, MEETING), ENTRY)):
        with pytest.raises(StepTooEarly):
            took(*before).take(step, TODAY, TODAY, WORKER)
    with pytest.raises(StepTaken):
        took(STATUTE).take(STATUTE, TODAY, TODAY, WORKER)


def test_a_step_lies_neither_ahead_nor_before_what_it_stands_on() -> None:
    yesterday = TODAY - timedelta(days=1)
    for day in (yesterday, TODAY + timedelta(days=1)):
        with pytest.raises(WrongStepDay):
            took(STATUTE, MEETING).take(APPLICATION, day, TODAY, WORKER)
    with pytest.raises(ReasonForBackdatingMissing):
        group().take(STATUTE, TODAY - timedelta(days=8), TODAY, WORKER)
    group().take(STATUTE, TODAY - timedelta(days=8), TODAY, WORKER, backdating_reason="found in the archive")


def test_a_step_is_taken_back_unless_another_stands_on_it() -> None:
    made = took(STATUTE, MEETING, APPLICATION)
    for step in (STATUTE, MEETING, ENTRY):
        with pytest.raises(StepNotTaken):
            made.undo(step, TODAY)
    made.undo(APPLICATION, TODAY)
    made.undo(STATUTE, TODAY)
    assert made.missing == [STATUTE, APPLICATION, ENTRY]


def test_a_group_becomes_an_organisation_once_it_has_applied_and_is_forgotten() -> None:
    with pytest.raises(StepsMissing):
        took(STATUTE, MEETING).become(CSO_ID, TODAY, TODAY, WORKER)
    made = took(STATUTE, MEETING)
    made.take(APPLICATION, TODAY, TODAY, WORKER, notes="Олена подала особисто")
    made.become(CSO_ID, TODAY, TODAY, WORKER)
    assert (made.founders, made.idea, made.forgotten_on, made.missing) == ([], "", TODAY, [])
    assert {record["notes"] for record in made.steps.values()} == {""}
    for act in (
        lambda: made.give_up(TODAY, "x"),
        lambda: made.undo(ENTRY, TODAY),
        lambda: made.change({"idea": "x"}),
        lambda: made.become(CSO_ID, TODAY, TODAY, WORKER),
    ):
        with pytest.raises(GroupIsOver):
            act()


def test_whoever_gives_up_is_not_forgotten_at_once() -> None:
    made = group()
    made.give_up(TODAY, "немає часу")
    assert made.founders
    assert made.forgotten_on is None
    made.forget(TODAY)
    assert (made.founders, made.idea, made.reason) == ([], "", "")


def test_nobody_begins_tomorrow() -> None:
    with pytest.raises(WrongFormingDay):
        group(TODAY + timedelta(days=1))
    with pytest.raises(ReasonForBackdatingMissing):
        group(TODAY - timedelta(days=8))


def test_founders_are_read_line_by_line() -> None:
    text = "Олена  Прикладенко, 067 123 45 67\n\n Іван Зразковий; Ivan@Example.org\nО. О’Ніл"
    assert founders_of(text) == [
        {"name": "Олена Прикладенко", "contact": "+380671234567"},
        {"name": "Іван Зразковий", "contact": "Ivan@example.org"},
        {"name": "О. О’Ніл", "contact": ""},
    ]


@pytest.mark.parametrize(
    ("text", "sentence", "values"),
    [
        ("", "nobody", {}),
        ("Олена\nІван", "nobody", {}),
        ("Олена, 067 123 45 67\nІван, 12", "contact", {"line": 2}),
        ("Олена, olena@", "contact", {"line": 1}),
        ("\n067 123 45 67, Олена", "founder", {"line": 2}),
        (f"{'О' * 201}, 067 123 45 67", "founder", {"line": 1}),
        ("Оле\x00на, 067 123 45 67", "founder", {"line": 1}),
        ("Олена, 067 123 45 67\n" * 51, "many", {"most": 50}),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(text: str, sentence: str, values: dict[str, int]) -> None:
    with pytest.raises(WrongFounders) as refused:
        founders_of(text)
    (error,) = refused.value.errors
    assert (error.field, error.message, error.values) == ("founders", FOUNDER_TEXTS[sentence], values)
