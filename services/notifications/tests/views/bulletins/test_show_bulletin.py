"""A bulletin's page: what leaving costs at most, and the forms that its state allows."""

from typing import Any

import pytest

from services.notifications.tests.bulletining import Coordinators, many, planned
from services.notifications.tests.conftest import PHONE
from services.notifications.tests.subscribing import Reader


@pytest.fixture
def more_settings(more_settings: dict[str, Any]) -> dict[str, Any]:
    return {**more_settings, "sms_part_kopiykas": 95}


def page_of(path: str) -> str:
    return path.replace("/api/notifications/v1", "")


async def test_it_says_how_many_and_what_they_cost_by_the_dearer_language(
    reader: Reader, coordinators: Coordinators
) -> None:
    await reader.subscribes(PHONE, bulletins=True)
    english = {"title_en": "It moves", "text_en": "It moves.", "sms_en": "It moves."}
    path = await coordinators.write(**english)
    email, sms = (await coordinators.shown(path))["readers"]
    assert (email["people"], email["cost"]) == (0, None)
    assert (sms["people"], sms["cost"]) == (1, 2 * 95)  # two parts in Ukrainian, one in English
    assert "1,90" in (await coordinators.get(coordinators.other, page_of(path))).text


async def test_it_offers_what_can_be_done_now_and_nothing_else(story: Any, coordinators: Coordinators) -> None:
    await many(story, 1)
    path = await coordinators.write()

    async def offers() -> set[str]:
        page = (await coordinators.get(coordinators.other, page_of(path))).text
        signs = {"approve": "confirm=approval", "change": f"{page_of(path)}/form", "stop": "confirm=stop"}
        signs |= {"take back": "/approval/withdrawal", "remove": "confirm=removal", "try": "/trials"}
        return {name for name, sign in signs.items() if sign in page}

    assert await offers() == {"approve", "change", "remove", "try"}
    await coordinators.post(coordinators.other, f"{path}/approval")
    assert await offers() == {"take back", "change", "remove", "try"}
    await planned(story)
    assert await offers() == {"stop"}
    await coordinators.work()
    assert await offers() == set()


async def test_the_form_of_one_that_people_have_says_so(coordinators: Coordinators) -> None:
    path = await coordinators.approved()
    form = await coordinators.get(coordinators.author, f"{page_of(path)}/form")
    assert "Схвалено" in form.text
    await coordinators.work()
    form = await coordinators.get(coordinators.author, f"{page_of(path)}/form")
    assert "Її вже отримали" in form.text
    assert f'action="{page_of(path)}/words"' not in form.text


async def test_a_refusal_comes_back_with_what_was_typed(coordinators: Coordinators) -> None:
    form = {"_page": "/messages/bulletins/new", "title": "Переїзд", "text": "", "sms": ""}
    answer = await coordinators.post(coordinators.author, "/messages/bulletins", data=form)
    assert answer.status_code == 422
    assert "Напишіть лист, SMS або обидва" in answer.text
    assert 'value="Переїзд"' in answer.text
