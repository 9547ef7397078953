"""The guide's words and pictures, as far as one sees it without a network."""

import pytest
from liaison_events.guide import AUDIENCES, FOLDER, LANGUAGES, guide
from liaison_pages.language import Language, _texts

from tests.journeys.guide import coordinators, office_workers, residents
from tests.journeys.guide.pictures import MOST_BYTES, MOST_BYTES_TOGETHER, file_of
from tests.journeys.guide.reading import Step, parts, pictures, said

BOTH = [(audience, task.key) for audience in AUDIENCES for task in guide(audience, "en").tasks]


def task_of(audience: str, key: str, language: str) -> str:
    return next(task.markdown for task in guide(audience, language).tasks if task.key == key)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_both_languages_have_the_same_tasks(audience: str) -> None:
    english, ukrainian = ([task.key for task in guide(audience, code).tasks] for code in ("en", "uk"))
    assert english == ukrainian
    assert len(set(english)) == len(english)


@pytest.mark.parametrize(("audience", "key"), BOTH)
def test_each_step_names_the_same_in_both_languages_in_the_words_of_the_pages(audience: str, key: str) -> None:
    english, ukrainian = ([*parts(task_of(audience, key, code))] for code in ("en", "uk"))
    translated = Language("uk").text
    expected = [[translated(name) for name in one.names] if isinstance(one, Step) else one.name for one in english]
    assert [list(one.names) if isinstance(one, Step) else one.name for one in ukrainian] == expected


@pytest.mark.parametrize(("audience", "key"), BOTH)
def test_whatever_is_bold_is_a_text_of_the_pages(audience: str, key: str) -> None:
    english = said(task_of(audience, key, "en"))
    assert [name for name in english if name not in _texts("uk")] == []
    ukrainian = {Language("uk").text(name) for name in english}
    assert {*said(task_of(audience, key, "uk"))} == ukrainian


def test_every_task_is_walked_and_nothing_else() -> None:
    for audience, tasks in (
        ("residents", residents.TASKS),
        ("office-workers", office_workers.TASKS),
        ("coordinators", coordinators.TASKS),
    ):
        assert [task.key for task in guide(audience, "en").tasks] == [*tasks]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_there_small_and_shown_once(language: str) -> None:
    shown = [one.name for one in pictures(language)]
    assert len(shown) == len(set(shown))
    assert all(one.alt for one in pictures(language))
    kept = {path.name for path in (FOLDER / "pictures" / language).iterdir()}
    assert kept == {f"{name}.{ending}" for name in shown for ending in ("webp", "txt")}, "run `make guide`"
    assert {name: size for name in shown if (size := file_of(language, name).stat().st_size) > MOST_BYTES} == {}


def test_all_pictures_together_are_small() -> None:
    assert sum(path.stat().st_size for path in (FOLDER / "pictures").rglob("*.webp")) <= MOST_BYTES_TOGETHER
