"""Questions of a study, and what somebody answered to them, checked."""

import re
from enum import StrEnum
from typing import Any

from liaison_kit.errors import Conflict, FieldError, Refusal
from pydantic import BaseModel, Field

from liaison_registry.model.text import OneLine

OTHER = "other"
MOST_SAID = 500
_KEY = re.compile(r"c[0-9]+")
"""Of a choice that somebody wrote, as opposed to “other” and the steps of a scale."""
ANSWER_TEXTS = {
    "missing": "Answer this question.",
    "unknown": "Choose from what is offered.",
    "number": "Write a number between 0 and 1,000,000.",
    "long": "Write at most 500 characters.",
}


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    TEXT = "text"
    NUMBER = "number"


class AnswersIncomplete(Refusal):
    """Some answers are missing or cannot be read."""


class ChoicesMissing(Refusal):
    """Write at least two choices, one on each line."""

    field = "choices"


class ConditionImpossible(Refusal):
    """The condition must name a choice of a question that stands before this one."""

    field = "if_choice"


class AskedAbout(Conflict):
    """Question {number} is asked only of those who chose something that would be gone: change that question first."""

    field = "choices"


class Choice(BaseModel):
    """One answer that can be chosen."""

    key: str
    text: str
    text_en: str


class Question(BaseModel):
    """`if_question`, `if_choice`: it is asked only of whoever chose that; `section` begins a part of the form."""

    key: str
    kind: Kind
    text: OneLine = Field(min_length=1, max_length=300)
    text_en: OneLine = Field(min_length=1, max_length=300)
    section: OneLine = Field("", max_length=200)
    section_en: OneLine = Field("", max_length=200)
    choices: list[Choice] = []
    required: bool = False
    other: bool = False
    if_question: str = ""
    if_choice: str = ""

    def unconditional(self) -> "Question":
        return self.model_copy(update={"if_question": "", "if_choice": ""})

    def offered(self) -> list[str]:
        """What may be chosen; empty where it is written."""
        return [one.key for one in self.choices]


def choices_of(kind: Kind, lines: str, other: bool) -> list[Choice]:
    """From lines such as “Курси | Courses”; a scale has its five by itself. ChoicesMissing where there are too few."""
    if kind is Kind.SCALE:
        return [Choice(key=str(one), text=str(one), text_en=str(one)) for one in range(1, 6)]
    if kind not in {Kind.SINGLE, Kind.MULTIPLE}:
        return []
    found: list[Choice] = []
    for line in filter(None, (line.strip() for line in lines.splitlines())):
        text, _, text_en = (part.strip() for part in line.partition("|"))
        found.append(Choice(key=f"c{len(found) + 1}", text=text[:200], text_en=(text_en or text)[:200]))
    if len(found) < 2:
        raise ChoicesMissing
    return [*found, Choice(key=OTHER, text="Інше", text_en="Other")] if other else found


def with_known_keys(choices: list[Choice], known: list[Choice]) -> list[Choice]:
    """The same choices, each with the key it had, so that a condition which names one of them still names it.

    One is the same as before if it reads the same, or if it stands where it stood among as many as before.
    """
    written, before = ([one for one in some if _KEY.fullmatch(one.key)] for some in (choices, known))
    by_text = {one.text: one.key for one in before}
    taken = {by_text[one.text] for one in written if one.text in by_text}
    fresh = 1 + max((int(one.key[1:]) for one in before), default=0)
    keys: list[str] = []
    for place, one in enumerate(written):
        stood = before[place].key if len(written) == len(before) else ""
        key = by_text.get(one.text) or ("" if stood in taken else stood)
        if not key or key in keys:
            key, fresh = f"c{fresh}", fresh + 1
        keys.append(key)
    kept = [one.model_copy(update={"key": key}) for one, key in zip(written, keys, strict=True)]
    return [*kept, *(one for one in choices if one not in written)]


def check_condition(question: Question, before: list[Question]) -> None:
    """ConditionImpossible unless it names a choice of a question that comes earlier."""
    if not question.if_question and not question.if_choice:
        return
    if not any(one.key == question.if_question and question.if_choice in one.offered() for one in before):
        raise ConditionImpossible


def checked_answers(questions: list[Question], given: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    """Rows of question, choice and what was written; `*` stands for “answered at all”.

    What was not asked, because its condition does not hold, is left out, whatever was sent.
    AnswersIncomplete with one error for each question that is wrong.
    """
    rows: list[tuple[str, str, str | None]] = []
    chosen: set[tuple[str, str]] = set()
    errors = []
    for question in questions:
        if question.if_question and (question.if_question, question.if_choice) not in chosen:
            continue
        value = given.get(question.key)
        if value in (None, "", []):
            if question.required:
                errors.append(FieldError(question.key, ANSWER_TEXTS["missing"]))
            continue
        found, wrong = _rows(question, value, given.get(f"{question.key}_other"))
        if wrong:
            errors.append(FieldError(question.key, ANSWER_TEXTS[wrong]))
        rows += found
        chosen |= {(key, choice) for key, choice, _ in found}
    if errors:
        raise AnswersIncomplete(errors=errors)
    return rows


def _rows(question: Question, value: Any, other: Any) -> tuple[list[tuple[str, str, str | None]], str]:
    key = question.key
    if question.kind is Kind.NUMBER:
        text = str(value).strip()
        good = re.fullmatch(r"[0-9]{1,7}", text) is not None and int(text) <= 1_000_000
        return ([(key, "*", text)], "") if good else ([], "number")
    if question.kind is Kind.TEXT:
        text = _written(value)
        return ([(key, "*", text)], "") if len(text) <= MOST_SAID else ([], "long")
    several = value if isinstance(value, list) else [value]
    picked = list(dict.fromkeys(str(one) for one in several))
    if not set(picked) <= set(question.offered()) or (len(picked) > 1 and question.kind is not Kind.MULTIPLE):
        return [], "unknown"
    said = _written(other or "")[:MOST_SAID] or None
    return [(key, "*", None), *((key, one, said if one == OTHER else None) for one in picked)], ""


def _written(value: Any) -> str:
    return "".join(one for one in str(value).strip() if one == "\n" or one.isprintable())
